import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { SubjectKey } from '../../../core/audit/seal.js';
import type { JsonObject, JsonValue } from '../../../core/contract/json.js';
import { viewOf } from '../../../core/event/line-event.js';
import { createEventRedactor, type EventRedactor } from '../../../core/redact/event-redactor.js';
import { RedactionCounts } from '../../../core/redact/report.js';
import { compileRedaction, compileScopes } from '../../../core/redact/rules.js';
import { sealedEvents } from '../../../core/redact/sealed-events.js';
import { openText, parseToken, SEALED } from '../../../core/redact/sealed-token.js';
import type { KeyRing } from '../../../core/redact/sealing.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import type { RedactSettings } from '../../../schemas/redact.js';
import { suite } from '../../support/suite.js';

const test = suite('sealedEvents');

/** Keys in memory. */
class Ring implements KeyRing {
  readonly keys = new Map<string, SubjectKey>();
  of(subject: string): SubjectKey {
    const key = this.keys.get(subject) ?? { id: randomBytes(12).toString('base64url'), subject, secret: randomBytes(32) };
    this.keys.set(subject, key);
    return key;
  }

  /** A text with each token led back; what cannot be opened stays. */
  open(text: string): string {
    return text.replace(new RegExp(SEALED, 'g'), (token) => {
      const parsed = parseToken(token);
      const key = [...this.keys.values()].find(({ id }) => id === parsed?.key);
      return (parsed && key && openText(parsed, key)) ?? token;
    });
  }
}

const ring = new Ring();
const report = new RedactionCounts();
test.before.each(() => ring.keys.clear());

function redactorOf(settings: Partial<RedactSettings>, keys: KeyRing | undefined = ring, subject: readonly string[] = ['user.id', 'uid']): EventRedactor {
  const { redactor, problems } = compileRedaction(settings);
  const { scopes } = compileScopes(settings);
  assert.equal(problems, []);
  return sealedEvents(createEventRedactor({ redactor, scopes, stamp: false, report }), { rules: redactor, scopes, keys, subject, report }) as EventRedactor;
}

function lineOf(event: JsonObject | string, redactor: EventRedactor): string {
  const [made] = makeEvents([typeof event === 'string' ? event : JSON.stringify(event)]);
  return redactor.redact(viewOf(made as NonNullable<typeof made>)).line();
}

const redact = (event: JsonObject, settings: Partial<RedactSettings>, keys?: KeyRing): JsonObject => JSON.parse(lineOf(event, redactorOf(settings, keys ?? ring))) as JsonObject;
const textOf = (value: JsonValue | undefined): string => ring.open(typeof value === 'string' ? value : JSON.stringify(value));
const opened = (value: JsonValue | undefined): unknown => JSON.parse(textOf(value));

test('what a key, a path, a pattern or a detector finds is sealed for the person of the event, whatever it is', () => {
  const event = { uid: 17, mail: 'to ada@example.com', address: { street: 'Elm', no: 12 }, phone: 493012345, a: { b: ['x', true] }, order: 'CUST-123456', empty: '', none: null };
  const settings: Partial<RedactSettings> = { detectors: { email: 'encrypt' }, keys: { address: 'encrypt', phone: 'encrypt', empty: 'encrypt', none: 'encrypt' }, paths: { 'a.b': 'encrypt' }, patterns: [{ name: 'customer', pattern: 'CUST-\\d+', action: 'encrypt' }] };
  const line = redact(event, settings);
  assert.equal([...ring.keys.keys()], ['17']);
  assert.equal([opened(line['address']), opened(line['phone']), opened((line['a'] as JsonObject)['b']), opened(line['order'])], [{ street: 'Elm', no: 12 }, 493012345, ['x', true], 'CUST-123456']);
  assert.is(textOf(line['mail']), 'to "ada@example.com"');
  assert.equal([line['uid'], line['empty'], line['none']], [17, '', null]);
  assert.not.match(JSON.stringify(line), /ada@|Elm|493012345|CUST-/);
});

test('the name of the person can be sealed itself; the first field that is there names them', () => {
  const settings: Partial<RedactSettings> = { detectors: ['email'], paths: { 'user.id': 'encrypt', uid: 'encrypt', note: 'encrypt' } };
  const line = redact({ user: { id: 'ann@example.com' }, uid: 'other', note: 'x' }, settings);
  assert.equal([...ring.keys.keys()], ['ann@example.com']);
  assert.equal([opened((line['user'] as JsonObject)['id']), opened(line['uid']), opened(line['note'])], ['ann@example.com', 'other', 'x']);
});

test('where nobody is named, or nobody has keys, it is masked and counted', () => {
  const settings: Partial<RedactSettings> = { detectors: { email: 'encrypt' }, keys: { note: 'encrypt' } };
  const before = report.of('unsealed');
  for (const uid of [undefined, '', null, true, { id: 1 }, 'x'.repeat(257)]) {
    const line = redact({ ...(uid === undefined ? {} : { uid }), note: 'Elm', mail: 'ada@example.com' }, settings);
    assert.equal([line['note'], line['mail']], ['[REDACTED:note]', '[REDACTED:email]']);
  }
  assert.is(report.of('unsealed') - before, 12);
  assert.equal(redact({ uid: 1, note: 'Elm' }, settings, { of: () => undefined }), { uid: 1, note: '[REDACTED:note]' });
  assert.is(report.of('unsealed') - before, 13);
  assert.is(lineOf('mail of ada@example.com', redactorOf(settings)), 'mail of [REDACTED:email]');
});

test('a value without an event is masked: nobody says of whom it is, and least of all the event before', () => {
  const settings: Partial<RedactSettings> = { keys: { note: 'encrypt' }, detectors: { email: 'encrypt' } };
  const { redactor } = compileRedaction(settings);
  const redact = sealedEvents(createEventRedactor({ redactor, scopes: [], stamp: false, report }), { rules: redactor, scopes: [], keys: ring, subject: ['uid'], report });
  assert.match(lineOf({ uid: 'ann', note: 'Elm' }, redact as EventRedactor), /SEALED/);
  assert.is(redactor?.text('to ada@example.com'), 'to [REDACTED:email]');
  assert.equal(redactor?.value({ uid: 'ann', note: 'Elm' }), { uid: 'ann', note: '[REDACTED:note]' });
});

test('a credential inside is masked before: it is never to be read again', () => {
  const line = redact({ uid: 1, form: { name: 'Ann', password: 'hunter2', text: 'password=hunter2' } }, { keys: { form: 'encrypt' } });
  assert.equal(opened(line['form']), { name: 'Ann', password: '[REDACTED:password]', text: 'password=[REDACTED:password]' });
});

test('a scope seals for the person that the event named as it came in, and its rules know it', () => {
  const settings: Partial<RedactSettings> = { keys: { uid: 'mask', a: 'encrypt' }, scopes: [{ keys: { b: 'encrypt' } }] };
  const line = redact({ uid: 'ann', a: 1, b: 2 }, settings);
  assert.equal([...ring.keys.keys()], ['ann']);
  assert.equal([line['uid'], opened(line['a']), opened(line['b'])], ['[REDACTED:uid]', 1, 2]);
  const alone = redact({ uid: 'ann', b: 2 }, { keys: ['uid'], scopes: [{ keys: { b: 'encrypt' } }] });
  assert.is(opened(alone['b']), 2, 'a scope alone');
});

test('nothing of any value is in the line, tokens of one value differ, and the key of the person opens all of them', () => {
  const value = fc.oneof(fc.string({ unit: 'grapheme', minLength: 6, maxLength: 40 }), fc.integer({ min: 1e6 }), fc.record({ street: fc.string({ minLength: 6, maxLength: 20 }), list: fc.array(fc.integer({ min: 1e6 })) }));
  const redactor = redactorOf({ detectors: [], keys: { secret_of: 'encrypt' } });
  fc.assert(fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.uuid(), (values, uid) => {
    const event = { uid, list: values.map((each) => ({ secretOf: each })), again: { SECRET_OF: values[0] as JsonValue } };
    const line = lineOf(event, redactor);
    const tokens = line.match(new RegExp(SEALED, 'g')) ?? [];
    assert.is(tokens.length, values.length + 1);
    assert.is(new Set(tokens).size, tokens.length);
    const rest = tokens.reduce((text, token) => text.replace(token, ''), line);
    assert.is(rest, `{"uid":${JSON.stringify(uid)},"list":[${values.map(() => '{"secretOf":""}').join(',')}],"again":{"SECRET_OF":""}}`);
    assert.equal(tokens.map((token) => JSON.parse(ring.open(token)) as unknown), [...values, values[0]].map((each) => JSON.parse(JSON.stringify(each)) as unknown));
    ring.keys.delete(uid);
    for (const token of tokens) assert.is(ring.open(token), token, 'nobody opens it without the key');
  }), { seed: 20261120, numRuns: 200 });
});

test('where no rule seals, the redactor is the one that it was: the way of events is the same', () => {
  const { redactor } = compileRedaction({ detectors: ['email'] });
  const plain = createEventRedactor({ redactor, scopes: [], stamp: false, report });
  assert.is(redactor?.sealing, undefined);
  assert.is(sealedEvents(plain, { rules: redactor, scopes: [], keys: ring, subject: ['uid'], report }), plain);
});

test.run();
