import type { Detector, Finding } from '../detector.js';
import { placeholderEnd } from '../placeholder.js';
import { couldBePassword, looksTemplated } from '../strength.js';
import { sampleText } from './sample.js';
import { quotedValueEnd } from './value-extent.js';

const LONGEST = 256;
/** Names of what passwords are made into; these have digits as passwords do. */
const TERM = /^(?:sha|md|aes|des|rsa|pbkdf|utf|base|ntlm|bcrypt|argon|scrypt|v|rfc|tls|ssl|http|oauth|x\.?)-?\d/i;

/** Whether a word of prose can only be a password: with letters and with digits or marks, but no number of a thing, time or address. */
function isNoWord(value: string): boolean {
  return value.length >= 6 && couldBePassword(value) && /[A-Za-z]/.test(value) && /[\d!#$%^&*+=?@~]/.test(value) && !TERM.test(value) && !/^[/~]|:\/\/|^\d|\d[:.]\d/.test(value);
}

const SAID = /pass(?:word|phrase|code) (?:(?:is|was)(?: now| set to| changed to)? |(?:has been |re)?set to |changed to |(?<=(?:with|with the|login \S{1,64}) \w{8,10} ))\\{0,3}["'`]?([^\s"'`\\,;]{6,128})/iy;

/** `password is hunter2`, `with password hunter2`, `login ada password hunter2`. */
function findSaid(text: string, at: number): Finding | undefined {
  SAID.lastIndex = at;
  const value = SAID.exec(text)?.[1];
  if (value === undefined) return undefined;
  const start = SAID.lastIndex - value.length;
  const word = value.replace(/[.!?)\]}]+$/, '');
  return placeholderEnd(text, start) < 0 && isNoWord(word) ? { start, end: start + word.length } : undefined;
}

const IDENTIFIED = /identified (?:with ["'`]?[\w.-]{1,64}["'`]? )?(?:by(?: password| values)?|as(?= ["'\\])) {1,2}(?:N?(\\{0,3}["'])|(?=[\w#$!]))/iy;
const BARE = /[\w#$!@.%^&*+=-]{4,128}/y;

/** SQL: `IDENTIFIED BY 'hunter2'`. */
function findIdentified(text: string, at: number): Finding | undefined {
  IDENTIFIED.lastIndex = at;
  const found = IDENTIFIED.exec(text);
  if (found === null) return undefined;
  const start = IDENTIFIED.lastIndex;
  const [, quote] = found;
  BARE.lastIndex = start;
  const end = quote === undefined ? (BARE.test(text) ? BARE.lastIndex : start) : quotedValueEnd(text, start, quote, Math.min(text.length, start + LONGEST));
  const value = text.slice(start, end);
  return placeholderEnd(text, start) < 0 && (quote === undefined ? isNoWord(value) : value !== '' && !looksTemplated(value)) ? { start, end } : undefined;
}

const OPTION = /-(pw|p|P)([ =]?)(["']?)([^\s"'\\-][^\s"'\\]{2,255})/y;
const COMMAND_REACH = 200;
/** What takes a password right behind the letter, and what takes it as the next word. */
const GLUED = /(?:^|[\s/"'`]|\\[nrt])(?:mysql\w*|mariadb[\w-]*|sshpass|7z[ar]?|rar|unrar)(?:\.exe)? [^\n|;]*$/;
const SPACED = /(?:^|[\s/"'`]|\\[nrt])(?:sshpass|mongo\w*|(?:docker|podman|buildah|skopeo|oc|helm registry) login|twine upload)(?:\.exe)? [^\n|;]*$/;
const UPPER = /(?:^|[\s/"'`]|\\[nrt])(?:sqlcmd|bcp|zip|unzip)(?:\.exe)? [^\n|;]*$/;
const PUTTY = /(?:^|[\s/"'`\\]|\\[nrt])(?:plink|pscp|psftp|putty)(?:\.exe)? [^\n|;]*$/;

/** `mysql -phunter2`, `docker login -p hunter2`: the letter means a password to few commands only. */
function findOption(text: string, at: number): Finding | undefined {
  OPTION.lastIndex = at + 1;
  const found = OPTION.exec(text);
  if (found === null) return undefined;
  const [, letter, blank, , value = ''] = found;
  if (looksTemplated(value) || value.startsWith('$') || value.startsWith('[REDACTED')) return undefined;
  const before = text.slice(Math.max(0, at - COMMAND_REACH), at + 1);
  const command = letter === 'pw' ? PUTTY : letter === 'P' ? UPPER : blank === '' ? GLUED : SPACED;
  return command.test(before) ? { start: OPTION.lastIndex - value.length, end: OPTION.lastIndex } : undefined;
}

const SASL = /auth(?:enticate)? (?:plain|login|xoauth2|oauthbearer) ([A-Za-z0-9+/]{8,4096}={0,2})/iy;

/** SMTP, IMAP and POP3: `AUTH PLAIN` and base64 that holds NUL, name, NUL, password (RFC 4616), or a bearer token. */
function findSasl(text: string, at: number): Finding | undefined {
  SASL.lastIndex = at;
  const value = SASL.exec(text)?.[1];
  if (value === undefined) return undefined;
  const decoded = Buffer.from(value.slice(0, LONGEST), 'base64').toString('latin1');
  return /^[^\0]{0,128}\0[^\0]{1,128}\0[^\0]/.test(decoded) || /auth=bearer/i.test(decoded) ? { start: SASL.lastIndex - value.length, end: SASL.lastIndex } : undefined;
}

const DIRECTIVE = /(?:requirepass|masterauth|bindpw|rootpw|convertto-securestring(?: -string)?)[ \t]{1,8}\\{0,3}["']?([^\s"'\\]{3,256})/iy;

/** Directives of configs, and a command, that a password follows. */
function findDirective(text: string, at: number): Finding | undefined {
  DIRECTIVE.lastIndex = at;
  const value = DIRECTIVE.exec(text)?.[1];
  if (value === undefined || !couldBePassword(value) || value.startsWith('$') || value.startsWith('[REDACTED') || value.startsWith('{')) return undefined;
  return { start: DIRECTIVE.lastIndex - value.length, end: DIRECTIVE.lastIndex };
}

/** Credentials that no mark links to a name: in prose, in SQL, in commands and protocols. */
export const SPOKEN_CREDENTIAL_DETECTORS: readonly Detector[] = [
  {
    name: 'spoken_password',
    group: 'secrets',
    anchors: ['password ', 'passphrase ', 'passcode '],
    reference: 'https://cheatsheetseries.owasp.org/cheatsheets/Logging_Cheat_Sheet.html#data-to-exclude',
    examples: {
      match: ['my password is hunter2', 'signed in with password ' + sampleText(9), 'machine api.example login ada password ' + sampleText(8)],
      noMatch: ['password is required', 'the password was changed 3 times', 'password is SHA256 hashed', 'login ada password expired', 'with password authentication', 'password is ${PASSWORD}'],
    },
    find: findSaid,
  },
  {
    name: 'sql_password',
    group: 'secrets',
    anchors: ['identified by', 'identified with', 'identified as'],
    reference: 'https://dev.mysql.com/doc/refman/8.4/en/create-user.html',
    examples: { match: ["CREATE USER 'app'@'%' IDENTIFIED BY '" + sampleText(8) + "'", 'ALTER USER app IDENTIFIED BY ' + sampleText(10)], noMatch: ['is identified by its name', "IDENTIFIED BY '?'".replace('?', '*****'), 'identified as user42'] },
    find: findIdentified,
  },
  {
    name: 'command_password',
    group: 'secrets',
    anchors: [' -p'],
    reference: 'https://dev.mysql.com/doc/refman/8.4/en/password-security-user.html',
    examples: { match: ['mysqldump -uroot -p' + sampleText(8) + ' shop', "sshpass -p '" + sampleText(8) + "' ssh root@host", 'docker login -u ada -p ' + sampleText(12) + ' registry.example'], noMatch: ['docker run -p 8080:80 shop', 'mysql -u root -p shop', 'ssh -p 2222 host', 'mkdir -pv x', 'mysql -h db -P 3306', 'sshpass -p $PASS ssh x'] },
    find: findOption,
  },
  {
    name: 'sasl_credentials',
    group: 'secrets',
    anchors: ['auth plain', 'auth login', 'auth xoauth2', 'auth oauthbearer', 'authenticate plain', 'authenticate login', 'authenticate xoauth2', 'authenticate oauthbearer'],
    reference: 'https://www.rfc-editor.org/rfc/rfc4616',
    examples: { match: ['AUTH PLAIN ' + Buffer.from('\0ada\0' + sampleText(9)).toString('base64')], noMatch: ['250-AUTH PLAIN LOGIN', 'AUTH LOGIN required', 'AUTH PLAIN mechanism'] },
    find: findSasl,
  },
  {
    name: 'config_password',
    group: 'secrets',
    anchors: ['requirepass', 'masterauth', 'bindpw', 'rootpw', 'convertto-securestring'],
    reference: 'https://redis.io/docs/latest/operate/oss_and_stack/management/config/',
    examples: { match: ['requirepass ' + sampleText(8), 'ConvertTo-SecureString "' + sampleText(8) + '" -AsPlainText'], noMatch: ['requirepass is set', 'masterauth: none', 'ConvertTo-SecureString $password'] },
    find: findDirective,
  },
];
