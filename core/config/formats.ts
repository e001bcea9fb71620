import type { ValueFormat } from '../contract/schema.js';
import { parseDuration, parseSize } from './units.js';

/** Whether a text has a format: see `ValueFormat`. */
export const FORMATS: Readonly<Record<ValueFormat, (text: string) => boolean>> = {
  duration: (text) => parseDuration(text) !== undefined,
  size: (text) => parseSize(text) !== undefined,
  secret: (text) => text !== '',
  path: (text) => text !== '' && !text.includes('\0') && !/^~(?:\/|$)/.test(text),
  uri: (text) => URL.canParse(text),
  regex: isRegex,
};

export function isFormat(format: ValueFormat, text: string): boolean {
  return FORMATS[format](text);
}

function isRegex(text: string): boolean {
  try {
    void new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
