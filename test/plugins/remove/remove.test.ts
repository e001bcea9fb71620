import * as assert from 'uvu/assert';
import type { FieldChanges, LogEvent } from '../../../core/contract/event.js';
import remove from '../../../plugins/remove/remove.js';
import { suite } from '../../support/suite.js';
import { fakeContext } from '../fake-context.js';
import { fakeEvent } from '../fake-event.js';

const test = suite('remove');

test('removes the fields it names and no other', async () => {
  const transform = await remove.create({ fields: ['a', 'missing'] }, fakeContext());
  const events = transform.apply([fakeEvent({ attributes: { a: 1, b: 2 } }), fakeEvent({ attributes: { b: 3 } })]);
  assert.equal(events.map((event) => Object.entries(event.attributes)), [[['b', 2]], [['b', 3]]]);
});

test('hands core the very same changes for every event', async () => {
  const seen: FieldChanges[] = [];
  const spy = (): LogEvent => ({ ...fakeEvent(), with: (changes: FieldChanges) => (seen.push(changes), fakeEvent()) });
  const transform = await remove.create({ fields: ['a', '__proto__'] }, fakeContext());
  transform.apply([spy(), spy()]);
  assert.is(seen[0], seen[1]);
  assert.equal(Object.entries(seen[0] ?? {}), [['a', undefined], ['__proto__', undefined]]);
});

test.run();
