import { isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';

const LONGEST_LOCAL = 64;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}])?`;
/** Names, and addresses of machines in brackets (RFC 5321, section 4.1.3). */
const DOMAIN = new RegExp(String.raw`(?:${LABEL}\.){1,16}(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z\u00c0-\u024f]{2,24}(?![A-Za-z0-9])|(?=[^\x00-\x7f])[\p{L}\p{M}]{2,24})|\[(?:\d{1,3}\.){3}\d{1,3}\]|\[IPv6:[0-9A-Fa-f:.]{2,45}\]`, 'uy');
/** In quotes, which may be escaped as in JSON. */
const QUOTED_LOCAL = /(\\?")(?:[^"\\\s,:;<>{}[\]]{1,40}(?: [^"\\\s,:;<>{}[\]]{1,20})?| )\1$/;
/** As far as the detector for such passwords reads. */
const URL_PASSWORD = /:\/\/[^\s/?#:"'<>`|]*:[^\s/?#"'<>`|]*$/;
/** What packages and images have behind the sign: `icon@2x.png`, `lodash@4.17.21.tgz`. */
const PACKED = /^(?:\d{1,2}x\.(?:png|jpe?g|gif|svg|webp|avif)$|\d+\.\d+\.)/i;

/** The sign itself, and as URLs (once or twice), HTML and JavaScript write it. */
const SIGNS: readonly string[] = ['@', '%40', '%2540', '&#64;', '&#064;', '&#x40;', '&commat;', '\\x40'];

/** A character that is no part of a name, as URLs write it; beyond ASCII those of the scripts that are foreign below. */
const ENCODED_MARK = String.raw`%(?:25)?(?:(?!2[57BDE]|3\d|[46][1-9A-F]|5[0-9AF]|7[0-9A])[0-7][0-9A-F]|E[0-9A-F](?:%(?:25)?[89AB][0-9A-F]){2})`;
const UP_TO_MARK = new RegExp(`^.*${ENCODED_MARK}`, 'is');
/** What URLs write so may stand within a name, but does not begin one. */
const LEADING_ESCAPES = /^(?:%(?:25)?(?:27|2[BDE]|5F))+/i;
/** What of an escape in JSON or JavaScript follows its backslash. */
const ESCAPE = /^(?:[bfnrt]|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})(?!$)/;
/** How a forwarder or a sender of bulk mail puts another address before its own: `bounce+ada=example.com@`, SRS and BATV. */
const WRAPPED = /^(?:SRS[01]|prvs|btv1)[=+-]|\+.*=$/i;
const WRAPPED_REACH = 128;

/** Latin, Greek and Cyrillic (RFC 6531): a name may have these among its ASCII letters. */
function isOtherLetter(code: number): boolean {
  return (code >= 0xc0 && code <= 0x24f) || (code >= 0x370 && code <= 0x52f);
}

/** Letters of all other scripts. Some part no words with blanks, so they make a name only among themselves. */
const FOREIGN = /[\p{L}\p{M}]/u;

function isForeign(code: number): boolean {
  return code > 0x52f && FOREIGN.test(String.fromCharCode(code));
}

/** ! # $ % & ' * + - . / = ? ^ _ ` { | } ~ are all allowed; those that mostly part words in logs are left out. */
const LOCAL_MARKS = new Set(Array.from("!#$%'*+-.^_~", (mark) => mark.charCodeAt(0)));

function isLocalPart(code: number): boolean {
  return isAlphanumeric(code) || LOCAL_MARKS.has(code) || isOtherLetter(code);
}

/** Where the name that ends at `at` begins, with what was before it within an address that is wrapped in this one. */
function localStart(text: string, at: number): number {
  const isForeignName = isForeign(text.charCodeAt(at - 1));
  const belongs = isForeignName ? isForeign : isLocalPart;
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && belongs(text.charCodeAt(start - 1))) start--;
  if (isForeignName) return start;
  const run = text.slice(start, at);
  if (text.charCodeAt(start - 1) === 0x5c) start += ESCAPE.exec(run)?.[0].length ?? 0;
  // In a query string what comes before is often an escape: `q%3Dada%40example.com`.
  if (run.includes('%')) {
    start += UP_TO_MARK.exec(run)?.[0].length ?? 0;
    start += LEADING_ESCAPES.exec(text.slice(start, at))?.[0].length ?? 0;
  }
  const first = start;
  while (start < at && !isAlphanumeric(text.charCodeAt(start)) && !isOtherLetter(text.charCodeAt(start))) start++;
  if (start === at && text.charCodeAt(at - 1) === 0x5f) return first;
  if (text.charCodeAt(start - 1) !== 0x3d) return start;
  let outer = start - 1;
  while (outer > 0 && start - outer < WRAPPED_REACH && (isLocalPart(text.charCodeAt(outer - 1)) || text.charCodeAt(outer - 1) === 0x3d)) outer--;
  return WRAPPED.test(text.slice(outer, start)) ? outer : start;
}

/** An address as people write it. What stands before a URL's host is a credential, not an address. */
function findEmail(text: string, at: number): Finding | undefined {
  const sign = SIGNS.find((form) => text.slice(at, at + form.length).toLowerCase() === form) ?? '@';
  DOMAIN.lastIndex = at + sign.length;
  const domain = DOMAIN.exec(text)?.[0];
  if (domain === undefined || PACKED.test(domain)) return undefined;
  const end = at + sign.length + domain.length;
  const quoted = text.charCodeAt(at - 1) === 0x22 ? QUOTED_LOCAL.exec(text.slice(Math.max(0, at - LONGEST_LOCAL - 2), at)) : null;
  if (quoted !== null) return { start: at - quoted[0].length, end };
  const start = localStart(text, at);
  const before = text.slice(Math.max(0, start - 256), at);
  if (start === at || text.charCodeAt(at - 1) === 46 || URL_PASSWORD.test(before)) return undefined;
  return { start, end };
}

export const EMAIL_DETECTOR: Detector = {
  name: 'email',
  group: 'personal',
  anchors: SIGNS,
  reference: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
  examples: {
    match: ['ada@example.com', '<Ada.Lovelace+logs@mail.example.co.uk>', 'user@xn--80ak6aa92e.com', '?to=ada%40example.com', 'mailto:ada@example.com.', '\u0430\u0434\u0430@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444', '\u7528\u6237@\u4f8b\u5b50.\u516c\u53f8', 'ada&#64;example.com'],
    noMatch: ['lodash@4.17.21', 'user@localhost', 'icon@2x.png', 'lodash@4.17.21.tgz', '@scope/name', 'root@10.0.0.1', 'postgres://app:pw@db.example.com/x'],
  },
  find: findEmail,
};
