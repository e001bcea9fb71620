import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, COLON, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE, SPACE } from './ascii.js';

/** Steps through JSON text that a scan has found valid: nothing is checked again, and no end is watched for. */

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while ((bytes[at] as number) <= SPACE) at++;
  return at;
}

/** From a string's opening quote to after its closing one. */
export function skipString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** From the beginning of any value to after its end, without recursion: values may be nested deeply. */
export function skipValue(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let depth = 0; ; ) {
    const byte = bytes[at] as number;
    if (byte === QUOTE) {
      at = skipString(bytes, at);
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth++;
      at++;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth--;
      at++;
    } else if (isBetween(byte)) {
      at++;
      continue;
    } else {
      at = skipScalar(bytes, at);
    }
    if (depth === 0) return at;
  }
}

const isBetween = (byte: number): boolean => byte <= SPACE || byte === COMMA || byte === COLON;

/** From the beginning of a number, true, false or null to after its end. */
export function skipScalar(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  for (;;) {
    const byte = bytes[at] as number;
    if (isBetween(byte) || byte === CLOSE_BRACE || byte === CLOSE_BRACKET) return at;
    at++;
  }
}
