import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { canonicalJson } from '../../../core/audit/jcs.js';
import type { JsonValue } from '../../../core/contract/json.js';
import { suite } from '../../support/suite.js';
import { vector } from '../../support/vectors.js';

const test = suite('canonicalJson');
const folder = vector('jcs');

if (folder === undefined) test.skip('agrees with the vectors of RFC 8785', 'HUSHPIPE_VECTORS has none');
else {
  for (const name of readdirSync(join(folder, 'input'))) {
    test(`agrees with the vector ${name} of RFC 8785, byte for byte`, () => {
      const text = canonicalJson(JSON.parse(readFileSync(join(folder, 'input', name), 'utf8')) as JsonValue);
      assert.is(text, readFileSync(join(folder, 'output', name), 'utf8'));
      const hex = readFileSync(join(folder, 'outhex', name.replace('.json', '.txt')), 'utf8').replace(/\s/g, '');
      assert.is(Buffer.from(text).toString('hex'), hex);
    });
  }
}

test('sorts by UTF-16 units and keeps no white space', () => {
  assert.is(canonicalJson({ '\u{1f600}': 1, '\ufb33': 2, b: [{ z: null, a: true }], a: -0 }), '{"a":0,"b":[{"a":true,"z":null}],"😀":1,"\ufb33":2}');
});

test('refuses what has no canonical form', () => {
  const none = undefined as unknown as JsonValue;
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'a\ud800', { '\udc00': 1 }, none, { a: none }, [none]]) assert.throws(() => canonicalJson(value), TypeError);
});

test.run();
