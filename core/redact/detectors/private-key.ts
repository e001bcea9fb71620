import type { Detector, Finding } from '../detector.js';
import { sampleText } from './sample.js';

const HEADER = /-----BEGIN [A-Z0-9 ]{0,40}$/;
const HEADER_END = /private key(?: block)?-----/iy;
const FOOTER = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/y;
const LONGEST_HEADER = 64;
/** Fewer characters of base64 than this hold no key. */
const SHORTEST_KEY = 24;
/** The same where its footer follows. */
const SHORTEST_WHOLE_KEY = 12;

/** Base64, line ends real or written as `\n`, and the punctuation of the header lines of an encrypted key. */
function isBody(code: number): boolean {
  return (code >= 47 && code <= 58) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122)
    || code === 43 || code === 61 || code === 92 || code === 44 || code === 46 || code === 32 || (code >= 9 && code <= 13);
}

/**
 * A key in PEM, to its footer or as far as it goes: a key that was cut off is a key. Line ends may be escaped.
 */
function findPrivateKey(text: string, at: number): Finding | undefined {
  const before = HEADER.exec(text.slice(Math.max(0, at - LONGEST_HEADER), at));
  if (before === null) return undefined;
  HEADER_END.lastIndex = at;
  if (!HEADER_END.test(text)) return undefined;
  const bodyStart = HEADER_END.lastIndex;
  let end = bodyStart;
  let size = 0;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (isBody(code)) {
      if (code > 47) size++;
      continue;
    }
    // A single dash belongs to a header line (DEK-Info, key ids); two begin a footer.
    if (code !== 45 || text.charCodeAt(end + 1) === 45) break;
  }
  FOOTER.lastIndex = end;
  const isWhole = FOOTER.test(text);
  if (isWhole) end = FOOTER.lastIndex;
  return size >= (isWhole ? SHORTEST_WHOLE_KEY : SHORTEST_KEY) ? { start: at - before[0].length, end } : undefined;
}

const PUTTY = /private-lines:[ \t]{0,4}\d{1,4}(?:\s|\\{1,4}[nr]){1,8}(?=[A-Za-z0-9+/]{20})/iy;

/** The private part of a key as PuTTY keeps it: lines of base64 behind their number, up to `Private-MAC`. */
function findPuttyKey(text: string, at: number): Finding | undefined {
  PUTTY.lastIndex = at;
  if (!PUTTY.test(text)) return undefined;
  const start = PUTTY.lastIndex;
  let end = start;
  while (end < text.length && isBody(text.charCodeAt(end))) end++;
  if (text.startsWith('Private', end - 7)) end -= 7;
  return { start, end };
}

export const PUTTY_KEY_DETECTOR: Detector = {
  name: 'putty_private_key',
  group: 'secrets',
  anchors: ['private-lines:'],
  reference: 'https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html',
  examples: {
    match: [`PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nPrivate-Lines: 1\n${sampleText(44)}\nPrivate-MAC: 00`, String.raw`Private-Lines: 2\n` + sampleText(64) + String.raw`\n` + sampleText(20)],
    noMatch: ['Private-Lines: 4', 'private-lines: are secret'],
  },
  find: findPuttyKey,
};

export const PRIVATE_KEY_DETECTOR: Detector = {
  name: 'private_key',
  group: 'secrets',
  anchors: ['private key'],
  reference: 'https://www.rfc-editor.org/rfc/rfc7468#section-10',
  examples: {
    match: [
      `-----BEGIN RSA PRIVATE KEY-----\n${sampleText(64)}\n${sampleText(40)}=\n-----END RSA PRIVATE KEY-----`,
      String.raw`-----BEGIN PRIVATE KEY-----\n` + sampleText(64),
    ],
    noMatch: ['-----BEGIN PRIVATE KEY-----\nxxx\n-----END PRIVATE KEY-----', `-----BEGIN PUBLIC KEY-----\n${sampleText(64)}`, 'the private key is missing'],
  },
  find: findPrivateKey,
};
