/** Longer texts are mostly unlike each other. */
const LONGEST = 12;
const SLOTS = 1024;

interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

const known: (Known | undefined)[] = Array.from({ length: SLOTS });

/**
 * The text of a few ASCII bytes without a backslash, from a small table of those seen last: levels, methods and service names come
 * again and again, and making a string costs more than finding one. Undefined where the bytes are other.
 */
export function shortText(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start;
  if (length > LONGEST) return undefined;
  let hash = length;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80 || byte === 0x5c) return undefined;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = hash & (SLOTS - 1);
  const entry = known[slot];
  if (entry !== undefined && isSame(entry.bytes, bytes, start, length)) return entry.text;
  // A copy: a view would keep the whole block alive.
  const copy = Uint8Array.prototype.slice.call(bytes, start, end);
  const text = bytes.toString('latin1', start, end);
  known[slot] = { bytes: copy, text };
  return text;
}

function isSame(one: Uint8Array, other: Buffer, start: number, length: number): boolean {
  if (one.length !== length) return false;
  for (let at = 0; at < length; at++) if (one[at] !== other[start + at]) return false;
  return true;
}
