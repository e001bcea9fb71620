import { beginsToken, isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';

const LONGEST_HEADER = 1024;
const LONGEST_PART = 65_536;
/** Header and payload; the signature of an unsigned token is empty, and JWE has five parts. */
const MOST_PARTS = 5;
const SHORTEST_PART = 8;
const ENCODED = /(?<![+/_-])ZXlK[A-Za-z0-9+/_-]{40,16384}={0,2}/y;

/** End of the base64url characters from `from` on. */
function partEnd(text: string, from: number, longest: number): number {
  const limit = Math.min(text.length, from + longest);
  let end = from;
  for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (!isAlphanumeric(code) && code !== 0x5f && code !== 0x2d) break;
  }
  return end;
}

/** A compact JWS or JWE: its header always begins with `{"`, which is `eyJ` in base64. One that was cut off is found too. */
function findCompact(text: string, at: number): Finding | undefined {
  const length = text.slice(at, at + LONGEST_HEADER).indexOf('.');
  const header = at + length;
  if (length < SHORTEST_PART || partEnd(text, at, length) !== header) return undefined;
  let end = partEnd(text, header + 1, LONGEST_PART);
  if (end - header <= SHORTEST_PART) return undefined;
  for (let part = 2; part < MOST_PARTS && text.charCodeAt(end) === 0x2e; part++) end = partEnd(text, end + 1, LONGEST_PART);
  return { start: at, end };
}

/** A whole JWT once more in base64, as it stands in Kubernetes secrets and some headers. */
function findEncoded(text: string, at: number): Finding | undefined {
  ENCODED.lastIndex = at;
  const found = ENCODED.exec(text);
  if (found === null) return undefined;
  const decoded = Buffer.from(found[0], 'base64').toString('latin1');
  return /^eyJ[\w-]{8,8192}\./.test(decoded) ? { start: at, end: ENCODED.lastIndex } : undefined;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const example = (): string => [encode(HEADER), encode({ sub: 'ada', iat: 1_700_000_000 }), encode({ n: 42 })].join('.');

export const JWT_DETECTOR: Detector = {
  name: 'jwt',
  group: 'secrets',
  anchors: ['eyj', 'zxlk'],
  reference: 'https://www.rfc-editor.org/rfc/rfc7519#section-3',
  examples: { match: [example(), Buffer.from(example()).toString('base64')], noMatch: ['eyJ.eyJ', 'eyJhbGciOiJIUzI1NiJ9'] },
  find(text, at) {
    if (!beginsToken(text, at)) return undefined;
    return text.startsWith('eyJ', at) ? findCompact(text, at) : findEncoded(text, at);
  },
};
