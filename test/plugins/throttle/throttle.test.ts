import * as assert from 'uvu/assert';
import type { EventClass } from '../../../core/contract/event.js';
import type { Transform } from '../../../core/contract/plugin.js';
import { testContext } from '../../../core/testing/test-context.js';
import { testTransform } from '../../../core/testing/transform.js';
import throttle from '../../../plugins/throttle/throttle.js';
import { suite } from '../../support/suite.js';
import { makeEvent } from '../make-event.js';

const conformance = suite('throttle: conformance');
testTransform({ test: conformance, plugin: throttle, config: { rate: 3, per: 500, by: ['level'], max_keys: 10 } });
conformance.run();

const test = suite('throttle');

const context = testContext();
const make = async (config: { rate: number; per?: number; by?: string[]; max_keys?: number }): Promise<Transform> =>
  throttle.create({ per: 1000, by: [], max_keys: 10_000, ...config }, context);
/** Times count from an arbitrary start. */
const START = Date.UTC(2025, 0, 1);
const times = (transform: Transform, ...events: { time: number; logger?: string; class?: EventClass }[]): number[] =>
  transform.apply(events.map((event) => makeEvent({ time: START + event.time, logger: event.logger }, event.class))).map((event) => event.time - START);

test('lets no more than the rate through at once', async () => {
  assert.equal(times(await make({ rate: 2 }), { time: 0 }, { time: 0 }, { time: 0 }, { time: 1 }), [0, 0]);
});

test('gives room back as event time goes on', async () => {
  const transform = await make({ rate: 2 });
  assert.equal(times(transform, { time: 0 }, { time: 0 }, { time: 499 }), [0, 0]);
  assert.equal(times(transform, { time: 500 }, { time: 999 }, { time: 1000 }), [500, 1000]);
});

test('a long quiet time saves up no more than the rate', async () => {
  const transform = await make({ rate: 2 });
  assert.equal(times(transform, { time: 0 }, { time: 3_600_000 }, { time: 3_600_000 }, { time: 3_600_000 }), [0, 3_600_000, 3_600_000]);
});

test('over a long time exactly the rate passes, however it divides', async () => {
  const transform = await make({ rate: 7, per: 60_000 });
  let passed = 0;
  for (let time = 0; time < 3_600_000; time += 100) passed += times(transform, { time }).length;
  assert.is(passed, 7 + 7 * 60 - 1);
});

test('each combination of values has a rate of its own, a missing field too', async () => {
  const transform = await make({ rate: 1, by: ['logger'] });
  assert.equal(times(transform, { time: 1, logger: 'a' }, { time: 2, logger: 'b' }, { time: 3, logger: 'a' }, { time: 4 }, { time: 5 }), [1, 2, 4]);
});

test('late events use the room there is and make none', async () => {
  assert.equal(times(await make({ rate: 2 }), { time: 900 }, { time: 500 }, { time: 600 }, { time: 901 }), [900, 500]);
});

test('one event from the future does not close the way for long', async () => {
  const transform = await make({ rate: 1 });
  assert.equal(times(transform, { time: 0 }, { time: 5e12 }, { time: 100 }, { time: 1100 }), [0, 5e12, 1100]);
});

test('remembers no more than max_keys and counts what it forgets', async () => {
  const transform = await make({ rate: 1, by: ['logger'], max_keys: 1 });
  context.counters.clear();
  assert.equal(times(transform, { time: 1, logger: 'a' }, { time: 2, logger: 'b' }, { time: 3, logger: 'a' }), [1, 2, 3]);
  assert.is(context.counters.get('keys_forgotten'), 2);
});

test('audit and security events always pass and use up nothing', async () => {
  const transform = await make({ rate: 1 });
  assert.equal(times(transform, { time: 1, class: 'audit' }, { time: 2, class: 'security' }, { time: 3 }, { time: 4 }, { time: 5, class: 'audit' }), [1, 2, 3, 5]);
});

test('a time of nothing is a problem', () => {
  assert.equal([...(throttle.check?.({ rate: 1, per: 0, by: [], max_keys: 1 }) ?? [])].map((problem) => problem.path), ['per']);
});

test.run();
