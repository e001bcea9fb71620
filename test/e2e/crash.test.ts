import { appendFileSync, existsSync, statSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { seeded } from '../bench/support/random.js';
import { agents, writeConfig, type Agent } from '../support/agent.js';
import { FakeHttp } from '../support/fake-http.js';
import { linesOf } from '../support/lines.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('a crash loses nothing');
const folder = tempFolder(test);
const start = agents(test);
const server = new FakeHttp();
test.before(() => server.start());
test.after(() => server.stop());

const seed = Number(process.env['HUSHPIPE_SEED'] ?? Math.floor(Math.random() * 1e9));
console.log(`HUSHPIPE_SEED=${seed}`);
const random = seeded(seed);

const KILLS = 20;
/** Events of one delivery, and about as many of one read. */
const BATCH = 200;

const SOURCES = { app: { type: 'file', paths: ['app.log'], parse: 'json', read_block: '16KiB' } };

/** A program that goes on logging while hushpipe comes and goes. */
class Writer {
  count = 0;
  #stop = false;
  readonly #ended: Promise<void>;

  constructor() {
    this.#ended = this.#write();
  }

  async stop(): Promise<void> {
    this.#stop = true;
    await this.#ended;
  }

  async #write(): Promise<void> {
    while (!this.#stop) {
      let text = '';
      for (const end = this.count + 1 + Math.floor(random() * 60); this.count < end; this.count++) text += `${JSON.stringify({ n: this.count, message: 'order placed', padding: 'x'.repeat(40) })}\n`;
      appendFileSync(folder.in('app.log'), text);
      await new Promise((resolve) => {
        setTimeout(resolve, 1);
      });
    }
  }
}

/** The numbers of the whole lines in a file; a kill in the middle of a write may leave a part of one. */
function numbersIn(name: string): { readonly numbers: readonly number[]; readonly torn: number } {
  const numbers: number[] = [];
  let torn = 0;
  for (const line of linesOf(folder.in(name))) {
    const n = /^\{"n":(\d+),.*\}$/.exec(line)?.[1];
    if (n === undefined) torn++;
    else numbers.push(Number(n));
  }
  return { numbers, torn };
}

const sizeOf = (name: string): number => (existsSync(folder.in(name)) ? statSync(folder.in(name)).size : 0);

/** Lets it work until it has made progress, and then for a random while longer. */
async function workFor(writer: Writer, progress: () => number): Promise<void> {
  const before = progress();
  await until('there is progress', () => progress() > before);
  const end = writer.count + random() * 1200;
  await until('a moment has passed', () => writer.count >= end);
}

async function killAgain(times: number, config: string, writer: Writer, progress: () => number): Promise<Agent> {
  for (let kill = 0; kill < times; kill++) {
    const agent = start(config);
    await workFor(writer, progress);
    agent.kill('SIGKILL');
    await agent.ended;
  }
  return start(config);
}

test(`kill -9 at ${KILLS} random moments: no event is lost, and each kill repeats at most one batch`, async () => {
  const config = writeConfig(folder.in('hushpipe.json'), { sources: SOURCES, sinks: { out: { type: 'file', path: 'out.jsonl', batch: { max_events: BATCH } } } });
  const writer = new Writer();
  const agent = await killAgain(KILLS, config, writer, () => sizeOf('out.jsonl'));
  await writer.stop();
  const last = `{"n":${writer.count - 1},`;
  await until('the last event is written', () => [...linesOf(folder.in('out.jsonl'))].some((line) => line.startsWith(last)), 20_000);
  await agent.stop();

  const { numbers, torn } = numbersIn('out.jsonl');
  assert.is(new Set(numbers).size, writer.count, 'every event is there');
  assert.ok(torn <= KILLS);
  const repeats = numbers.flatMap((n, at) => (at > 0 && n <= (numbers[at - 1] as number) ? [(numbers[at - 1] as number) - n + 1] : []));
  assert.ok(numbers.every((n, at) => at === 0 || n <= (numbers[at - 1] as number) + 1), 'and in its place');
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
  const writer = new Writer();
  const agent = await killAgain(4, config, writer, store);
  await writer.stop();
  await until('all events are stored', () => store() >= writer.count, 20_000);
  await agent.stop();
  store();
  assert.equal([...stored.values()].toSorted((a, b) => a - b), Array.from({ length: writer.count }, (_, n) => n));
}, { limit: 60_000 });

test('SIGTERM loses nothing, repeats nothing, and takes less than five seconds', async () => {
  const config = writeConfig(folder.in('hushpipe.json'), { sources: SOURCES, sinks: { out: { type: 'file', path: 'out.jsonl' } } });
  const writer = new Writer();
  for (let stop = 0; stop < 3; stop++) {
    const agent = start(config);
    await workFor(writer, () => sizeOf('out.jsonl'));
    const asked = performance.now();
    assert.equal(await agent.stop(), { code: 0, signal: null }, agent.stderr);
    assert.ok(performance.now() - asked < 5000);
  }
  await writer.stop();
  const agent = start(config, { args: ['--once'] });
  await agent.ended;
  const { numbers, torn } = numbersIn('out.jsonl');
  assert.is(torn, 0);
  assert.is(numbers.findIndex((n, at) => n !== at), -1);
  assert.is(numbers.length, writer.count);
}, { limit: 60_000 });

test('the windows of triggers survive SIGTERM and a restart', async () => {
  const config = writeConfig(folder.in('hushpipe.json'), {
    sources: SOURCES,
    sinks: { out: { type: 'file', path: 'out.jsonl' } },
    actions: { hook: { type: 'webhook', url: server.origin, allow_private: true } },
    triggers: [{ name: 'failed-logins', when: { message: 'login failed' }, count: { gte: 10, within: '1h', by: 'user' }, alert: 'hook' }],
  });
  const append = (from: number, to: number): void => {
    for (let n = from; n < to; n++) appendFileSync(folder.in('app.log'), `{"n":${n},"message":"login failed","user":"eve"}\n`);
  };
  server.received.length = 0;
  append(0, 8);
  const first = start(config);
  await until('eight are counted', () => sizeOf('out.jsonl') > 0 && numbersIn('out.jsonl').numbers.length === 8);
  await first.stop();
  assert.is(server.received.length, 0);

  append(8, 10);
  const arrival = server.arrival();
  const second = start(config);
  await arrival;
  await second.stop();
  const alerts = server.received.map(({ text }) => JSON.parse(text) as { readonly trigger: string; readonly count: number; readonly key: object });
  assert.equal(alerts.map(({ trigger, count, key }) => ({ trigger, count, key })), [{ trigger: 'failed-logins', count: 10, key: { user: 'eve' } }]);
}, { limit: 30_000 });

test.run();
