import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('SPOKEN_CREDENTIAL_DETECTORS');
const redactor = compileRedaction({ detectors: ['secrets'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;
const redactsAll = (cases: readonly (readonly [string, string])[]): void => {
  for (const [text, expected] of cases) assert.is(redact(text), expected);
};
const leaves = (texts: readonly string[]): void => {
  for (const text of texts) assert.is(redact(text), text);
};

test('finds a password that a sentence tells', () => {
  redactsAll([
    ['my password is hunter2.', 'my password is [REDACTED:spoken_password].'],
    ['the password was set to "hunter2"', 'the password was set to "[REDACTED:spoken_password]"'],
    ['signed in with password hunter2, thanks', 'signed in with password [REDACTED:spoken_password], thanks'],
    ['machine host login ada password hunter2', 'machine host login ada password [REDACTED:spoken_password]'],
  ]);
  leaves(['password is required', 'password was changed on 2026-01-02', 'the password is base64-encoded', 'with password from /etc/passwd1', 'Failed password for root from 192.0.2.1 port 22 ssh2', 'password is [REDACTED:password]', 'password is at https://x.example/1', 'reset password to user42']);
});

test('finds passwords in SQL', () => {
  redactsAll([
    ["CREATE USER 'a'@'%' IDENTIFIED BY 'x y'", "CREATE USER 'a'@'%' IDENTIFIED BY '[REDACTED:sql_password]'"],
    ["IDENTIFIED WITH mysql_native_password BY 'hunter2';", "IDENTIFIED WITH mysql_native_password BY '[REDACTED:sql_password]';"],
    ['alter user a identified by hunter2 account unlock', 'alter user a identified by [REDACTED:sql_password] account unlock'],
  ]);
  leaves(['rows are identified by their key', "IDENTIFIED BY '****'", 'identified by user']);
});

test('finds passwords among the options of the commands that take one so', () => {
  redactsAll([
    ['mysql -uroot -phunter2 shop', 'mysql -uroot -p[REDACTED:command_password] shop'],
    ["+ sshpass -p 'hunter2' ssh root@host", "+ sshpass -p '[REDACTED:command_password]' ssh root@host"],
    ['docker login -u ada -p hunter2 registry.example', 'docker login -u ada -p [REDACTED:command_password] registry.example'],
    ['plink.exe -pw hunter2 ada@host', 'plink.exe -pw [REDACTED:command_password] ada@host'],
  ]);
  leaves(['docker run -p 8080:80 shop', 'mysql -u root -p shop', 'ssh -p 2222 host', 'mysql -h db; mkdir -pv /x', 'sshpass -p $PASS ssh x', 'tar -pxf a.tar']);
});

test('finds what a client says to a mail server', () => {
  const plain = Buffer.from('\0ada\0hunter2').toString('base64');
  redactsAll([[`C: AUTH PLAIN ${plain}`, 'C: AUTH PLAIN [REDACTED:sasl_credentials]'], [`a1 AUTHENTICATE PLAIN ${plain}\r\n`, 'a1 AUTHENTICATE PLAIN [REDACTED:sasl_credentials]\r\n']]);
  leaves(['250-AUTH PLAIN LOGIN CRAM-MD5', 'AUTH PLAIN mechanism']);
});

test('finds what directives of configs hold', () => {
  redactsAll([['requirepass hunter2', 'requirepass [REDACTED:config_password]'], ['bindpw "hunter2"', 'bindpw "[REDACTED:config_password]"']]);
  leaves(['requirepass is set', 'masterauth ${REDIS_PASSWORD}']);
});

test.run();
