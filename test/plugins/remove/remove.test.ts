import * as assert from 'uvu/assert';
import type { FieldChanges } from '../../../core/contract/event.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext } from '../../../core/testing/test-context.js';
import { testTransform } from '../../../core/testing/transform.js';
import remove from '../../../plugins/remove/remove.js';
import { suite } from '../../support/suite.js';
import { makeEvent, noteChanges } from '../make-event.js';

const conformance = suite('remove: conformance');
testTransform({ test: conformance, plugin: remove, config: { fields: ['message', 'a', 'deep.er'] }, events: makeEvents([{ a: 1, deep: { er: 2 } }, 'text']) });
conformance.run();

const test = suite('remove');

test('removes the fields it names and no other', async () => {
  const transform = await remove.create({ fields: ['a', 'missing'] }, testContext());
  const events = transform.apply([makeEvent({ a: 1, b: 2 }), makeEvent({ b: 3 })]);
  assert.equal(events.map((event) => Object.entries(event.attributes)), [[['b', 2]], [['b', 3]]]);
});

test('hands core the very same changes for every event', async () => {
  const seen: FieldChanges[] = [];
  const transform = await remove.create({ fields: ['a', '__proto__'] }, testContext());
  transform.apply([noteChanges(makeEvent({ a: 1 }), seen), noteChanges(makeEvent({ a: 2 }), seen)]);
  assert.is(seen[0], seen[1]);
  assert.equal(Object.entries(seen[0] ?? {}), [['a', undefined], ['__proto__', undefined]]);
});

test('an event that has none of the fields is the same object, and text stays text', async () => {
  const transform = await remove.create({ fields: ['a', 'b.c'] }, testContext());
  const batch = makeEvents(['plain text', { b: { d: 1 } }]);
  const kept = transform.apply(batch);
  assert.is(kept[0], batch[0]);
  assert.is(kept[1], batch[1]);
});

test.run();
