import * as assert from 'uvu/assert';
import { FieldCache } from '../../../core/trigger/field-cache.js';
import { suite } from '../../support/suite.js';

const test = suite('FieldCache');

test('reads a field of an event once, also one that is missing', () => {
  const asked: string[] = [];
  const event = { get: (path: string) => (asked.push(path), path === 'a' ? 1 : undefined) };
  const fields = new FieldCache(['a', 'a', 'b']);
  fields.turnTo(event);
  assert.equal([fields.get('a'), fields.get('b'), fields.get('a'), fields.get('b')], [1, undefined, 1, undefined]);
  assert.equal(asked, ['a', 'b']);
});

test('gives nothing of one event for another', () => {
  const fields = new FieldCache(['a']);
  fields.turnTo({ get: () => 'first' });
  assert.is(fields.get('a'), 'first');
  fields.turnTo({ get: () => 'second' });
  assert.is(fields.get('a'), 'second');
  fields.turnTo(undefined);
  assert.is(fields.get('a'), undefined);
});

test('reads fields that it was not told of, without keeping them', () => {
  const fields = new FieldCache([]);
  fields.turnTo({ get: (path) => path });
  assert.is(fields.get('x'), 'x');
});

test('passes on the names and the whole of an event', () => {
  const fields = new FieldCache(['a']);
  fields.turnTo({ get: () => 1, names: () => ['a'], toJSON: () => ({ a: 1 }) });
  assert.equal(fields.names(), ['a']);
  assert.equal(fields.toJSON(), { a: 1 });
  fields.turnTo({ get: () => 1 });
  assert.is(fields.names(), undefined);
  assert.equal(fields.toJSON(), {});
});

test('finds what is nested in a Windows event by its own name, where that is asked for, and in no other event', () => {
  const windows = { get: (path: string) => (path === 'Event' ? { System: { EventID: 7 } } : undefined), names: () => ['Event'] };
  const fields = new FieldCache(['EventID'], true);
  fields.turnTo(windows);
  assert.equal([fields.get('EventID'), fields.get('System'), fields.names()], [7, undefined, ['Event', 'EventID']]);
  fields.turnTo({ get: () => undefined, names: () => ['a'] });
  assert.equal([fields.get('EventID'), fields.names()], [undefined, ['a']]);
  const plain = new FieldCache(['EventID']);
  plain.turnTo(windows);
  assert.equal([plain.get('EventID'), plain.names()], [undefined, ['Event']]);
});

test.run();
