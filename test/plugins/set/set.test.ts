import * as assert from 'uvu/assert';
import type { FieldChanges, LogEvent } from '../../../core/contract/event.js';
import { testContext } from '../../../core/testing/test-context.js';
import { testTransform } from '../../../core/testing/transform.js';
import set from '../../../plugins/set/set.js';
import { suite } from '../../support/suite.js';
import { makeEvent, noteChanges } from '../make-event.js';

const conformance = suite('set: conformance');
testTransform({ test: conformance, plugin: set, config: { fields: { team: 'payments', who: '${message}', labels: { tier: 1 } } } });
conformance.run();

const test = suite('set');

const apply = async (fields: Record<string, unknown>, ...batch: LogEvent[]): Promise<readonly LogEvent[]> =>
  (await set.create({ fields }, testContext())).apply(batch);

test('sets constants and leaves the other fields alone', async () => {
  const [event] = await apply({ team: 'pay', level: 'warn' }, makeEvent({ team: 'old', n: 1 }));
  assert.equal([event?.level, { ...event?.attributes }], ['warn', { team: 'pay', n: 1 }]);
});

test('fills templates from each event', async () => {
  const events = await apply({ who: '${name}' }, makeEvent({ name: 'eve' }), makeEvent({ name: 'bob' }));
  assert.equal(events.map((event) => event.get('who')), ['eve', 'bob']);
});

test('a field whose template finds nothing stays as it was', async () => {
  const [event] = await apply({ who: '${nowhere}' }, makeEvent({ who: 'before' }));
  assert.is(event?.get('who'), 'before');
});

test('hands core the very same changes for every event when they are constant', async () => {
  const seen: FieldChanges[] = [];
  await apply({ a: 1, b: [2] }, noteChanges(makeEvent(), seen), noteChanges(makeEvent(), seen));
  assert.is(seen.length, 2);
  assert.is(seen[0], seen[1]);
});

test('a path named __proto__ is a field like any other', async () => {
  for (const value of ['x', '${message}']) {
    const seen: FieldChanges[] = [];
    const fields = JSON.parse(`{"__proto__":${JSON.stringify(value)}}`) as Record<string, unknown>;
    const [event] = await apply(fields, noteChanges(makeEvent({ message: 'x' }), seen));
    assert.equal(Object.entries(seen[0] ?? {}), [['__proto__', 'x']]);
    assert.is(event?.line(), '{"message":"x","__proto__":"x"}');
  }
});

test('a broken template is a problem at its field', () => {
  const problems = [...(set.check?.({ fields: { good: '${a}', bad: 'x ${' } }) ?? [])];
  assert.equal(problems.map((problem) => problem.path), ['fields.bad']);
});

test.run();
