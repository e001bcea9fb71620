import { randomBytes } from 'node:crypto';
import * as assert from 'uvu/assert';
import { openText, parseToken, type SealedToken } from '../../../core/redact/sealed-token.js';
import { passingKeys, Sealing, subjectIn } from '../../../core/redact/sealing.js';
import { suite } from '../../support/suite.js';

const test = suite('Sealing');
const key = { id: randomBytes(12).toString('base64url'), subject: 'ann', secret: randomBytes(32) };

test('seals between begin and end, for whose key it is told, and asks for it only when there is something to seal', () => {
  const sealing = new Sealing();
  let asked = 0;
  assert.is(sealing.of('note', 'Elm'), undefined);
  sealing.begin(() => {
    asked++;
    return key;
  });
  assert.is(asked, 0);
  const token = parseToken(sealing.of('note', { street: ['Elm'] }) ?? '') as SealedToken;
  assert.equal([token.rule, token.key, openText(token, key)], ['note', key.id, '{"street":["Elm"]}']);
  assert.is(sealing.end(), 0);
  assert.is(sealing.of('note', 'Elm'), undefined, 'no event is the next one');
});

test('counts what it could not seal, for each event anew', () => {
  const sealing = new Sealing();
  for (const missed of [2, 0, 1]) {
    sealing.begin(() => undefined);
    for (let n = 0; n < missed; n++) assert.is(sealing.of('note', 'Elm'), undefined);
    assert.is(sealing.end(), missed);
  }
});
test.run();

const subject = suite('subjectIn');
subject('is a text or a number of some length, and nothing else', () => {
  assert.equal(['ann', 17, 'x'.repeat(256)].map(subjectIn), ['ann', '17', 'x'.repeat(256)]);
  for (const value of ['', 'x'.repeat(257), null, undefined, true, { id: 1 }, ['ann']]) assert.is(subjectIn(value), undefined);
});
subject.run();

const keys = suite('passingKeys');
keys('has a key for everybody, another one each time that it is made', () => {
  const [one, other] = [passingKeys(), passingKeys()];
  assert.equal(one.of('ann')?.secret, one.of('bob')?.secret);
  assert.not.equal(one.of('ann')?.secret, other.of('ann')?.secret);
});
keys.run();
