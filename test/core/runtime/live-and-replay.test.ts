import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../core/config/load-config.js';
import type { LoadedConfig } from '../../../core/config/loaded-config.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { Replay } from '../../../core/runtime/replay.js';
import { startPipeline } from '../../../core/runtime/start.js';
import { capturedConfig } from '../../../core/testing/captured-config.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { FULL } from '../../support/full.js';
import { suite } from '../../support/suite.js';

const test = suite('a live pipeline and a replay');

const SEED = 20260921;
const RUNS = FULL ? 40 : 15;
const START = Date.UTC(2026, 8, 21);
const DAY = 86_400_000;
/** Longer than any window and throttle. */
const AFTERWARDS = 3_600_000;

interface Line {
  /** Seconds after the start at which it comes. */
  readonly comes: number;
  /** Milliseconds that its own time lies before that. */
  readonly late: number;
  readonly event: string;
  readonly user: string | undefined;
  readonly level: string;
}

interface Plan {
  readonly triggers: readonly object[];
  readonly lines: readonly Line[];
  /** After which lines a batch ends, and after which of these hushpipe is started anew. */
  readonly cuts: readonly { readonly after: number; readonly restart: boolean }[];
}

const condition = fc.oneof(
  fc.constantFrom<object>({ event: 'a' }, { event: ['a', 'b'] }, { 'level|gte': 'warn' }, { event: 'a', not: { user: 'eve' } }, { 'user|startswith': 'b' }),
  fc.constant([{ event: 'b' }, { level: 'error', 'user|exists': true }]),
);
const duration = fc.integer({ min: 5, max: 120 }).map((seconds) => `${seconds}s`);
const by = fc.constantFrom<object>({}, { by: 'user' }, { by: ['user', 'level'] });
const throttle = fc.oneof(fc.constant({}), duration.map((every) => ({ throttle: { every, backoff: 2 } })));
const lasting = fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: duration.map((keep) => ({ keep_firing_for: keep })) });
const counting = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 5 }), duration, by).map(([gte, within, key]) => ({ count: { gte, within, ...key } })),
  fc.tuple(fc.integer({ min: 2, max: 3 }), duration, fc.constantFrom<object>({}, { by: 'level' })).map(([gte, within, key]) => ({ distinct: { field: 'user', gte, within, ...key } })),
);
const trigger = fc.oneof(
  fc.tuple(condition, duration).map(([when, every]) => ({ when, throttle: { every } })),
  fc.tuple(condition, counting, throttle, lasting).map(([when, kind, throttled, lasts]) => ({ when, ...kind, ...throttled, ...lasts })),
  fc.tuple(duration, fc.integer({ min: 1, max: 2 })).map(([within, times]) => ({ sequence: { within, by: 'user', steps: [{ first: { event: 'a' }, times }, { second: { event: 'b' } }] } })),
);
const line = fc.record({
  gap: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.integer({ min: 0, max: 15 }) }, { weight: 1, arbitrary: fc.integer({ min: 60, max: 400 }) }),
  late: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 200_000 }) }),
  event: fc.constantFrom('a', 'b', 'c'),
  user: fc.constantFrom('eve', 'bob', undefined),
  level: fc.constantFrom('info', 'warn', 'error'),
});
const plan: fc.Arbitrary<Plan> = fc.record({
  triggers: fc.array(trigger, { minLength: 1, maxLength: 5 }).map((all) => all.map((each, at) => ({ name: `t${at}`, alert: 'ops', ...each }))),
  lines: fc.array(line, { minLength: 1, maxLength: 60 }).map((all) => {
    let comes = 0;
    return all.map(({ gap, ...rest }) => ({ ...rest, comes: (comes += gap) }));
  }),
  cuts: fc.array(fc.record({ after: fc.nat({ max: 60 }), restart: fc.boolean() }), { maxLength: 12 }).map((all) => all.toSorted((a, b) => a.after - b.after)),
});

function json({ comes, late, event, user, level }: Line): object {
  return { time: new Date(START + comes * 1000 - late).toISOString(), event, level, ...(user === undefined ? {} : { user }) };
}

async function load(triggers: readonly object[], dataDir: string): Promise<LoadedConfig> {
  const text = JSON.stringify({ version: 1, data_dir: dataDir, log: { level: 'critical' }, actions: { ops: { type: 'webhook', url: 'https://a.example/' } }, triggers });
  const { config, diagnostics } = await loadConfig({ file: '/c/hushpipe.yaml', text, plugins: createRegistry(BUILT_IN) });
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  return config;
}

/** A trigger without windows makes its ids of those of the events, which depend on the source. */
const isMatch = ({ triggers }: Plan, name: string): boolean => triggers.some((each) => (each as { name: string }).name === name && Object.keys(each).every((key) => ['name', 'alert', 'when', 'throttle'].includes(key)));

/** The cuts, one at the end, and one wherever time passes: what waits for others in a batch comes late by the clock, which is no matter of cutting. */
function cutsOf({ lines, cuts }: Plan): Plan['cuts'] {
  const between = lines.flatMap(({ comes }, at) => (at > 0 && comes !== lines[at - 1]?.comes ? [{ after: at, restart: false }] : []));
  return [...cuts.filter((cut) => cut.after < lines.length), ...between, { after: lines.length, restart: false }].toSorted((x, y) => x.after - y.after);
}

async function live(given: Plan): Promise<readonly string[]> {
  const { triggers, lines } = given;
  const dataDir = mkdtempSync(join(tmpdir(), 'hushpipe-live-'));
  const alerts: string[] = [];
  try {
    const clock = new VirtualClock(START);
    const config = await load(triggers, dataDir);
    const captured = Object.defineProperty({ ...capturedConfig(config, { clock, onEvent: () => {}, onMessage: () => {} }), dataDir }, 'secrets', { value: [], enumerable: false });
    const open = async (): ReturnType<typeof startPipeline> => {
      const started = await startPipeline(captured, { clock, random: () => 0.5, writeLog: () => {} });
      started.services.signals.on('fired', (name, id) => alerts.push(isMatch(given, name) ? `fired ${name}` : `fired ${id}`));
      started.services.signals.on('resolved', (name) => alerts.push(`resolved ${name}`));
      return started;
    };
    let pipeline = await open();
    let offset = 0;
    let from = 0;
    for (const { after, restart } of cutsOf(given)) {
      const batch = lines.slice(from, after);
      from = Math.max(from, after);
      const last = batch.at(-1);
      if (last !== undefined) {
        await clock.advance(Math.max(0, last.comes * 1000 - clock.monotonic()));
        const bytes = Buffer.from(batch.map((each) => `${JSON.stringify(json(each))}\n`).join(''));
        await pipeline.intake('test', 'json')({ bytes, origin: { name: 'f', key: 'f', offset } });
        offset += bytes.length;
        await clock.settle();
      }
      if (!restart) continue;
      await pipeline.close();
      pipeline = await open();
    }
    await clock.advance(AFTERWARDS);
    await pipeline.close();
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
  return alerts.toSorted();
}

async function replayed(given: Plan): Promise<readonly string[]> {
  const alerts: string[] = [];
  const config = await load(given.triggers, '/nowhere');
  const replay = new Replay({
    triggers: config.triggers.map((each) => each.config),
    real: { now: () => START + 30 * DAY },
    onReason: () => {},
    onTransition: ({ kind, trigger: name, id, withheld }) => {
      if (withheld !== undefined || kind === 'pending') return;
      alerts.push(kind === 'resolved' ? `resolved ${name}` : isMatch(given, name) ? `fired ${name}` : `fired ${id}`);
    },
  });
  for (const event of makeEvents(given.lines.map(json))) replay.take([event]);
  replay.advance(START + (given.lines.at(-1)?.comes ?? 0) * 1000 + AFTERWARDS);
  return alerts.toSorted();
}

test('give the same alerts, for random triggers and events, batches cut anywhere and restarts', async () => {
  let fired = 0;
  let restarts = 0;
  console.log(`seed ${SEED}, ${RUNS} runs`);
  await fc.assert(fc.asyncProperty(plan, async (given) => {
    const expected = await replayed(given);
    fired += expected.filter((alert) => alert.startsWith('fired')).length;
    restarts += given.cuts.filter(({ restart }) => restart).length;
    assert.equal(await live(given), expected);
  }), { seed: SEED, numRuns: RUNS });
  console.log(`${fired} firings, ${restarts} restarts`);
  assert.ok(fired > RUNS && restarts > RUNS, 'there was something to compare');
}, { limit: 30_000 });

test.run();
