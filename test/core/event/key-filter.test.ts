import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { KeyFilter, NO_KEYS } from '../../../core/event/key-filter.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { SEED } from './json-arbitrary.js';

const test = suite('KeyFilter');

const passes = (names: Iterable<string> | 'all', key: string): boolean => {
  const bytes = Buffer.from(`{"${key}":1}`);
  return new KeyFilter(names).passes(bytes, 2, bytes.length - 4);
};
const folded = (name: string): string => name.replace(/[-_.]/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());

test('passes exactly the keys that end in a name, folded', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'A', 'B', '-', '_', '.', '1', 'é', '@'), maxLength: 8 });
  fc.assert(fc.property(fc.array(letters.map(folded), { maxLength: 6 }), letters, (names, key) => {
    assert.is(passes(names, key), names.some((name) => folded(key).endsWith(name)), `${names.join()} ${key}`);
  }), { seed: SEED, numRuns: runs(3000) });
});

test('sees a name in every spelling', () => {
  for (const key of ['apikey', 'api_key', 'API-KEY', 'apiKey', 'x.api.key', 'apikey__', 'a__p--i.key', 'MyApiKey']) assert.ok(passes(['token', 'apikey', 'key2'], key), key);
  for (const key of ['apikeys', 'pikey', 'api key', 'key', '', '_', 'apikey2']) assert.not.ok(passes(['token', 'apikey'], key), key);
});

test('takes names of one letter, and names that end in one another', () => {
  assert.ok(passes(['x'], 'x'));
  assert.ok(passes(['x'], 'max'));
  assert.not.ok(passes(['x'], 'y'));
  for (const names of [['id', 'sessionid'], ['sessionid', 'id']]) assert.ok(passes(names, 'traceid'));
});

test('passes every key for all, for the empty name and for one that broken bytes may spell', () => {
  for (const names of ['all', [''], ['a\ufffd']] as const) {
    for (const key of ['', 'anything', '-']) assert.ok(passes(names, key));
  }
});

test('passes none without names', () => {
  for (const key of ['', 'a', '_', 'password']) assert.not.ok(NO_KEYS.passes(Buffer.from(key), 0, key.length));
});

test('takes thousands of names', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `name${index}x`);
  assert.ok(passes(names, 'some_name-4999.X'));
  assert.not.ok(passes(names, 'some_name-5000.X'));
});

test.run();
