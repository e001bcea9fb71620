import type { Codec } from './codec.js';
import { closingQuote, unescape } from './escapes.js';
import { fieldText, objectText, quote, type Fields } from './fields.js';

const EQUALS = 0x3d;
const QUOTE = 0x22;

/**
 * `key=value key="quoted value" flag` (logfmt, as Go's loggers and Heroku write it). The first word must be a pair: prose that
 * mentions one later is not logfmt. Numbers and booleans are typed, a flag is true, the last of equal keys wins.
 */
export function createLogfmt(): Codec {
  return { name: 'logfmt', decode };
}

function decode(record: string): string | undefined {
  const fields: Fields = new Map();
  let at = skipBlanks(record, 0);
  while (at < record.length) {
    const keyEnd = endOfKey(record, at);
    const key = record.slice(at, keyEnd);
    if (key === '' || record.charCodeAt(keyEnd) === QUOTE) return undefined;
    if (record.charCodeAt(keyEnd) !== EQUALS) {
      if (fields.size === 0) return undefined;
      fields.set(key, 'true');
      at = keyEnd;
    } else if (record.charCodeAt(keyEnd + 1) === QUOTE) {
      const end = closingQuote(record, keyEnd + 2);
      if (end === -1 || (end + 1 < record.length && !isBlank(record.charCodeAt(end + 1)))) return undefined;
      fields.set(key, quote(unescape(record.slice(keyEnd + 2, end))));
      at = end + 1;
    } else {
      at = endOfValue(record, keyEnd + 1);
      fields.set(key, fieldText(key, record.slice(keyEnd + 1, at)));
    }
    at = skipBlanks(record, at);
  }
  return fields.size === 0 ? undefined : objectText(fields);
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function endOfKey(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === EQUALS || code === QUOTE || isBlank(code)) break;
  }
  return at;
}

function endOfValue(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}
