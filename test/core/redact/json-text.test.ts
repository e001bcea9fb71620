import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { JsonValue } from '../../../core/contract/json.js';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { redactJson } from '../../../core/redact/json-text.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { Suspicion } from '../../../core/redact/suspicion.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { suite } from '../../support/suite.js';

const test = suite('redactJson');
const github = 'ghp_' + sampleText(36);
const VISA = '4111' + '1111'.repeat(3);

function redactLine(redactor: Redactor, line: string): string {
  const bytes = Buffer.from(line);
  const edits = redactJson(bytes, 0, bytes.length, redactor, new Suspicion(redactor.anchors, redactor.minDigits), { count: () => undefined });
  const parts: Buffer[] = [];
  let at = 0;
  for (const edit of edits) {
    parts.push(bytes.subarray(at, edit.start), edit.bytes);
    at = edit.end;
  }
  return Buffer.concat([...parts, bytes.subarray(at)]).toString();
}
const compiled = (settings: Partial<RedactSettings>): Redactor => compileRedaction(settings).redactor as Redactor;
const main = compiled({ keys: { note: 'drop', contact: 'keep', iban: 'partial' }, paths: { 'user.**.ssn': 'drop', 'items[*].pin': 'mask', 'list[0]': 'drop' } });

test('replaces values, names and members, and leaves all other bytes', () => {
  const rest = '"n":1.50,"big":12345678901234567890,"e":1e400,"esc":"\\u0041\\/"';
  assert.is(redactLine(main, `{ "password" : "x" , ${rest}}`), `{ "password" : "[REDACTED:password]" , ${rest}}`);
  assert.is(redactLine(main, `{"pass\\u0077ord":"x",${rest}}`), `{"pass\\u0077ord":"[REDACTED:password]",${rest}}`);
  assert.is(redactLine(main, `{"m":"ada\\u0040example.com",${rest}}`), `{"m":"[REDACTED:email]",${rest}}`);
  assert.is(redactLine(main, `{"pan":${VISA},${rest}}`), `{"pan":"[REDACTED:card]",${rest}}`);
  assert.is(redactLine(main, '{"a":1,"note":"x","b":2,"c":{"note":1}}'), '{"a":1,"b":2,"c":{}}');
});

test('keeps what is to be kept, but for secrets and members with rules of their own', () => {
  assert.is(redactLine(main, `{"contact":{"mail":"ada@example.com","t":"${github}","password":"p"},"mail":"ada@example.com"}`),
    '{"contact":{"mail":"ada@example.com","t":"[REDACTED:github_token]","password":"[REDACTED:password]"},"mail":"[REDACTED:email]"}');
});

test('looks into an object whose name only suggests a credential, with its path', () => {
  const redactor = compiled({ paths: { 'user_token.ssn': 'mask' } });
  assert.is(redactLine(redactor, '{"user_token":{"ssn":1,"big":12345678901234567890},"page_token":7}'), '{"user_token":{"ssn":"[REDACTED:ssn]","big":12345678901234567890},"page_token":7}');
});

test("searches every value for a pattern without a literal", () => {
  const redactor = compiled({ detectors: [], patterns: [{ name: 'ssn', pattern: '\\b\\d{3}-?\\d{2}-?\\d{4}\\b', action: 'mask' }] });
  assert.is(redactLine(redactor, '{"a":"x 123-45-6789","b":[987654321],"c":12}'), '{"a":"x [REDACTED:ssn]","b":["[REDACTED:ssn]"],"c":12}');
});

test('does to a line what is done to the value that it states', () => {
  const text = fc.constantFrom('x', '', 'ada@example.com', github, `pay ${VISA}`, 'password=hunter2', 'a"b\\c', '\u00e9\u{1f600}', 'DE89370400440532013000');
  const names = fc.constantFrom('a', 'user', 'ssn', 'items', 'pin', 'list', 'note', 'contact', 'iban', 'password', 'github_token', 'db.password', 'bob@example.com');
  const { value } = fc.letrec<{ value: JsonValue }>((tie) => ({
    value: fc.oneof({ maxDepth: 5 }, text, fc.integer(), fc.constantFrom<JsonValue>(true, null, Number(VISA)), fc.array(tie('value'), { maxLength: 3 }), fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true })),
  }));
  fc.assert(fc.property(fc.dictionary(names, value, { maxKeys: 5, noNullPrototype: true }), fc.boolean(), (object, isSpaced) => {
    const line = JSON.stringify(object, undefined, isSpaced ? 1 : 0).replaceAll('\n', ' ');
    assert.equal(JSON.parse(redactLine(main, line)), main.value(object));
  }), { seed: 5, numRuns: 600 });
});

test.run();
