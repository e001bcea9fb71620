import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { Block } from '../../../core/event/block.js';
import { arena } from '../../../core/event/arena.js';
import { writeEdited } from '../../../core/event/edit.js';
import { JsonRedaction } from '../../../core/redact/json-text.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { suite } from '../../support/suite.js';
import { canonical } from '../event/canonical.js';
import { objectText, SEED } from '../event/json-arbitrary.js';
import { fakeRedactor } from './fake-redactor.js';

const test = suite('JsonRedaction');

const counts = (): { readonly seen: Map<string, number>; count(rule: string): void } => {
  const seen = new Map<string, number>();
  return { seen, count: (rule) => void seen.set(rule, (seen.get(rule) ?? 0) + 1) };
};

/** The line with all that the redactor finds replaced. */
function redacted(json: string, redactor: Redactor = fakeRedactor(), report = counts()): string {
  const block = new Block(Buffer.from(json));
  const redaction = new JsonRedaction(block.bytes, redactor, report);
  redaction.value(0);
  const start = writeEdited(block, 0, block.bytes.length, redaction.edits);
  return arena.block.bytes.toString('utf8', start, arena.at - 1);
}

test('leaves a line without findings byte for byte', () => {
  fc.assert(fc.property(objectText, (json) => assert.is(redacted(json, fakeRedactor({ text: () => undefined })), json)), { seed: SEED, numRuns: 500 });
});

test('replaces what it finds in strings, names and long numbers, whatever hides it', () => {
  assert.is(redacted('{"a":"x needle-1 y","b":["needle-2",{"c":"needle-3"}]}'), '{"a":"x [R] y","b":["[R]",{"c":"[R]"}]}');
  assert.is(redacted('{"needle-1":1, "x" : {"needle-2" :"needle-3"}}'), '{"[R]":1, "x" : {"[R]" :"[R]"}}');
  assert.is(redacted('{"a":"\\u006eeedle-\\u0031"}'), '{"a":"[R]"}');
  assert.is(redacted('{"a":"a\\"b\\nc"}'), '{"a":"[R]"}');
  assert.is(redacted('{"a":4111111111111111,"b":[4111111111111],"c":411111111111,"d":-4111111111111.5}'), '{"a":"[R]","b":["[R]"],"c":411111111111,"d":"-[R].5"}');
});

test('judges members by name, however that is written, and by path before it', () => {
  assert.is(redacted('{"password":"x","Pass-Word":1,"p\\u0061ssword":{"a":[1]},"x":{"password":null}}'), '{"password":"[password]","Pass-Word":"[password]","p\\u0061ssword":"[password]","x":{"password":"[password]"}}');
  assert.is(redacted('{"a":{"deep":1,"b":2},"deep":3}'), '{"a":{"b":2},"deep":3}');
  assert.is(redacted('{"list":[1,2,3]}'), '{"list":[1,null,3]}');
  assert.is(redacted('{"gone":1,"needle-1":2}'), '{"[R]":2}');
});

test('drops members anywhere with one comma each', () => {
  for (const [json, expected] of [
    ['{"gone":1}', '{}'], ['{ "gone" : {"a":[1,"}"]} }', '{  }'], ['{"gone":1,"a":2}', '{"a":2}'], ['{"a":2,"gone":1}', '{"a":2}'], ['{"a":2 , "gone":1 , "b":3}', '{"a":2 , "b":3}'],
    ['{"gone":1,"gone":2,"a":3,"gone":4,"gone":5,"b":6,"gone":7}', '{"a":3,"b":6}'], ['{"gone":1, "gone":2}', '{}'], ['{"x":{"gone":1},"gone":2}', '{"x":{}}'], ['{"a":"needle-1","gone":2}', '{"a":"[R]"}'],
    ['{"gone":2,"a":"needle-1"}', '{"a":"[R]"}'], ['[{"gone":1},{"gone":2,"b":3}]', '[{},{"b":3}]'],
  ] as const) assert.is(redacted(json), expected, json);
});

test('looks for credentials alone in what a rule keeps, and applies the rules for names there', () => {
  const asked: (boolean | undefined)[] = [];
  const redactor = fakeRedactor({ text: (value, _report, secretsOnly) => (value === 'v' ? (asked.push(secretsOnly), undefined) : undefined) });
  assert.is(redacted('{"a":"v","kept":{"b":["v"],"password":1},"c":"v"}', redactor), '{"a":"v","kept":{"b":["v"],"password":"[password]"},"c":"v"}');
  assert.equal(asked, [false, true, false]);
});

test('lets a suggestive name decide on strings alone, and looks inside all else', () => {
  assert.is(redacted('{"hint":"x"}'), '{"hint":"[hint]"}');
  assert.is(redacted('{"hint":"prose"}'), '{"hint":"prose"}');
  assert.is(redacted('{"hint": {"a":1.0,"b":"needle-1"}}'), '{"hint": {"a":1.0,"b":"[R]"}}');
  assert.is(redacted('{"hint":12}'), '{"hint":12}');
});

test('gives rules the text of a number that JavaScript cannot hold', () => {
  const given: JsonValue[] = [];
  const redactor: Redactor = { ...fakeRedactor(), replace: (_rule, value) => (given.push(value), value) };
  const json = '{"password":12345678901234567890,"password":1.0,"password":1e400,"password":7}';
  assert.is(redacted(json, redactor), json);
  assert.equal(given, ['12345678901234567890', '1.0', '1e400', 7]);
});

test('replaces whole and counts what is nested too deeply to look into', () => {
  const report = counts();
  const depth = 3000;
  const line = redacted(`{"a":${'['.repeat(depth)}"needle-1"${']'.repeat(depth)},"b":1}`, fakeRedactor(), report);
  assert.match(line, /^\{"a":\[{1499}"\[UNSCANNED:\d+\]"\]{1499},"b":1\}$/);
  assert.is(report.seen.get('unscanned'), 1);
  const deep = redacted(`{"a":${'['.repeat(1000)}"needle-1"${']'.repeat(1000)}}`);
  assert.match(deep, /^\{"a":\[{1000}"\[R\]"\]{1000}\}$/);
});

/** JSON text with a secret in some of its names, strings and numbers, plain or escaped, and what was planted. */
const planted = fc.tuple(objectText, fc.infiniteStream(fc.nat({ max: 11 }))).map(([json, draws]) => {
  const secrets: string[] = [];
  const text = json.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) => {
    const draw = draws.next().value as number;
    const secret = `needle-${1000 + secrets.length}`;
    if (draw > 3) return token;
    secrets.push(secret);
    if (!token.startsWith('"')) return draw === 0 ? `"${secret}"` : `41111111111${(10_000 + secrets.length)}`;
    const escaped = [...secret].map((char, at) => ((draw + at) % 3 === 0 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}` : char)).join('');
    return `${token.slice(0, -1)}${draw === 0 ? secret : escaped}"`;
  });
  return { text, secrets };
});

test('gives valid JSON without the secrets, wherever they were planted, and the rest as it was', () => {
  fc.assert(fc.property(planted, ({ text, secrets }) => {
    const line = redacted(text);
    const found = canonical(JSON.parse(line));
    for (const secret of secrets) assert.not.ok(found.includes(secret) || line.includes(secret), `${secret} in ${line}`);
    assert.not.match(found, /41111111111\d{5}/);
    const expected = JSON.parse(text, function masked(this: unknown, _name, value: JsonValue) {
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.fromEntries(Object.entries(value).map(([name, inner]) => [mask(name), inner]));
      return typeof value === 'number' && mask(String(value)) !== String(value) ? mask(String(value)) : typeof value === 'string' ? mask(value) : value;
    }) as JsonValue;
    assert.is(canonical(JSON.parse(line)), canonical(expected), text);
  }), { seed: SEED, numRuns: 1500 });
});

const mask = (text: string): string => fakeRedactor().text(text) ?? text;

test.run();
