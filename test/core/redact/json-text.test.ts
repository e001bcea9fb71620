import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { Block } from '../../../core/event/block.js';
import { arena } from '../../../core/event/arena.js';
import { Edits } from '../../../core/event/edits.js';
import { JsonRedaction } from '../../../core/redact/json-text.js';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { Suspicion } from '../../../core/redact/suspicion.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { runs } from '../../support/full.js';
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
  const edits = new Edits();
  const redaction = new JsonRedaction(block, edits, redactor, new Suspicion(redactor), report);
  redaction.value(0);
  const start = edits.write(block.bytes, 0, block.bytes.length);
  return arena.block.bytes.toString('utf8', start, arena.at - 1);
}

test('leaves a line without findings byte for byte', () => {
  fc.assert(fc.property(objectText, (json) => assert.is(redacted(json, fakeRedactor({ text: () => undefined })), json)), { seed: SEED, numRuns: runs(500) });
});

test('replaces what it finds in strings, names and long numbers, whatever hides it', () => {
  assert.is(redacted('{"a":"x needle-1 y","b":["needle-2",{"c":"needle-3"}]}'), '{"a":"x [R] y","b":["[R]",{"c":"[R]"}]}');
  assert.is(redacted('{"needle-1":1, "x" : {"needle-2" :"needle-3"}}'), '{"[R]":1, "x" : {"[R]" :"[R]"}}');
  assert.is(redacted('{"a":"\\u006eeedle-\\u0031"}'), '{"a":"[R]"}');
  assert.is(redacted('{"a":"a\\"b\\nc"}'), '{"a":"[R]"}');
  assert.is(redacted('{"a":4111111111111111,"b":[4111111111111],"c":411111111111,"d":-4111111111111.5}'), '{"a":"[R]","b":["[R]"],"c":411111111111,"d":-4111111111111.5}');
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

test('drops a member together with what it found in its name', () => {
  const redactor: Redactor = { ...fakeRedactor(), key: (name) => (name.includes('gone') ? { name: 'gone', action: 'drop', secret: false } : undefined) };
  assert.is(redacted('{"a":"needle-1","gone needle-2":"needle-3","b":"needle-4"}', redactor), '{"a":"[R]","b":"[R]"}');
});

test('looks for credentials alone in what a rule keeps, and applies the rules for names there', () => {
  const asked: (boolean | undefined)[] = [];
  const redactor = fakeRedactor({ text: (value, _report, secretsOnly) => (value === 'needle-' ? (asked.push(secretsOnly), undefined) : undefined) });
  assert.is(redacted('{"a":"needle-","kept":{"b":["needle-"],"password":1},"c":"needle-"}', redactor), '{"a":"needle-","kept":{"b":["needle-"],"password":"[password]"},"c":"needle-"}');
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
      return typeof value === 'number' && /^\d{13,}$/.test(String(value)) ? '[R]' : typeof value === 'string' ? mask(value) : value;
    }) as JsonValue;
    assert.is(canonical(JSON.parse(line)), canonical(expected), text);
  }), { seed: SEED, numRuns: runs(1500) });
});

const mask = (text: string): string => fakeRedactor().text(text) ?? text;

/* The same with the rules of a config. */

const github = 'ghp_' + sampleText(36);
const VISA = '4111' + '1111'.repeat(3);

const compiled = (settings: Partial<RedactSettings>): Redactor => compileRedaction(settings).redactor as Redactor;
const rules = compiled({ keys: { note: 'drop', contact: 'keep', iban: 'partial' }, paths: { 'user.**.ssn': 'drop', 'items[*].pin': 'mask', 'list[0]': 'drop' } });

test('replaces values, names and members, and leaves all other bytes', () => {
  const rest = '"n":1.50,"big":12345678901234567890,"e":1e400,"esc":"\\u0041\\/"';
  assert.is(redacted(`{ "password" : "x" , ${rest}}`, rules), `{ "password" : "[REDACTED:password]" , ${rest}}`);
  assert.is(redacted(`{"pass\\u0077ord":"x",${rest}}`, rules), `{"pass\\u0077ord":"[REDACTED:password]",${rest}}`);
  assert.is(redacted(`{"m":"ada\\u0040example.com",${rest}}`, rules), `{"m":"[REDACTED:email]",${rest}}`);
  assert.is(redacted(`{"pan":${VISA},${rest}}`, rules), `{"pan":"[REDACTED:card]",${rest}}`);
  assert.is(redacted('{"a":1,"note":"x","b":2,"c":{"note":1}}', rules), '{"a":1,"b":2,"c":{}}');
});

test('keeps what is to be kept, but for secrets and members with rules of their own', () => {
  assert.is(redacted(`{"contact":{"mail":"ada@example.com","t":"${github}","password":"p"},"mail":"ada@example.com"}`, rules),
    '{"contact":{"mail":"ada@example.com","t":"[REDACTED:github_token]","password":"[REDACTED:password]"},"mail":"[REDACTED:email]"}');
});

test('looks into an object whose name only suggests a credential, with its path', () => {
  const redactor = compiled({ paths: { 'user_token.ssn': 'mask' } });
  assert.is(redacted('{"user_token":{"ssn":1,"big":12345678901234567890},"page_token":7}', redactor), '{"user_token":{"ssn":"[REDACTED:ssn]","big":12345678901234567890},"page_token":7}');
});

test('takes what one member says for the name of another', () => {
  const redactor = compiled({ keys: ['staff_no'] });
  for (const [line, expected] of [
    ['{"env":[{"name":"DB_PASSWORD","value":"hunter22"},{"name":"MODE","value":"hunter22"}]}', '{"env":[{"name":"DB_PASSWORD","value":"[REDACTED:password]"},{"name":"MODE","value":"hunter22"}]}'],
    ['{"Value":"Xk29fmQ0vbT7","Key":"api-key"}', '{"Value":"[REDACTED:api_key]","Key":"api-key"}'],
    ['{"header":"x-api-key","val":"Xk29fmQ0vbT7"}', '{"header":"x-api-key","val":"[REDACTED:x_api_key]"}'],
    ['{"k":"staff_no","v":"4711-1"}', '{"k":"staff_no","v":"[REDACTED:staff_no]"}'],
    ['{"name":"pass\\u0077ord","value":"hunter22"}', '{"name":"pass\\u0077ord","value":"[REDACTED:password]"}'],
    ['{"name":"the password was wrong","value":"try again"}', '{"name":"the password was wrong","value":"try again"}'],
    ['{"name":"password","value":{"name":"a","value":"b"},"v":12}', '{"name":"password","value":{"name":"a","value":"b"},"v":12}'],
  ] as const) assert.is(redacted(line, redactor), expected);
});

test('searches every value for a pattern without a literal', () => {
  const redactor = compiled({ detectors: [], patterns: [{ name: 'ssn', pattern: '\\b\\d{3}-?\\d{2}-?\\d{4}\\b', action: 'mask' }] });
  assert.is(redacted('{"a":"x 123-45-6789","b":[987654321],"c":12}', redactor), '{"a":"x [REDACTED:ssn]","b":["[REDACTED:ssn]"],"c":12}');
});

test('does to a line what is done to the value that it states', () => {
  const text = fc.constantFrom('x', '', 'ada@example.com', github, `pay ${VISA}`, 'password=hunter2', 'DB_PASSWORD', 'x-api-key', 'Xk29fmQ0vbT7', 'a"b\\c', '\u00e9\u{1f600}', 'DE89370400440532013000');
  const names = fc.constantFrom('a', 'user', 'ssn', 'items', 'pin', 'list', 'note', 'contact', 'iban', 'password', 'github_token', 'db.password', 'bob@example.com', 'name', 'Value', 'key', 'v');
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, text, fc.integer(), fc.constantFrom<JsonValue>(true, null, Number(VISA)), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true })),
  }));
  fc.assert(fc.property(fc.dictionary(names, value, { maxKeys: 5, noNullPrototype: true }), fc.boolean(), (object, isSpaced) => {
    const line = JSON.stringify(object, undefined, isSpaced ? 1 : 0).replaceAll('\n', ' ');
    assert.equal(JSON.parse(redacted(line, rules)), rules.value(object));
  }), { seed: SEED, numRuns: runs(600) });
});

test.run();
