import { BACKSLASH, CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../event/ascii.js';
import { STRIDE, VALUE_END, VALUE_START, type Tape } from '../event/tape.js';

/** What is nested deeper cannot be counted on to be written as JSON again: V8 runs out of stack at some 4,000. */
const MOST_NESTED = 1_000;
/** Bytes that a value has at least that is nested deeper: each level is a bracket and its partner. */
export const LEAST_DEEP = 2 * MOST_NESTED;

/** Whether a member of a JSON line is nested deeper than anybody can be asked to handle. @param from where its members stand on the tape, up to `to` */
export function isTooDeep(bytes: Buffer, { data }: Pick<Tape, 'data'>, from: number, to: number): boolean {
  for (let member = from; member < to; member += STRIDE) {
    const start = data[member + VALUE_START] as number;
    const end = data[member + VALUE_END] as number;
    if (end - start >= LEAST_DEEP && bytes[start] !== QUOTE && isDeep(bytes.subarray(start, end))) return true;
  }
  return false;
}

function isDeep(value: Buffer): boolean {
  return hasManyBrackets(value) && depthOf(value) >= MOST_NESTED;
}

/** Nearly all values have few, which native searches tell sooner than a look at each byte. */
function hasManyBrackets(value: Buffer): boolean {
  let brackets = 0;
  for (const bracket of [OPEN_BRACE, OPEN_BRACKET]) {
    for (let at = value.indexOf(bracket); at !== -1; at = value.indexOf(bracket, at + 1)) if (++brackets >= MOST_NESTED) return true;
  }
  return false;
}

function depthOf(value: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let isText = false;
  for (let at = 0; at < value.length; at++) {
    const byte = value[at];
    if (isText && byte === BACKSLASH) at++;
    else if (byte === QUOTE) isText = !isText;
    else if (!isText && (byte === OPEN_BRACE || byte === OPEN_BRACKET)) deepest = Math.max(deepest, ++depth);
    else if (!isText && (byte === CLOSE_BRACE || byte === CLOSE_BRACKET)) depth--;
  }
  return deepest;
}
