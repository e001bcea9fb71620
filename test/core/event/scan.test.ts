import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { KeyFilter } from '../../../core/event/key-filter.js';
import { HAS_ESCAPE, HAS_ESCAPED_KEY, HAS_FILTERED_KEY, MALFORMED, scanObject } from '../../../core/event/scan.js';
import { KEY_END, STRIDE, Tape, VALUE_END, VALUE_START } from '../../../core/event/tape.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { canonical } from './canonical.js';
import { jsonText, mutated, objectText, SEED } from './json-arbitrary.js';

const test = suite('scanObject');

const LF = Buffer.from('\n');
const NESTED = 100_000;

/** The value where JSON.parse takes the text as an object, else undefined. */
function parsed(bytes: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The members that a scan found, decoded by JSON.parse; undefined where it found no object. */
function scanned(bytes: Buffer, start = 0, end = bytes.length): readonly (readonly [string, unknown])[] | undefined {
  const tape = new Tape(0);
  if (scanObject(bytes, start, end, tape) === MALFORMED) {
    assert.is(tape.used, 0, 'a malformed line leaves nothing on the tape');
    return undefined;
  }
  const members: [string, unknown][] = [];
  for (let at = 0; at < tape.used; at += STRIDE) {
    const [keyStart = 0, keyEnd = 0, valueStart = 0, valueEnd = 0] = [tape.data[at], tape.data[at + KEY_END], tape.data[at + VALUE_START], tape.data[at + VALUE_END]];
    members.push([JSON.parse(bytes.toString('utf8', keyStart - 1, keyEnd + 1)) as string, JSON.parse(bytes.toString('utf8', valueStart, valueEnd))]);
  }
  return members;
}

/** Asserts that the scan and JSON.parse agree on these bytes, wherever they stand in a buffer. */
function agrees(bytes: Buffer): void {
  const expected = parsed(bytes);
  for (const [before, after] of [['', '\n'], ['', ''], ['{"x":"y"}\n', '"}}]\n'], ['', ',"x":1}'], ['"', 'rue}\n'], ['{', '0}'], ['', '}'], ['', ':1}']] as const) {
    const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
    const start = Buffer.byteLength(before);
    const members = scanned(whole, start, start + bytes.length);
    assert.is(members === undefined, expected === undefined, `${JSON.stringify(bytes.toString())} between ${before} and ${after}`);
    if (members === undefined || expected === undefined) continue;
    const read = Object.create(null) as Record<string, unknown>;
    for (const [name, value] of members) read[name] = value;
    assert.is(canonical(read), canonical(expected), bytes.toString());
  }
}

test('finds the members of any object as JSON.parse does', () => {
  fc.assert(fc.property(objectText, (json) => agrees(Buffer.from(json))), { seed: SEED, numRuns: runs(1000) });
});

test('takes any other value for malformed', () => {
  fc.assert(fc.property(jsonText, (json) => agrees(Buffer.from(json))), { seed: SEED, numRuns: runs(500) });
});

test('accepts and refuses the same bytes as JSON.parse, however they are broken', () => {
  fc.assert(fc.property(mutated, agrees), { seed: SEED, numRuns: runs(5000) });
});

test('refuses every object that ends early', () => {
  const line = Buffer.from('{"a":"b\\u00e9\\"c","d":[1,-2.5e+10,{"e":null}],"f":true, "g" : {} }');
  for (let end = 0; end < line.length; end++) assert.is(scanned(line, 0, end), undefined, line.toString('utf8', 0, end));
  assert.ok(scanned(line));
});

test('knows every trick of the grammar', () => {
  const good = ['{}', ' { } ', '{"":0}', '{"a":1,"a":2}', '{"__proto__":1}', '{"a":1e400}', '{"a":-0}', '{"a":12345678901234567890}', '{"a":"\\ud800"}', '{"a":"\\u0000"}', '{"\\u0061":1}', '{"a":"\x7f"}', '{"a":"\u2028"}', '{"a":0e-0}', '{"a":[]}', '{"a":[{}]}', '{"a":1}\r'];
  const bad = ['', ' ', '{', '}', '{a:1}', "{'a':1}", '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{"a":1 "b":2}', '{"a"::1}', '{"a":01}', '{"a":1.}', '{"a":.5}', '{"a":+1}', '{"a":-}', '{"a":1e}', '{"a":1e+}', '{"a":0x1}', '{"a":NaN}', '{"a":Infinity}', '{"a":-true}', '{"a":tru}', '{"a":truE}', '{"a":nulll}', '{"a":"\t"}', '{"a":"\0"}', '{"\t":1}', '{"a":"\\x"}', '{"a":"\\u12g4"}', '{"a":"\\u123"}', '{"a":"\\', '{"a":"b', '{"a":[1,]}', '{"a":[,1]}', '{"a":[1}}', '{"a":{]}', '{"a":[}', '{"a":1}}', '{"a":1}{}', '{"a":1},', '\ufeff{}', '\u00a0{}', '{"a":1}\u00a0', '[{}]', '{/**/}', '{"a":{"b"}}', '{"a":{"b":1,}}', '{"a":{1:1}}'];
  for (const json of [...good, ...bad]) agrees(Buffer.from(json));
  for (const json of good) assert.ok(scanned(Buffer.from(json)), json);
  for (const json of bad) assert.is(scanned(Buffer.from(json)), undefined, json);
});

test('takes bytes that are no UTF-8 inside strings, and nowhere else', () => {
  const broken = [[0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]];
  for (const bytes of broken) {
    agrees(Buffer.concat([Buffer.from('{"a'), Buffer.from(bytes), Buffer.from('":"b'), Buffer.from(bytes), Buffer.from('","c":1}')]));
    assert.is(scanned(Buffer.concat([Buffer.from('{"a":1'), Buffer.from(bytes), Buffer.from('}')])), undefined);
  }
});

test('follows nesting of any depth', () => {
  for (const depth of [1000, NESTED]) {
    const deep = Buffer.from(`{"a":${'['.repeat(depth)}${']'.repeat(depth)},"b":${'{"c":'.repeat(depth)}1${'}'.repeat(depth)}}`);
    const tape = new Tape(0);
    assert.is(scanObject(deep, 0, deep.length, tape), 0);
    assert.is(tape.used, 2 * STRIDE);
    deep[deep.length - 2] = 0x5d;
    assert.is(scanObject(deep, 0, deep.length, tape), MALFORMED);
  }
});

test('takes a line of 20 MB', () => {
  const line = Buffer.concat([Buffer.from('{"a":"'), Buffer.alloc(20_000_000, 'x'), Buffer.from('","b":1}')]);
  const tape = new Tape(0);
  assert.is(scanObject(line, 0, line.length, tape), 0);
  assert.is((tape.data[VALUE_END] as number) - (tape.data[VALUE_START] as number), 20_000_002);
});

test('appends to the tape, which grows as it must', () => {
  const names = Array.from({ length: 5000 }, (_, index) => `k${index}`);
  const bytes = Buffer.from(`{"first":1}\n{${names.map((name) => `"${name}":0`).join(',')}}\n`);
  const tape = new Tape(0);
  scanObject(bytes, 0, 11, tape);
  assert.is(scanObject(bytes, 12, bytes.length, tape), 0);
  assert.is(tape.used, 5001 * STRIDE);
  assert.is(bytes.toString('utf8', tape.data[0], tape.data[KEY_END]), 'first');
  assert.is(bytes.toString('utf8', tape.data[5000 * STRIDE], tape.data[5000 * STRIDE + KEY_END]), 'k4999');
});

test('says where escapes stand', () => {
  const flagsOf = (json: string): number => scanObject(Buffer.concat([Buffer.from(json), LF]), 0, Buffer.byteLength(json), new Tape(0));
  assert.is(flagsOf('{"a":"b","c":[1,{"d":"e"}]}'), 0);
  assert.is(flagsOf('{"a":"\\n"}'), HAS_ESCAPE);
  assert.is(flagsOf('{"a":["\\n"]}'), HAS_ESCAPE);
  assert.is(flagsOf('{"\\u0061":1}'), HAS_ESCAPE | HAS_ESCAPED_KEY | HAS_FILTERED_KEY);
  assert.is(flagsOf('{"a":{"\\u0061":1}}'), HAS_ESCAPE | HAS_FILTERED_KEY);
});

test('says whether a key passes the filter, at any depth', () => {
  const filter = new KeyFilter(['password']);
  const flagsOf = (json: string): number => scanObject(Buffer.from(json), 0, Buffer.byteLength(json), new Tape(0), filter);
  for (const json of ['{"password":1}', '{"a":1,"PassWord":1}', '{"a":{"b":[{"db_pass-word":1}]}}', '{"user.password":1}', '{"password_":1}']) assert.is(flagsOf(json), HAS_FILTERED_KEY, json);
  for (const json of ['{"a":"password"}', '{"passwor":1}', '{"passwords":1}', '{"a":["password"]}', '{}']) assert.is(flagsOf(json), 0, json);
});

test.run();
