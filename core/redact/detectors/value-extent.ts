import { looksGenerated } from '../strength.js';

/** How far the value after a name goes, in the notations that logs mix. None looks further than `limit`, an index. */

/** End of a value in quotes: before the next quote of the same form, else the limit. `opening` may carry backslashes. */
export function quotedValueEnd(text: string, start: number, opening: string, limit: number): number {
  if (opening.length > 1) {
    const end = text.slice(start, limit).indexOf(opening);
    return end < 0 ? limit : start + end;
  }
  const quote = opening.charCodeAt(0);
  for (let i = start; i < limit; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5c) i++;
    else if (code === quote) return i;
  }
  return limit;
}

/** Commas and full stops of Chinese and Japanese: no blank follows them. */
const EASTERN_MARKS: ReadonlySet<number> = new Set([0x3001, 0x3002, 0xff0c, 0xff1b]);

/** End of a value without quotes: a blank, a quote, or punctuation that begins the next field or closes the sentence. */
export function bareValueEnd(text: string, start: number, limit: number): number {
  let end = start;
  for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x60 || code === 0x3c || code === 0x3e) break;
    if (EASTERN_MARKS.has(code)) break;
    // An escaped line end, or an escaped quote, in text that was quoted before.
    if (code === 0x5c && 'nrt"\'\\'.includes(text.charAt(end + 1))) break;
    if ((code === 0x26 || code === 0x2c || code === 0x3b || code === 0x7c) && beginsField(text, end + 1)) break;
  }
  while (end > start && ',;.)]}:!?'.includes(text.charAt(end - 1))) end--;
  return end;
}

const FIELD = /[ \t]|$|["'\\]|[\w.%[\]-]{1,64}=/y;

function beginsField(text: string, at: number): boolean {
  FIELD.lastIndex = at;
  return FIELD.test(text);
}

/** One of the usual schemes, or any word that a generated one follows. */
const SCHEME = /[a-z][\w-]{1,24}[ \t]{1,4}/iy;
const KNOWN_SCHEME = /^(?:bearer|basic|token|bot|negotiate|ntlm|api-?key|jwt|splunk|oauth|digest|hawk|aws4-hmac-sha256)[ \t]/i;
const PARAMETERS = /^(?:oauth|digest|hawk|aws4)/i;

export interface HeaderValue {
  /** After the scheme, if there is one. */
  readonly start: number;
  readonly end: number;
  readonly hasScheme: boolean;
}

/**
 * The value of an Authorization or Cookie header. A cookie, and a scheme with parameters, go on to the end of the line or
 * the quote around it (where `isHeader`: a colon stands before it); otherwise the value is one word.
 */
export function headerValue(text: string, from: number, isHeader: boolean, limit: number): HeaderValue {
  SCHEME.lastIndex = from;
  let scheme = SCHEME.exec(text)?.[0] ?? '';
  const next = from + scheme.length;
  if (scheme !== '' && !KNOWN_SCHEME.test(scheme) && !looksGenerated(text.slice(next, bareValueEnd(text, next, limit)))) scheme = '';
  const start = from + scheme.length;
  const hasScheme = scheme !== '';
  const word = bareValueEnd(text, start, limit);
  const hasParameters = PARAMETERS.test(scheme);
  const isList = isHeader && (hasParameters || (!hasScheme && /[=;]/.test(text.slice(start, word + 1))));
  if (!isList) return { start, end: word, hasScheme };
  let end = start;
  for (; end < limit; end++) {
    const code = text.charCodeAt(end);
    if (code < 0x20 || code === 0x27 || code === 0x60 || (code === 0x22 && !hasParameters)) break;
    if (code === 0x5c && 'nr"\''.includes(text.charAt(end + 1)) && !hasParameters) break;
  }
  return { start, end: start + text.slice(start, end).trimEnd().length, hasScheme };
}

/** End of the JSON object or array that begins at `start`, or `start` where none does. A cut one goes to the limit. */
export function structureEnd(text: string, start: number, limit: number): number {
  const first = text.charAt(start);
  if (first !== '{' && first !== '[') return start;
  let depth = 0;
  let isQuoted = false;
  for (let i = start; i < limit; i++) {
    const char = text.charAt(i);
    if (char === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (char === '{' || char === '[') depth++;
    else if ((char === '}' || char === ']') && --depth === 0) return i + 1;
  }
  return limit;
}
