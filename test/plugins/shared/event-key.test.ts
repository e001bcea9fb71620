import * as assert from 'uvu/assert';
import { eventKey } from '../../../plugins/shared/event-key.js';
import { suite } from '../../support/suite.js';
import { makeEvent } from '../make-event.js';

const test = suite('eventKey');

const keyOf = (a: unknown, b: unknown): string => eventKey(makeEvent({ a, b }), ['a', 'b']);

test('equal values give equal keys', () => {
  assert.is(keyOf('x', 1), keyOf('x', 1));
});

test('tuples that read alike when they are joined differ', () => {
  assert.is.not(keyOf('x', 'yz'), keyOf('xy', 'z'));
  assert.is.not(keyOf('a:s1:b', ''), keyOf('a', 's1:b'));
  assert.is.not(keyOf('x'.repeat(300), 'y'), keyOf('x'.repeat(299), 'xy'));
});

test('values of different types differ', () => {
  const keys = [1, '1', true, 'true', null, 'null', '', ['1']].map((value) => keyOf(value, 0));
  assert.is(new Set(keys).size, keys.length);
});

test('a missing field is not null and not empty', () => {
  const missing = eventKey(makeEvent(), ['a']);
  for (const value of [null, '', '-']) assert.is.not(missing, eventKey(makeEvent({ a: value }), ['a']));
});

test('a long value still gives a short key', () => {
  assert.ok(keyOf('x'.repeat(1_000_000), '').length <= 256);
});

test.run();
