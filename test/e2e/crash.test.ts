import { existsSync, statSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { seededRandom } from '../../core/cli/demo/seeded-random.js';
import { agents, writeConfig, type Agent } from '../support/agent.js';
import { FakeHttp } from '../support/fake-http.js';
import { lastNumberIn, LogWriter, numberOf, numbersIn } from '../support/numbered-events.js';
import { FULL } from '../support/full.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('a crash loses nothing');
const folder = tempFolder(test);
const start = agents(test);
let server: FakeHttp;
test.before.each(async () => {
  server = new FakeHttp();
  await server.start();
});
test.after.each(() => server.stop());

const seed = Number(process.env['HUSHPIPE_SEED'] ?? Math.floor(Math.random() * 1e9));
console.log(`HUSHPIPE_SEED=${seed}`);
const random = seededRandom(seed);

const KILLS = FULL ? 20 : 6;
/** How often each of the other tests kills. */
const FEW = FULL ? 3 : 2;
/** Most events of one delivery; one read of 4 KiB holds a few less. */
const BATCH = 50;

const SOURCES = { app: { type: 'file', paths: ['app.log'], parse: 'json', read_block: '4KiB' } };

const outSize = (): number => (existsSync(folder.in('out.jsonl')) ? statSync(folder.in('out.jsonl')).size : 0);

/** Kills one run after the other while a program logs: each once there was progress, at a random moment. Gives the last run, which lives. */
async function killAgain(times: number, config: string, writer: LogWriter, progress: () => number): Promise<Agent> {
  for (let kill = 0; kill < times; kill++) {
    const agent = start(config);
    const before = progress();
    await until('there is progress', () => progress() > before);
    const end = writer.count + random() * 250;
    await until('a moment has passed', () => writer.count >= end);
    agent.kill('SIGKILL');
    await agent.ended;
  }
  return start(config);
}

test(`kill -9 at ${KILLS} random moments: no event is lost, and each kill repeats at most one batch`, async () => {
  const config = writeConfig(folder.in('hushpipe.json'), { sources: SOURCES, sinks: { out: { type: 'file', path: 'out.jsonl', batch: { max_events: BATCH } } } });
  const writer = new LogWriter(folder.in('app.log'), random);
  const agent = await killAgain(KILLS, config, writer, outSize);
  await writer.stop();
  await until('the last event is written', () => lastNumberIn(folder.in('out.jsonl')) === writer.count - 1, 20_000);
  await agent.stop();

  const { numbers, torn } = numbersIn(folder.in('out.jsonl'));
  assert.is(new Set(numbers).size, writer.count, 'every event is there');
  assert.ok(torn <= KILLS);
  assert.ok(numbers.every((n, at) => at === 0 || n <= (numbers[at - 1] as number) + 1), 'and none before one that came earlier');
  const repeats = numbers.flatMap((n, at) => (at > 0 && n <= (numbers[at - 1] as number) ? [(numbers[at - 1] as number) - n + 1] : []));
  assert.ok(repeats.length <= KILLS && repeats.every((count) => count <= BATCH), `repeated after kills: ${repeats.join(', ')}`);
  console.log(`${writer.count} events, ${KILLS} kills, repeated: ${repeats.join(', ') || 'none'}`);
}, { limit: 90_000 });

/** A sink that sends the id of each event along, as one that is idempotent does. */
const BY_ID = `
export default {
  apiVersion: 1, kind: 'sink', name: 'by_id', summary: 'Sends events with their ids.', examples: [],
  schema: { type: 'object', additionalProperties: false, required: ['url'], properties: { url: { type: 'string' } } },
  delivery: { idempotent: true },
  create: ({ url }, ctx) => ({
    async deliver(batch, signal) {
      const answer = await ctx.fetch(url, { method: 'POST', body: JSON.stringify(batch.map((event) => [event.id, event.get('n')])), signal });
      if (!answer.ok) throw new Error('refused');
    },
  }),
};
`;

test('kill -9 repeats nothing at a destination that knows events by their ids', async () => {
  writeFileSync(folder.in('by-id.mjs'), BY_ID);
  const config = writeConfig(folder.in('hushpipe.json'), { plugins: ['./by-id.mjs'], sources: SOURCES, sinks: { out: { type: 'by_id', url: server.origin } } });
  const stored = new Map<string, number>();
  const store = (): number => {
    for (const { text } of server.received.splice(0)) for (const [id, n] of JSON.parse(text) as [string, number][]) stored.set(id, n);
    return stored.size;
  };
  const writer = new LogWriter(folder.in('app.log'), random);
  const agent = await killAgain(FEW, config, writer, store);
  await writer.stop();
  await until('all events are stored', () => store() >= writer.count, 20_000);
  await agent.stop();
  store();
  assert.equal([...stored.values()].toSorted((a, b) => a - b), Array.from({ length: writer.count }, (_, n) => n));
}, { limit: 60_000 });

test('kill -9 while a sink is down loses nothing, neither for it nor for the other', async () => {
  server.always('hang');
  const down = { type: 'webhook', url: server.origin, allow_private: true, queue: { max_events: 500, when_full: 'spool' }, batch: { max_wait: '0ms' } };
  const config = writeConfig(folder.in('hushpipe.json'), { sources: SOURCES, sinks: { out: { type: 'file', path: 'out.jsonl' }, down } });
  const writer = new LogWriter(folder.in('app.log'), random);
  await killAgain(FEW, config, writer, outSize);
  await writer.stop();
  server.received.length = 0;
  server.always(undefined);
  const stored = new Set<number | undefined>();
  await until('all events have come', () => {
    for (const { text } of server.received.splice(0)) for (const line of text.trimEnd().split('\n')) stored.add(numberOf(line));
    return stored.size >= writer.count;
  }, 20_000);
  assert.is(stored.size, writer.count);
  await until('the other sink has all events', () => new Set(numbersIn(folder.in('out.jsonl')).numbers).size === writer.count);
}, { limit: 60_000 });

test.run();
