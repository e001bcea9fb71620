import { isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';

const LONGEST_LOCAL = 64;
const LABEL = String.raw`[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}_-]{0,61}[\p{L}\p{M}\p{N}])?`;
/** Names, and addresses of machines in brackets (RFC 5321, section 4.1.3). */
const DOMAIN = new RegExp(String.raw`(?:${LABEL}\.){1,16}(?:xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,24}(?![A-Za-z0-9_])|(?=[^\x00-\x7f])[\p{L}\p{M}]{2,24})|\[(?:\d{1,3}\.){3}\d{1,3}\]|\[IPv6:[0-9A-Fa-f:.]{2,45}\]`, 'uy');
/** In quotes, which may be escaped as in JSON. */
const QUOTED_LOCAL = /(\\?")[^"\\\s,:;<>{}[\]]{1,40}(?: [^"\\\s,:;<>{}[\]]{1,20})?\1$/;
const URL_PASSWORD = /:\/\/[^\s/?#:]*:[^\s/?#]*$/;
const PACKED_IMAGE = /^\d{1,2}x\.(?:png|jpe?g|gif|svg|webp|avif)$/i;

/** The sign itself, and as URLs (once or twice) and HTML write it. */
const SIGNS: readonly string[] = ['@', '%40', '%2540', '&#64;', '&#x40;'];

/** Latin, Greek and Cyrillic (RFC 6531): a name may have these among its ASCII letters. */
function isOtherLetter(code: number): boolean {
  return (code >= 0xc0 && code <= 0x24f) || (code >= 0x370 && code <= 0x52f);
}

/** Letters of all other scripts. Some part no words with blanks, so they make a name only among themselves. */
const FOREIGN = /[\p{L}\p{M}]/u;

function isForeign(code: number): boolean {
  return code > 0x52f && FOREIGN.test(String.fromCharCode(code));
}

function isLocalPart(code: number): boolean {
  // ! # $ % & ' * + - . / = ? ^ _ ` { | } ~ are all allowed; those that mostly part words in logs are left out.
  return isAlphanumeric(code) || code === 46 || code === 95 || code === 45 || code === 43 || code === 39 || code === 37 || isOtherLetter(code);
}

/** An address as people write it. What stands before a URL's host is a credential, not an address. */
function findEmail(text: string, at: number): Finding | undefined {
  const sign = SIGNS.find((form) => text.startsWith(form, at))?.length ?? 1;
  DOMAIN.lastIndex = at + sign;
  const domain = DOMAIN.exec(text)?.[0];
  if (domain === undefined || PACKED_IMAGE.test(domain)) return undefined;
  const quoted = text.charCodeAt(at - 1) === 0x22 ? QUOTED_LOCAL.exec(text.slice(Math.max(0, at - LONGEST_LOCAL - 2), at)) : null;
  if (quoted !== null) return { start: at - quoted[0].length, end: at + sign + domain.length };
  const isForeignName = isForeign(text.charCodeAt(at - 1));
  const belongs = isForeignName ? isForeign : isLocalPart;
  let start = at;
  while (start > 0 && at - start < LONGEST_LOCAL && belongs(text.charCodeAt(start - 1))) start--;
  const before = text.slice(Math.max(0, start - 256), at);
  // In a query string what comes before is often an escape: `q%3Dada%40example.com`.
  const escape = /^.*%(?:25)?[0-9A-Fa-f]{2}(?=[A-Za-z0-9])/s.exec(text.slice(start, at));
  if (escape !== null && text.charCodeAt(at) === 0x25) start += escape[0].length;
  if (!isForeignName) while (start < at && !isAlphanumeric(text.charCodeAt(start)) && !isOtherLetter(text.charCodeAt(start))) start++;
  if (start === at || text.charCodeAt(at - 1) === 46 || URL_PASSWORD.test(before)) return undefined;
  return { start, end: at + sign + domain.length };
}

export const EMAIL_DETECTOR: Detector = {
  name: 'email',
  group: 'personal',
  anchors: SIGNS,
  reference: 'https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2',
  examples: {
    match: ['ada@example.com', '<Ada.Lovelace+logs@mail.example.co.uk>', 'user@xn--80ak6aa92e.com', '?to=ada%40example.com', 'mailto:ada@example.com.', '\u0430\u0434\u0430@\u043f\u043e\u0447\u0442\u0430.\u0440\u0444', '\u7528\u6237@\u4f8b\u5b50.\u516c\u53f8', 'ada&#64;example.com'],
    noMatch: ['lodash@4.17.21', 'user@localhost', 'icon@2x.png', '@scope/name', 'root@10.0.0.1', 'postgres://app:pw@db.example.com/x'],
  },
  find: findEmail,
};
