import * as assert from 'uvu/assert';
import type { HushpipeError } from '../../../core/contract/errors.js';
import type { LogEvent } from '../../../core/contract/event.js';
import type { Emit, RawBatch, Source } from '../../../core/contract/plugin.js';
import { viewOf } from '../../../core/event/line-event.js';
import type { Inlet } from '../../../core/pipeline/inlet.js';
import { Signals } from '../../../core/pipeline/signals.js';
import { SourceRunner } from '../../../core/pipeline/source-runner.js';
import type { Keeper, Ticket } from '../../../core/pipeline/ticket.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('SourceRunner');

let context: TestContext;
let signals: string[];
/** Batches that came through, and the tickets to settle for them. */
let taken: readonly LogEvent[][];
let tickets: Ticket[];
let runner: SourceRunner;
/** While set, queues are full. */
let full: Promise<void> | undefined;

test.before.each(() => {
  context = testContext();
  signals = [];
  taken = [];
  tickets = [];
  full = undefined;
});
test.after.each(async () => {
  for (const ticket of tickets) ticket.settle();
  const stopping = runner.giveUp();
  await context.clock.advance(5000);
  await stopping;
  assert.is(context.clock.pending, 0, 'no timer is left');
});

const inlet = { admit: ({ bytes }: RawBatch) => makeEvents([Buffer.from(bytes).toString()]) } as unknown as Inlet;

function run(source: Source['run'], acknowledge: 'delivered' | 'queued' = 'delivered', prepare?: () => Promise<void>): void {
  const all = new Signals(context.log);
  all.on('source_ended', () => void signals.push('ended'));
  all.on('source_failed', (_id, error) => void signals.push(`${(error as HushpipeError).code} ${error.message}`));
  runner = new SourceRunner({
    id: 'sources.test', source: { run: source }, ...(prepare && { prepare }), inlet: () => inlet, acknowledge, clock: context.clock, random: () => 0.5, signals: all, log: context.log,
    take: async (events, ticket) => {
      taken = [...taken, [...events]];
      ticket.hold();
      tickets.push(ticket);
      await full;
    },
  });
}

const batch = (text: string): RawBatch => ({ bytes: Buffer.from(text) });
const settle = (): Promise<void> => context.clock.settle();
const untilAborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => {
  signal.addEventListener('abort', () => resolve(), { once: true });
});

/** Emits one batch, notes how that ends, and runs on. */
function emitting(outcomes: string[]): Source['run'] {
  return async (emit, signal) => {
    emit(batch('a')).then(() => outcomes.push('acknowledged'), (error: unknown) => outcomes.push((error as HushpipeError).code));
    await untilAborted(signal);
  };
}

test('says when a source has come to its end', async () => {
  run(async () => {});
  await runner.ended;
  assert.equal(signals, ['ended']);
});

test('acknowledges when everything is delivered', async () => {
  const outcomes: string[] = [];
  run(emitting(outcomes));
  await settle();
  assert.equal([taken.map((events) => events.map((event) => event.line())), outcomes], [[['a']], []]);
  tickets[0]?.settle();
  await settle();
  assert.equal(outcomes, ['acknowledged']);
});

test('acknowledges when everything is queued, where that is asked for', async () => {
  const outcomes: string[] = [];
  let release!: () => void;
  full = new Promise((resolve) => (release = resolve));
  run(emitting(outcomes), 'queued');
  await settle();
  assert.equal(outcomes, []);
  release();
  await settle();
  assert.equal(outcomes, ['acknowledged']);
});

test('acknowledges audit and security events when they are delivered, even where less is asked for', async () => {
  const outcomes: string[] = [];
  const admit = inlet.admit;
  inlet.admit = (of) => admit(of).map((event) => viewOf(event).inClass('security') as unknown as LogEvent);
  try {
    run(emitting(outcomes), 'queued');
    await settle();
    assert.equal([tickets[0]?.keeper, outcomes], ['source', []]);
    tickets[0]?.settle();
    await settle();
    assert.equal(outcomes, ['acknowledged']);
  } finally {
    inlet.admit = admit;
  }
});

test('says who keeps what it took', async () => {
  const keepers: Keeper[] = [];
  for (const acknowledge of ['delivered', 'queued'] as const) {
    run(emitting([]), acknowledge);
    await settle();
    keepers.push(tickets.at(-1)?.keeper as Keeper);
  }
  assert.equal(keepers, ['source', 'nobody']);
});

test('starts a source again that failed, later each time', async () => {
  let runs = 0;
  run(async (_emit, signal) => {
    if (++runs <= 3) throw new Error(`broken ${runs}`);
    await untilAborted(signal);
  });
  await context.clock.advance(249);
  assert.is(runs, 1);
  await context.clock.advance(1);
  assert.is(runs, 2);
  await context.clock.advance(499);
  assert.is(runs, 2);
  await context.clock.advance(1 + 1000);
  assert.is(runs, 4);
  assert.equal(signals, ['SOURCE_FAILED sources.test: broken 1', 'SOURCE_FAILED sources.test: broken 2', 'SOURCE_FAILED sources.test: broken 3']);
});

test('waits no longer than for a first failure when it had worked for a while', async () => {
  let runs = 0;
  run(async () => {
    runs++;
    if (runs === 6) await new Promise<void>((resolve) => context.clock.after(60_000, resolve));
    throw new Error('broken');
  });
  await context.clock.advance(250 + 500 + 1000 + 2000 + 4000);
  assert.is(runs, 6);
  await context.clock.advance(60_000 + 250);
  assert.is(runs, 7);
});

test('takes a source that throws at once for one that failed', async () => {
  run(() => {
    throw new Error('at once');
  });
  await settle();
  assert.equal(signals, ['SOURCE_FAILED sources.test: at once']);
});

test('runs a source when it could be started, as often as that takes', async () => {
  let starts = 0;
  let runs = 0;
  run(async (_emit, signal) => {
    runs++;
    await untilAborted(signal);
  }, 'delivered', async () => {
    if (++starts < 3) throw new Error('port taken');
  });
  await context.clock.advance(250);
  assert.equal([starts, runs], [2, 0]);
  await context.clock.advance(500);
  assert.equal([starts, runs], [3, 1]);
});

test('runs no source that was stopped before it could be started', async () => {
  let started!: () => void;
  let runs = 0;
  run(async () => void runs++, 'delivered', () => new Promise((resolve) => (started = resolve)));
  const stopping = runner.stop();
  started();
  await stopping;
  assert.is(runs, 0);
});

test('stops when the last batches are acknowledged', async () => {
  const outcomes: string[] = [];
  run(async (emit, signal) => {
    await untilAborted(signal);
    await emit(batch('last'));
    outcomes.push('acknowledged');
  });
  let stopped = false;
  void runner.stop().then(() => (stopped = true));
  await context.clock.advance(60_000);
  assert.is(stopped, false);
  tickets[0]?.settle();
  await settle();
  assert.equal([stopped, outcomes, signals], [true, ['acknowledged'], []]);
});

test('gives up what is not acknowledged in time, and says so to the source', async () => {
  const outcomes: string[] = [];
  run(async (emit, signal) => {
    const emitted = emit(batch('a')).catch((error: unknown) => outcomes.push((error as HushpipeError).code));
    await untilAborted(signal);
    await emitted;
  });
  await settle();
  let stopped = false;
  void runner.stopWithin(1000).then(() => (stopped = true));
  await context.clock.advance(999);
  assert.equal([stopped, outcomes], [false, []]);
  await context.clock.advance(1);
  assert.equal([stopped, outcomes], [true, ['PIPELINE_CLOSED']]);
});

test('gives up also what waits for a full queue', async () => {
  const outcomes: string[] = [];
  full = new Promise(() => {});
  for (const acknowledge of ['delivered', 'queued'] as const) {
    run(emitting(outcomes), acknowledge);
    await settle();
    await runner.giveUp();
  }
  assert.equal(outcomes, ['PIPELINE_CLOSED', 'PIPELINE_CLOSED']);
});

test('leaves a source alone that does not end', async () => {
  run(() => new Promise(() => {}));
  let stopped = false;
  void runner.stopWithin(500).then(() => (stopped = true));
  await context.clock.advance(1499);
  assert.is(stopped, false);
  await context.clock.advance(1);
  assert.is(stopped, true);
  assert.ok(context.logs.some(({ message }) => message.includes('does not end')));
});

test('does not start a source again that fails while it stops', async () => {
  let runs = 0;
  run(async (_emit, signal) => {
    runs++;
    await untilAborted(signal);
    throw new Error('too late');
  });
  await runner.stop();
  await context.clock.advance(60_000);
  assert.equal([runs, signals], [1, []]);
});

test('refuses what comes after the end', async () => {
  let late!: Emit;
  run(async (emit) => void (late = emit));
  await runner.stop();
  let code: string | undefined;
  await late(batch('a')).catch((error: unknown) => (code = (error as HushpipeError).code));
  assert.equal([code, taken], ['PIPELINE_CLOSED', []]);
});

test.run();
