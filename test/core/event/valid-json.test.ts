import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { skipScalar, skipSpace, skipString, skipValue } from '../../../core/event/valid-json.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { jsonText, SEED } from './json-arbitrary.js';

const test = suite('skipValue');

test('ends where a value ends, whatever follows', () => {
  fc.assert(fc.property(jsonText, fc.constantFrom('}', ']', ',', ' ', '\n', ', "x"', ' : '), (json, after) => {
    const bytes = Buffer.from(`,${json}${after}`);
    assert.is(skipValue(bytes, 1), 1 + Buffer.byteLength(json), json);
  }), { seed: SEED, numRuns: runs(1000) });
});

test('follows nesting of any depth', () => {
  const bytes = Buffer.from(`${'{"a":['.repeat(100_000)}"]}"${']}'.repeat(100_000)},`);
  assert.is(skipValue(bytes, 0), bytes.length - 1);
});

test('is made of steps over spaces, strings and scalars', () => {
  assert.is(skipSpace(Buffer.from(' \t\r\n1'), 0), 4);
  assert.is(skipString(Buffer.from('"a\\"\\\\"x"'), 0), 7);
  for (const scalar of ['-1.5e+10', 'true', '0']) for (const after of [',', '}', ']', ' ', ':']) assert.is(skipScalar(Buffer.from(scalar + after), 0), scalar.length);
});

test.run();
