import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { decodeString, decodeValue, parseJson } from '../../../core/event/decode.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { canonical } from './canonical.js';
import { jsonText, SEED } from './json-arbitrary.js';

const value = suite('decodeValue');

value('gives the value that JSON.parse gives, wherever it stands', () => {
  fc.assert(fc.property(jsonText, (json) => {
    const bytes = Buffer.from(`é"\\${json},\\"`);
    assert.is(canonical(decodeValue(bytes, 4, 4 + Buffer.byteLength(json))), canonical(JSON.parse(json)), json);
  }), { seed: SEED, numRuns: runs(1000) });
});

value.run();

const string = suite('decodeString');

string('undoes escapes, and reads broken UTF-8 as U+FFFD', () => {
  const of = (bytes: Buffer): string => decodeString(bytes, 0, bytes.length);
  assert.is(of(Buffer.from('')), '');
  assert.is(of(Buffer.from('a\\u00e9\\ud83d\\ude00\\/\\"\\\\\\n\\ud800')), 'aé😀/"\\\n\ud800');
  assert.is(of(Buffer.from([0x61, 0xff, 0x62])), 'a\ufffdb');
  assert.is(of(Buffer.from([0xff, 0x5c, 0x6e])), '\ufffd\n');
});

string.run();

const parse = suite('parseJson');

parse('gives objects without a prototype, at any depth', () => {
  const depth = 50_000;
  let inner = parseJson(`${'{"a":['.repeat(depth)}{"__proto__":1}${']}'.repeat(depth)}`);
  for (let at = 0; at < depth; at++) {
    assert.is(Object.getPrototypeOf(inner), null);
    inner = ((inner as { a: unknown[] }).a as never)[0];
  }
  assert.equal(Object.entries(inner as object), [['__proto__', 1]]);
});

parse('throws as JSON.parse does', () => {
  assert.throws(() => parseJson('{"a":'), (error: unknown) => error instanceof SyntaxError);
});

parse.run();
