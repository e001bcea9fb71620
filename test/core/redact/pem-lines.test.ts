import * as assert from 'uvu/assert';
import { PemLines } from '../../../core/redact/pem-lines.js';
import { suite } from '../../support/suite.js';

const test = suite('PemLines');

const BEGIN = '-----BEGIN RSA PRIVATE' + ' KEY-----';
const END = '-----END RSA PRIVATE' + ' KEY-----';
const FULL = 'MIIEpQIBAAKCAQEA' + 'x9Zb'.repeat(12);
const covered = (lines: readonly string[], pem = new PemLines()): readonly string[] => lines.filter((line) => pem.covers(line));

test('covers a key line by line, from its first to its last', () => {
  const key = [BEGIN, FULL, FULL, 'abcd+/==', END];
  assert.equal(covered(['before', ...key, 'after', FULL]), key);
});

test('covers a key behind whatever a log puts before each line', () => {
  const key = [BEGIN, FULL, FULL, 'abc=', END].map((line, at) => `2024-05-01 10:00:0${at} app[${at + 9}]: ${line}`);
  assert.equal(covered(['x', ...key, '2024-05-01 10:00:09 app[1]: done']), key);
});

test("covers the private part of PuTTY's own format", () => {
  const key = ['Private-Lines: 3', FULL, FULL, 'abcd+/==', 'Private-MAC: 0123456789abcdef'];
  assert.equal(covered(['PuTTY-User-Key-File-3: ssh-rsa', 'Public-Lines: 1', FULL, ...key, FULL]), key);
});

test('covers the keys of other formats', () => {
  for (const kind of ['', 'EC ', 'DSA ', 'ENCRYPTED ', 'OPENSSH ']) {
    const key = [`-----BEGIN ${kind}PRIVATE` + ' KEY-----', FULL, `-----END ${kind}PRIVATE` + ' KEY-----'];
    assert.equal(covered(key), key);
  }
  const pgp = ['-----BEGIN PGP PRIVATE' + ' KEY BLOCK-----', 'Version: GnuPG v2', '', FULL, FULL, 'ab==', '-----END PGP PRIVATE' + ' KEY BLOCK-----'];
  assert.equal(covered(pgp), pgp.filter((line) => line !== '' && !line.startsWith('Version')));
});

test('lets lines through that come in between, and goes on behind them', () => {
  assert.equal(covered([BEGIN, FULL, 'GET /health 200', FULL, 'starting up', FULL, 'ab==', END]), [BEGIN, FULL, FULL, FULL, 'ab==', END]);
});

test('lets other lines through after a key that was cut off', () => {
  assert.equal(covered([BEGIN, FULL, 'request done', 'starting', 'GET /x 200', '{"a":1}', 'ok']), [BEGIN, FULL]);
});

test('ends after 200 lines', () => {
  const pem = new PemLines();
  pem.covers(BEGIN);
  for (let line = 0; line < 200; line++) {
    assert.ok(pem.isInside);
    assert.ok(pem.covers(FULL));
  }
  assert.not.ok(pem.isInside);
  assert.not.ok(pem.covers(FULL));
});

test('leaves alone what is no private key, and what stands whole on one line', () => {
  const pem = new PemLines();
  for (const line of [FULL, '-----BEGIN CERTIFICATE-----', '-----BEGIN PUBLIC KEY-----', `${BEGIN}${FULL}`, `${BEGIN}\\n${FULL}\\n${END}`, END, 'the private key']) {
    assert.not.ok(pem.covers(line), line);
    assert.not.ok(pem.isInside, line);
  }
});

test('takes a line of a megabyte in no time', () => {
  const pem = new PemLines();
  pem.covers(BEGIN);
  for (const line of [' a'.repeat(500_000), ' '.repeat(1_000_000), '-----BEGIN '.repeat(100_000), 'A'.repeat(1_000_000) + '!']) assert.not.ok(pem.covers(line));
}, { limit: 5000 });

test.run();
