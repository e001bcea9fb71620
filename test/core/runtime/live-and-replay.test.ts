import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../core/config/load-config.js';
import type { LoadedConfig } from '../../../core/config/loaded-config.js';
import type { LogEvent } from '../../../core/contract/event.js';
import { Inlet } from '../../../core/pipeline/inlet.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { Replay } from '../../../core/runtime/replay.js';
import { startPipeline } from '../../../core/runtime/start.js';
import { capturedConfig } from '../../../core/testing/captured-config.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { FULL } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';
import { anyStream, anyTriggers, SIGMA, START, type Stream } from './live-and-replay-plans.js';

const test = suite('a live pipeline and a replay');
const folder = tempFolder(test);

const SEED = 20260921;
const RUNS = FULL ? 400 : 40;
const DAY = 86_400_000;
/** Longer than any window and throttle. */
const AFTERWARDS = 3_600_000;

interface Plan extends Stream {
  readonly triggers: readonly object[];
}

const plan: fc.Arbitrary<Plan> = fc.record({ triggers: anyTriggers, stream: anyStream }).map(({ triggers, stream }) => ({ triggers, ...stream }));

async function load(triggers: readonly object[], dataDir: string): Promise<LoadedConfig> {
  const text = JSON.stringify({ version: 1, data_dir: dataDir, log: { level: 'critical' }, actions: { ops: { type: 'webhook', url: 'https://a.example/' } }, triggers, sigma: { rules: [folder.in('rules.yml')], alert: 'ops', throttle: { every: '20s' } } });
  const { config, diagnostics } = await loadConfig({ file: '/c/hushpipe.yaml', text, plugins: createRegistry(BUILT_IN) });
  if (config === undefined) throw new Error(JSON.stringify(diagnostics));
  return config;
}

const textOf = (lines: Stream['lines']): Buffer => Buffer.from(lines.map(({ fields }) => `${JSON.stringify(fields)}\n`).join(''));

interface Expected {
  readonly alerts: readonly string[];
  /** For each line: milliseconds after the start at which something falls due by the clock, as things stand when the line was taken. */
  readonly dues: readonly number[];
}

/** What a backtest gives, and when time alone does something. */
async function replayed({ triggers, lines, cuts }: Plan, isCut = false): Promise<Expected> {
  const alerts: string[] = [];
  const dues: number[] = [];
  let due = Infinity;
  const config = await load(triggers, '/nowhere');
  const replay = new Replay({
    triggers: config.triggers.map((each) => each.config),
    real: { now: () => START + 30 * DAY },
    onReason: () => {},
    onTransition: ({ kind, trigger: name, id, withheld }) => {
      if (withheld === undefined && kind !== 'pending') alerts.push(kind === 'resolved' ? `resolved ${name}` : `fired ${id}`);
    },
    onCounted: (engine) => {
      due = (engine.nextDeadline() ?? Infinity) - START;
    },
  });
  const events = eventsOf(lines);
  const ends = isCut ? [...cuts.map(({ after }) => after).toSorted((a, b) => a - b), lines.length] : lines.map((_, at) => at + 1);
  let from = 0;
  for (const end of ends) {
    replay.take(events.slice(from, end));
    from = end;
    dues.push(due);
  }
  replay.advance(START + (lines.at(-1)?.comes ?? 0) + AFTERWARDS);
  return { alerts: alerts.toSorted(), dues };
}

/** The lines as the source of the live run reads them: with the same ids. */
function eventsOf(lines: Stream['lines']): readonly LogEvent[] {
  const inlet = new Inlet({
    id: 'sources.test', decoder: 'json', redactor: undefined, guard: (_path, value) => value, classify: undefined, discard: undefined, resource: {}, multiline: false,
    clock: new VirtualClock(START), random: () => 0.5, tally: new Tally('sources.test'),
  });
  return inlet.admit({ bytes: textOf(lines), origin: { name: 'f', key: 'f', offset: 0 } });
}

/** These see what others do in the order in which the clock brings it about. */
const looksAtOthers = (trigger: object): boolean => 'suppress' in trigger || ('when' in trigger && JSON.stringify(trigger.when).includes('"trigger":'));

/**
 * Where batches end so that all lines are read in time: at the cuts, and before a line that comes when something has fallen
 * due, be it by what was read before or by what waits in the batch. What would be read later than that comes when the clock
 * has ended its window, of which no replay can know. Among triggers that look at each other a batch ends wherever time passes:
 * what waits has the ends of its windows wait as long, and they come behind those of others.
 */
function endsOf({ triggers, lines, cuts }: Plan, dues: readonly number[]): readonly number[] {
  const isLinked = triggers.some(looksAtOthers);
  const ends: number[] = [];
  for (const [at, { comes }] of lines.entries()) {
    const passed = Math.min(dues[at - 1] ?? Infinity, dues[(ends.at(-1) ?? 0) - 1] ?? Infinity) < comes;
    if (passed || cuts.some(({ after }) => after === at) || (isLinked && lines[at - 1]?.comes !== comes)) ends.push(at);
  }
  return [...ends, lines.length];
}

/**
 * What a pipeline gives whose clock follows the times of the events: each line comes at its time, or at that of the line before
 * where it is an older one, and a batch is read when its last line has come.
 */
async function live(given: Plan, dues: readonly number[]): Promise<readonly string[]> {
  const { triggers, lines, cuts } = given;
  const dataDir = mkdtempSync(join(tmpdir(), 'hushpipe-live-'));
  const alerts: string[] = [];
  try {
    const clock = new VirtualClock(START);
    const config = await load(triggers, dataDir);
    const captured = Object.defineProperty({ ...capturedConfig(config, { clock, onEvent: () => {}, onMessage: () => {} }), dataDir }, 'secrets', { value: [], enumerable: false });
    const open = async (): ReturnType<typeof startPipeline> => {
      const started = await startPipeline(captured, { clock, random: () => 0.5, writeLog: () => {} });
      started.services.signals.on('fired', (_name, id) => alerts.push(`fired ${id}`));
      started.services.signals.on('resolved', (name) => alerts.push(`resolved ${name}`));
      return started;
    };
    let pipeline = await open();
    let from = 0;
    for (const after of endsOf(given, dues)) {
      const batch = lines.slice(from, after);
      const last = batch.at(-1);
      if (last !== undefined) {
        await clock.advance(Math.max(0, last.comes - clock.monotonic()));
        await pipeline.intake('test', 'json')({ bytes: textOf(batch), origin: { name: 'f', key: 'f', offset: textOf(lines.slice(0, from)).length } });
        await clock.settle();
      }
      from = after;
      if (!cuts.some((cut) => cut.after === after && cut.restart)) continue;
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

test.before.each(() => writeFileSync(folder.in('rules.yml'), SIGMA));

test('give the same alerts, for random triggers of every kind and events, batches cut anywhere and restarts', async () => {
  let fired = 0;
  let restarts = 0;
  console.log(`seed ${SEED}, ${RUNS} runs`);
  await fc.assert(fc.asyncProperty(plan, async (given) => {
    const { alerts, dues } = await replayed(given);
    fired += alerts.filter((alert) => alert.startsWith('fired')).length;
    restarts += given.cuts.filter(({ restart }) => restart).length;
    assert.equal((await replayed(given, true)).alerts, alerts, 'a replay of batches');
    assert.equal(await live(given, dues), alerts);
  }), { seed: SEED, numRuns: RUNS });
  console.log(`${fired} firings, ${restarts} restarts`);
  assert.ok(fired > RUNS && restarts > RUNS, 'there was something to compare');
}, { limit: 60_000 });

test.run();
