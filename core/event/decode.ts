import type { JsonValue } from '../contract/json.js';
import { OPEN_BRACE, OPEN_BRACKET, QUOTE } from './ascii.js';

/** The value of valid JSON text at bytes[start, end). Objects come with a null prototype, so `__proto__` is a key like any other. */
export function decodeValue(bytes: Buffer, start: number, end: number): JsonValue {
  switch (bytes[start]) {
    case QUOTE:
      return decodeString(bytes, start + 1, end - 1);
    case 0x74:
      return true;
    case 0x66:
      return false;
    case 0x6e:
      return null;
    case OPEN_BRACE:
    case OPEN_BRACKET:
      return parseJson(bytes.toString('utf8', start, end));
    default:
      return Number(bytes.toString('latin1', start, end));
  }
}

/** The text between the quotes of a valid JSON string. Broken UTF-8 becomes U+FFFD. */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/** JSON.parse with null-prototype objects. Throws as JSON.parse does. */
export function parseJson(text: string): JsonValue {
  return withoutPrototypes(JSON.parse(text) as JsonValue);
}

/** Replaces the prototype of every object inside by none, in place and without recursion: logs may be nested deeply. */
function withoutPrototypes(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value;
  const open: object[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!Array.isArray(next)) Object.setPrototypeOf(next, null);
    for (const inner of Object.values(next)) if (typeof inner === 'object' && inner !== null) open.push(inner as object);
  }
  return value;
}
