import * as assert from 'uvu/assert';
import { sampleText } from '../../../../core/redact/detectors/sample.js';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('PRIVATE_KEY_DETECTOR');
const redactor = compileRedaction({ detectors: ['secrets'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;

const edge = (word: string, kind: string): string => `-----${word} ${kind}PRIVATE KEY-----`;
const body = Array.from({ length: 5 }, () => sampleText(64));
const pem = (kind: string, newline: string): string => [edge('BEGIN', kind), ...body, edge('END', kind)].join(newline);

test('masks a whole key, however its line ends are written', () => {
  for (const kind of ['', 'RSA ', 'EC ', 'OPENSSH ', 'ENCRYPTED ']) {
    for (const newline of ['\n', '\r\n', '\\n', '\\\\n', ' ']) {
      assert.is(redact(`key: ${pem(kind, newline)} end`), 'key: [REDACTED:private_key] end', JSON.stringify(kind + newline));
    }
  }
});

test('masks a key with header lines, two keys, and one that was cut off', () => {
  const encrypted = pem('RSA ', '\n').replace('\n', '\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B\n\n');
  assert.is(redact(encrypted), '[REDACTED:private_key]');
  assert.is(redact(`${pem('', '\n')}\n${pem('EC ', '\n')}`), '[REDACTED:private_key]\n[REDACTED:private_key]');
  const cut = redact(`{"key":"${edge('BEGIN', '')}\\n${body.join('\\n')}"}`);
  assert.is(cut, '{"key":"[REDACTED:private_key]"}');
});

test("masks the private part of PuTTY's own format, and leaves the rest", () => {
  const putty = (newline: string): string => ['PuTTY-User-Key-File-3: ssh-ed25519', 'Comment: eve', 'Public-Lines: 1', sampleText(64), 'Private-Lines: 2', sampleText(64), sampleText(20), 'Private-MAC: 00'].join(newline);
  for (const newline of ['\n', '\r\n', '\\n']) {
    const text = redact(putty(newline));
    assert.ok(text.startsWith(`PuTTY-User-Key-File-3: ssh-ed25519${newline}Comment: eve`) && text.endsWith('[REDACTED:putty_private_key]Private-MAC: 00'), text);
    assert.not.ok(text.split('Private-Lines')[1]?.includes(sampleText(20)));
  }
});

test('leaves public keys, empty frames and talk of keys', () => {
  for (const text of [pem('', '\n').replaceAll('PRIVATE', 'PUBLIC'), `${edge('BEGIN', '')}\nxxx\n${edge('END', '')}`, 'private key not found']) assert.is(redact(text), text);
});

test.run();
