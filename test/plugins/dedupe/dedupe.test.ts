import * as assert from 'uvu/assert';
import type { EventClass, LogEvent } from '../../../core/contract/event.js';
import type { Transform } from '../../../core/contract/plugin.js';
import { admit, viewOf } from '../../../core/event/line-event.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext } from '../../../core/testing/test-context.js';
import { testTransform } from '../../../core/testing/transform.js';
import dedupe from '../../../plugins/dedupe/dedupe.js';
import { suite } from '../../support/suite.js';

const conformance = suite('dedupe: conformance');
testTransform({ test: conformance, plugin: dedupe, config: { by: ['message', 'level', 'logger'], within: 60_000, max_keys: 10 } });
conformance.run();

const test = suite('dedupe');

const context = testContext();
const make = async (config: { by?: string[]; within?: number; max_keys?: number } = {}): Promise<Transform> =>
  dedupe.create({ by: ['message', 'level', 'logger'], within: 60_000, max_keys: 10_000, ...config }, context);
/** Times count from an arbitrary start. */
const START = Date.UTC(2025, 0, 1);
const events = (...inputs: { time: number; class?: EventClass; [field: string]: unknown }[]): readonly LogEvent[] =>
  makeEvents(inputs.map((input) => Object.assign({}, input, { time: START + input.time, class: undefined })))
    .map((event, index) => admit(viewOf(event).inClass(inputs[index]?.class ?? 'normal')));
const timesOf = (kept: readonly LogEvent[]): number[] => kept.map((event) => event.time - START);
const times = (transform: Transform, ...inputs: Parameters<typeof events>): number[] => timesOf(transform.apply(events(...inputs)));

test('the first goes on and its repeats are left out', async () => {
  const transform = await make();
  assert.equal(times(transform, { message: 'a', time: 0 }, { message: 'a', time: 1 }, { message: 'b', time: 2 }, { message: 'a', time: 59_999 }), [0, 2]);
});

test('remembers from batch to batch', async () => {
  const transform = await make();
  const [first, repeat] = events({ message: 'a', time: 0 }, { message: 'a', time: 1 }) as [LogEvent, LogEvent];
  assert.equal(transform.apply([first]), [first]);
  assert.equal(transform.apply([repeat]), []);
});

test('after the time has passed since the first, the next goes on and counts as first', async () => {
  const transform = await make();
  assert.equal(times(transform, { time: 0 }, { time: 59_999 }, { time: 60_000 }, { time: 119_999 }, { time: 120_000 }), [0, 60_000, 120_000]);
});

test('a steady stream of repeats still shows one each time', async () => {
  const transform = await make({ within: 1000 });
  const repeats = Array.from({ length: 50 }, (_, n) => ({ time: n * 100 }));
  assert.equal(times(transform, ...repeats), [0, 1000, 2000, 3000, 4000]);
});

test('events that differ in one of the fields are different', async () => {
  const transform = await make();
  assert.equal(times(transform, { time: 0 }, { time: 1, level: 'error' }, { time: 2, logger: 'db' }, { time: 3, other: 1 }), [0, 1, 2]);
});

test('an event that is too old to be a repeat goes on, and those of now are still repeats', async () => {
  const transform = await make();
  assert.equal(times(transform, { time: 600_000 }, { time: 1 }, { time: 600_001 }), [600_000, 1]);
});

test('an event that comes in a little late is a repeat', async () => {
  assert.equal(times(await make(), { time: 5000 }, { time: 4000 }), [5000]);
});

test('the first goes on again when its source reads it again', async () => {
  const transform = await make();
  const batch = events({ time: 0 }, { time: 1 });
  assert.equal(timesOf(transform.apply(batch)), [0]);
  assert.equal(timesOf(transform.apply(batch)), [0]);
});

test('remembers no more than max_keys, counts what it forgets and then lets a repeat through', async () => {
  const transform = await make({ max_keys: 2 });
  context.counters.clear();
  assert.equal(times(transform, { message: 'a', time: 0 }, { message: 'b', time: 1 }, { message: 'c', time: 2 }, { message: 'a', time: 3 }), [0, 1, 2, 3]);
  assert.is(context.counters.get('keys_forgotten'), 2);
});

test('audit and security events always pass', async () => {
  const transform = await make();
  assert.equal(times(transform, { time: 0, class: 'audit' }, { time: 1, class: 'audit' }, { time: 2, class: 'security' }, { time: 3 }, { time: 4 }), [0, 1, 2, 3]);
});

test.run();
