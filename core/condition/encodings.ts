import type { Encoding } from './modifiers.js';

/** How far a value's own characters begin, by how many bytes stand before it in its group of three; and how many at the end depend on what follows. */
const FIRST_OWN = [0, 2, 3] as const;
const NOT_OWN_AT_END = [0, 3, 2] as const;

/** The texts that a value can stand as in an event that holds it encoded: three for `base64offset`, else one. */
export function encode(value: string, encodings: readonly Encoding[]): readonly string[] {
  let bytes = Buffer.from(value);
  for (const encoding of encodings) {
    if (encoding === 'base64') return [bytes.toString('base64')];
    if (encoding === 'base64offset') return [0, 1, 2].map((offset) => base64At(bytes, offset));
    bytes = utf16(value, encoding);
  }
  return [bytes.toString('latin1')];
}

function utf16(value: string, encoding: 'utf16le' | 'utf16be' | 'utf16'): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(encoding === 'utf16' ? `\ufeff${value}` : value, 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
}

function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset, ' '), bytes]).toString('base64');
  return text.slice(FIRST_OWN[offset], text.length - (NOT_OWN_AT_END[(bytes.length + offset) % 3] ?? 0));
}
