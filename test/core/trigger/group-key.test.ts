import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { decodeKey, encodeKey } from '../../../core/trigger/group-key.js';
import { suite } from '../../support/suite.js';

const test = suite('encodeKey');

const encode = (...values: readonly (JsonValue | undefined)[]): string =>
  encodeKey(values.map((_, index) => `f${index}`), { get: (path) => values[Number(path.slice(1))] });

test('semantics 8: keys are tuples: what reads the same when joined stays apart', () => {
  assert.is.not(encode('a,b', 'c'), encode('a', 'b,c'));
  assert.is.not(encode('a","b'), encode('a', 'b'));
  assert.is.not(encode(1), encode('1'));
  assert.is.not(encode(['a']), encode('["a"]'));
  assert.is.not(encode(true), encode('true'));
});

test('semantics 8: a missing field has a key of its own, shown as "(none)"', () => {
  assert.equal(decodeKey(['user'], encode(undefined)), { user: '(none)' });
  assert.equal(decodeKey(['user', 'ip'], encode('eve', null)), { user: 'eve', ip: '(none)' });
  assert.is(encode(undefined), encode(null));
  assert.is.not(encode(undefined), encode('(none)'));
  assert.is.not(encode(undefined), encode(''));
});

test('one key for all where nothing is grouped by', () => {
  assert.is(encode(), '');
  assert.equal(decodeKey([], ''), {});
});

test('cuts long values and still tells them apart', () => {
  const [a, b] = [encode(`${'x'.repeat(5000)}a`), encode(`${'x'.repeat(5000)}b`)];
  assert.is.not(a, b);
  assert.ok(a.length < 300);
  assert.ok(JSON.stringify(decodeKey(['user'], a)).startsWith('{"user":"xxxx'));
});

test('gives the values back, and different keys for different values', () => {
  const value = fc.oneof(fc.string({ maxLength: 10 }), fc.integer(), fc.boolean(), fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }));
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), fc.array(value, { minLength: 1, maxLength: 3 }), (a, b) => {
    const by = a.map((_, index) => `f${index}`);
    assert.equal(Object.values(decodeKey(by, encode(...a))), a);
    if (a.length === b.length) assert.is(encode(...a) === encode(...b), JSON.stringify(a) === JSON.stringify(b));
  }), { seed: 5, numRuns: 1000 });
});

test.run();
