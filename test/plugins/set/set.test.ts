import * as assert from 'uvu/assert';
import type { FieldChanges, LogEvent } from '../../../core/contract/event.js';
import set from '../../../plugins/set/set.js';
import { suite } from '../../support/suite.js';
import { fakeContext } from '../fake-context.js';
import { fakeEvent } from '../fake-event.js';

const test = suite('set');

const apply = async (fields: Record<string, unknown>, ...batch: LogEvent[]): Promise<readonly LogEvent[]> =>
  (await set.create({ fields }, fakeContext())).apply(batch);

test('sets constants and leaves the other fields alone', async () => {
  const [event] = await apply({ team: 'pay', level: 'warn' }, fakeEvent({ attributes: { team: 'old', n: 1 } }));
  assert.equal({ ...event?.attributes }, { team: 'pay', level: 'warn', n: 1 });
});

test('fills templates from each event', async () => {
  const events = await apply({ who: '${name}' }, fakeEvent({ attributes: { name: 'eve' } }), fakeEvent({ attributes: { name: 'bob' } }));
  assert.equal(events.map((event) => event.get('who')), ['eve', 'bob']);
});

test('a field whose template finds nothing stays as it was', async () => {
  const [event] = await apply({ who: '${nowhere}' }, fakeEvent({ attributes: { who: 'before' } }));
  assert.is(event?.get('who'), 'before');
});

test('hands core the very same changes for every event when they are constant', async () => {
  const seen: FieldChanges[] = [];
  const spy = (): LogEvent => ({ ...fakeEvent(), with: (changes: FieldChanges) => (seen.push(changes), fakeEvent()) });
  await apply({ a: 1, b: [2] }, spy(), spy());
  assert.is(seen.length, 2);
  assert.is(seen[0], seen[1]);
});

test('a path named __proto__ is a field like any other', async () => {
  for (const value of ['x', '${message}']) {
    const seen: FieldChanges[] = [];
    const spy = { ...fakeEvent({ message: 'x' }), with: (changes: FieldChanges) => (seen.push(changes), fakeEvent()) } as unknown as LogEvent;
    await apply(JSON.parse(`{"__proto__":${JSON.stringify(value)}}`) as Record<string, unknown>, spy);
    assert.equal(Object.entries(seen[0] ?? {}), [['__proto__', 'x']]);
  }
});

test('a broken template is a problem at its field', () => {
  const problems = [...(set.check?.({ fields: { good: '${a}', bad: 'x ${' } }) ?? [])];
  assert.equal(problems.map((problem) => problem.path), ['fields.bad']);
});

test.run();
