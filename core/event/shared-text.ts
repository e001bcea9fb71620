import { decodeString } from './decode.js';

/** Longer texts are mostly of one event alone. */
const LONGEST = 24;
const SLOTS = 1024;
const texts: string[] = Array.from({ length: SLOTS }, () => '');

/**
 * `decodeString` for values that many events share, such as a service or a kind: short texts that came before are not made
 * again. For redacted events only, as it keeps what it gave.
 */
export function decodeShared(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length === 0 || length > LONGEST) return decodeString(bytes, start, end);
  // FNV-1a: https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = texts[slot] as string;
  if (known.length === length) {
    let same = 0;
    // Bytes beyond ASCII are no characters of the same number: what they spell is never found equal.
    while (same < length && known.charCodeAt(same) === bytes[start + same] && (bytes[start + same] as number) < 0x80) same++;
    if (same === length) return known;
  }
  const text = decodeString(bytes, start, end);
  // With an escape in it, the text is not what its bytes spell.
  if (text.length === length) texts[slot] = text;
  return text;
}
