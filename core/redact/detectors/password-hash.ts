import type { Detector } from '../detector.js';
import { sampleText } from './sample.js';
import { tokenDetector } from './token.js';

const CRYPT = 'https://man7.org/linux/man-pages/man5/crypt.5.html';

/** Passwords as systems keep them: who has one can try words against it for as long as it takes. */
export const PASSWORD_HASH_DETECTORS: readonly Detector[] = [
  tokenDetector({
    name: 'password_hash',
    anchors: ['$2a$', '$2b$', '$2y$', '$2x$', '$1$', '$5$', '$6$', '$y$', '$apr1$', '$argon2', '$pbkdf2', '$scrypt$'],
    glued: true,
    pattern: /\$(?:2[abxy]\$\d\d\$[./A-Za-z0-9]{53}|(?:1|5|6|apr1)\$(?:rounds=\d{1,9}\$)?[^\s$:"'\\]{1,16}\$[./A-Za-z0-9]{22,86}|y\$[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{1,86}\$[./A-Za-z0-9]{43}|(?:argon2|pbkdf2|scrypt)[\w-]{0,16}(?:\$[\w=,.+/-]{1,128}){2,5})/,
    reference: CRYPT,
    match: ['ada:$2b$12$' + sampleText(53), 'root:$6$' + sampleText(8) + '$' + sampleText(86) + ':19000:0', '$apr1$' + sampleText(8) + '$' + sampleText(22), '$argon2id$v=19$m=65536,t=3,p=4$' + sampleText(22) + '$' + sampleText(43)],
    noMatch: ['at Foo$1$2.run(Foo.java)', 'costs $5$ a piece', '$argon2id$ is on'],
  }),
  tokenDetector({
    name: 'ldap_password_hash',
    anchors: ['{ssha', '{sha}', '{smd5}', '{crypt}'],
    glued: true,
    pattern: /\{(?:SSHA(?:256|384|512)?|SHA|SMD5|CRYPT)\}([A-Za-z0-9+/$.]{24,140}={0,2})/i,
    reference: 'https://www.rfc-editor.org/rfc/rfc2307#section-5.3',
    match: ['userPassword: {SSHA}' + sampleText(38) + '=='],
    noMatch: ['{SSHA} is used', '{sha}abc'],
  }),
];
