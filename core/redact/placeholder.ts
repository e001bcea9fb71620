import { labelOf, SEALED } from './sealed-token.js';

/** `[REDACTED:<rule>]`; with the action partial the last four characters follow: `[REDACTED:card:1111]`. */
export function mask(name: string, tail?: string): string {
  const label = labelOf(name);
  return tail === undefined ? `[REDACTED:${label}]` : `[REDACTED:${label}:${tail}]`;
}

/** What stands for text that could not be scanned to its end; its size in bytes is all that is told. */
export function unscanned(text: string): string {
  return `[UNSCANNED:${Buffer.byteLength(text)}]`;
}

/** Shortest value that `partial` shows the end of. */
const PARTIAL_MINIMUM = 12;

/** The mask that shows the last four characters, where there are enough and they cannot be confused with the mask itself. */
export function partialMask(name: string, value: string): string {
  const tail = value.slice(-4);
  return value.length >= PARTIAL_MINIMUM && /^[\w.@+/=-]{4}$/.test(tail) ? mask(name, tail) : mask(name);
}

const PLACEHOLDER = String.raw`${SEALED}|\[REDACTED:[^\[\]\s:]{1,128}(?::[\w.@+/=-]{4})?\]|\[UNSCANNED:[\w]{1,20}\]|\[secret\]|(?:pn|tk)_[0-9a-f]{8}_[a-z0-9_]{1,64}_[a-z2-7]{26}`;
const WHOLE = new RegExp(`^(?:${PLACEHOLDER})$`);
const AT = new RegExp(PLACEHOLDER, 'y');

/** Whether the value is what redaction puts in the place of one, so that a second pass leaves it as it is. */
export function isPlaceholder(value: string): boolean {
  return WHOLE.test(value);
}

/** End of the placeholder that begins at `at`, else -1. */
export function placeholderEnd(text: string, at: number): number {
  AT.lastIndex = at;
  return AT.test(text) ? AT.lastIndex : -1;
}
