import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { SubjectKey } from '../../../core/audit/seal.js';
import { isPlaceholder, placeholderEnd } from '../../../core/redact/placeholder.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { openText, parseToken, sealText, type SealedToken } from '../../../core/redact/sealed-token.js';
import { suite } from '../../support/suite.js';

const test = suite('sealText');
const key: SubjectKey = { id: randomBytes(12).toString('base64url'), subject: 'ann', secret: randomBytes(32) };
const tokenOf = (text: string): SealedToken => parseToken(text) as SealedToken;

test('any text comes back whole, from a token that does not show it', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 4, maxLength: 80 }), fc.string({ minLength: 1, maxLength: 40 }), (text, rule) => {
    const token = sealText(rule, text, key);
    assert.is(openText(tokenOf(token), key), Buffer.from(text).toString());
    assert.not(token.slice(token.lastIndexOf('.')).includes(text));
  }), { seed: 20261120, numRuns: 200 });
});

test('two tokens of one value have nothing in common', () => {
  const [one, other] = [tokenOf(sealText('email', 'ada@example.com', key)), tokenOf(sealText('email', 'ada@example.com', key))];
  assert.not(one.box === other.box);
  assert.not(one.box.slice(0, 16) === other.box.slice(0, 16));
  assert.not(one.box.slice(-16) === other.box.slice(-16));
});

test('cannot be opened with the key of another, for another person, rule or key id, or after a change', () => {
  const token = tokenOf(sealText('email', 'ada@example.com', key));
  assert.is(openText(token, key), 'ada@example.com');
  assert.is(openText(token, { ...key, secret: randomBytes(32) }), undefined);
  assert.is(openText(token, { ...key, subject: 'bob' }), undefined);
  assert.is(openText(token, { ...key, id: randomBytes(12).toString('base64url') }), undefined);
  assert.is(openText({ ...token, rule: 'phone' }, key), undefined);
  for (const at of [0, 15, 16, -1]) {
    const bytes = Buffer.from(token.box, 'base64url');
    bytes[at < 0 ? bytes.length + at : at] = 1 ^ (bytes.at(at) as number);
    assert.is(openText({ ...token, box: bytes.toString('base64url') }, key), undefined);
  }
  assert.is(openText({ ...token, box: 'AAAA' }, key), undefined);
});

test('a token is known for what it is, wherever it stands, and redaction leaves it as it is', () => {
  const { redactor } = compileRedaction({ detectors: ['secrets', 'personal', 'network'], keys: ['note'] });
  fc.assert(fc.property(fc.constantFrom('email', 'password', 'note', 'api_key', 'a.b c', 'x'.repeat(200)), fc.string({ minLength: 1, maxLength: 60 }), (rule, text) => {
    const token = sealText(rule, JSON.stringify(text), key);
    assert.ok(isPlaceholder(token), token);
    assert.is(placeholderEnd(`x${token}y`, 1), token.length + 1);
    for (const around of [token, `to ${token}, and`, `password=${token}`, `{"note":"${token}"}`, `Authorization: Bearer ${token}`]) assert.is(redactor?.text(around), undefined, around);
  }), { seed: 20261120, numRuns: 200 });
});

test('what is no token is not taken for one', () => {
  for (const text of ['', 'x', '[SEALED:a.b.c]', '[REDACTED:email]', `[SEALED:a.${key.id}.short]`, `${sealText('a', 'text', key)} `]) assert.is(parseToken(text), undefined, text);
});

test.run();
