import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import { testContext } from '../../../core/testing/test-context.js';
import { testTransform } from '../../../core/testing/transform.js';
import sample from '../../../plugins/sample/sample.js';
import { suite } from '../../support/suite.js';
import { makeEvent } from '../make-event.js';

const conformance = suite('sample: conformance');
testTransform({ test: conformance, plugin: sample, config: { rate: 0.5, key: 'message' } });
conformance.run();

const test = suite('sample');

const traces = Array.from({ length: 5000 }, (_, n) => makeEvent({ message: `m${n}`, trace_id: `t${n % 1000}` }));
const traceIds = (events: readonly LogEvent[]): Set<unknown> => new Set(events.map((event) => event.get('trace_id')));

test('keeps an event when chance falls below the rate', async () => {
  const draws = [0.09, 0.1, 0.5, 0];
  const transform = await sample.create({ rate: 0.1 }, testContext({ random: () => draws.shift() ?? 1 }));
  const kept = transform.apply(['a', 'b', 'c', 'd'].map((message) => makeEvent({ message })));
  assert.equal(kept.map((event) => event.message), ['a', 'd']);
});

test('rate 1 keeps everything and rate 0 nothing', async () => {
  const context = testContext({ random: () => 0 });
  assert.is((await sample.create({ rate: 1, key: 'trace_id' }, context)).apply(traces).length, traces.length);
  assert.is((await sample.create({ rate: 0, key: 'trace_id' }, context)).apply(traces).length, 0);
  assert.is((await sample.create({ rate: 0 }, context)).apply(traces).length, 0);
});

test('keeps or leaves out whole traces, about as many as the rate says', async () => {
  const kept = (await sample.create({ rate: 0.2, key: 'trace_id' }, testContext())).apply(traces);
  assert.is(kept.length, traceIds(kept).size * 5);
  assert.ok(Math.abs(traceIds(kept).size - 200) < 40, `kept ${traceIds(kept).size} of 1000`);
});

test('two instances agree, and a higher rate keeps what a lower one does', async () => {
  const low = traceIds((await sample.create({ rate: 0.1, key: 'trace_id' }, testContext())).apply(traces));
  const again = traceIds((await sample.create({ rate: 0.1, key: 'trace_id' }, testContext())).apply(traces));
  const high = traceIds((await sample.create({ rate: 0.3, key: 'trace_id' }, testContext())).apply(traces));
  assert.equal(again, low);
  for (const id of low) assert.ok(high.has(id));
});

test('events without the key are left to chance', async () => {
  const draws = [0.9, 0.1];
  const transform = await sample.create({ rate: 0.5, key: 'trace_id' }, testContext({ random: () => draws.shift() ?? 1 }));
  assert.equal(transform.apply([makeEvent({ message: 'a' }), makeEvent({ message: 'b' })]).map((event) => event.message), ['b']);
});

test('audit and security events always pass', async () => {
  const transform = await sample.create({ rate: 0 }, testContext());
  const batch = [makeEvent({}, 'audit'), makeEvent(), makeEvent({}, 'security')];
  assert.equal(transform.apply(batch), [batch[0], batch[2]]);
});

test.run();
