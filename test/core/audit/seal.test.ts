import { randomBytes } from 'node:crypto';
import * as assert from 'uvu/assert';
import { seal, unseal, type SubjectKey } from '../../../core/audit/seal.js';
import { suite } from '../../support/suite.js';

const test = suite('seal');
const key: SubjectKey = { id: 'k1', subject: 'user-17', secret: randomBytes(32) };
const fields = { name: 'Ann', address: { street: 'Elm' } };

test('can be opened with the same key for the same record, and shows nothing of it', () => {
  const sealed = seal(fields, key, 7);
  assert.equal(unseal(sealed, key, 7), fields);
  assert.not.match(JSON.stringify(sealed), /Ann|Elm|user-17/);
});

test('is another each time', () => {
  assert.not(seal(fields, key, 7).box === seal(fields, key, 7).box);
});

test('cannot be opened for another record or person, with another key, or after a change', () => {
  const sealed = seal(fields, key, 7);
  assert.is(unseal(sealed, key, 8), undefined);
  assert.is(unseal(sealed, { ...key, subject: 'user-18' }, 7), undefined);
  assert.is(unseal(sealed, { ...key, id: 'k2' }, 7), undefined);
  assert.is(unseal(sealed, { ...key, secret: randomBytes(32) }, 7), undefined);
  const bytes = Buffer.from(sealed.box, 'base64');
  bytes[20] = (bytes[20] as number) ^ 1;
  assert.is(unseal({ ...sealed, box: bytes.toString('base64') }, key, 7), undefined);
  assert.is(unseal({ ...sealed, box: 'AAAA' }, key, 7), undefined);
});

test.run();
