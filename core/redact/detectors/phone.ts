import { beginsToken, isDigit } from '../detector.js';
import type { Detector, Finding } from '../detector.js';

/** Country codes of ITU-T E.164, without +1: https://www.itu.int/pub/T-SP-E.164D */
const COUNTRY = /^(?:7|2(?:0|7|1[1-368]|[2346]\d|5[0-8]|9[01789])|3(?:[0-469]|5\d|7[0-8]|8[0-25-79])|4(?:[013-9]|2[0139])|5(?:[1-8]|0\d|9\d)|6(?:[0-6]|7[02-9]|8[0-35-9]|9[0-2])|8(?:[1246]|5[0-6]|80|86)|9(?:[0-58]|6[0-8]|7[0-79]|9[2-6]))/;
/** The North American Numbering Plan: area and exchange begin with 2 to 9, and neither is a service code (N11). */
const NANP = /^[2-9](?!11)\d\d[2-9](?!11)\d{6}$/;

const INTERNATIONAL = /\+(\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){1,7})(?![\w]|[.-]\d)/y;
const IN_PARENTHESES = /\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}(?![\w]|[.-]\d)/y;
const IN_GROUPS = /(?:1-)?\d{3}-\d{3}-\d{4}(?![\w]|[.-]\d)/y;
const ANY_GROUPS = /0?\d[\d ./()-]{6,20}\d(?![\w]|[.-]\d)/y;
/** A word that says so right before the number. */
const SAID = /(?:^|[^a-z]|\\[nrt])(?:phone|tel|telephone|mobile|mobil|cell|fax|telefon|handy|whatsapp|msisdn|cep)(?:[ _-]?(?:no|nr|num|number|#))?[."']{0,2}[ ]?[:=]?[ "']{0,2}$/i;

/** By character of ASCII: whether it may stand between such a word and the number, or be the word's last letter. */
const BETWEEN = 1;
const LAST = 2;
const SAYS = new Uint8Array(128);
for (const char of ` "':=.#_-`) SAYS[char.charCodeAt(0)] = BETWEEN;
for (const char of 'elxnypormELXNYPORM') SAYS[char.charCodeAt(0)] = LAST;

/** Whether such a word may end before `at`: of most that stands before numbers its last letter already says no. */
function mayBeSaid(text: string, at: number): boolean {
  let last = at - 1;
  while (at - last <= 8 && (SAYS[text.charCodeAt(last)] ?? 0) === BETWEEN) last--;
  return SAYS[text.charCodeAt(last)] === LAST;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function isStandalone(text: string, start: number): boolean {
  return beginsToken(text, start) && !'_-.+/'.includes(text.charAt(start - 1) || ' ');
}

function match(pattern: RegExp, text: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0];
}

function isInternational(number: string): boolean {
  const digits = digitsOf(number);
  if (digits.startsWith('1')) return NANP.test(digits.slice(1));
  const country = COUNTRY.exec(digits)?.[0];
  return country !== undefined && digits.length - country.length >= 7 && digits.length <= 15;
}

function findPhone(text: string, at: number): Finding | undefined {
  const first = text.charCodeAt(at);
  const isPlus = first === 0x2b;
  if (isPlus || first === 0x28) {
    if (!isDigit(text.charCodeAt(at + 1)) || !isStandalone(text, at)) return undefined;
    const number = match(isPlus ? INTERNATIONAL : IN_PARENTHESES, text, at);
    return number !== undefined && (isPlus ? isInternational(number) : NANP.test(digitsOf(number))) ? { start: at, end: at + number.length } : undefined;
  }
  const isGroup = text.charCodeAt(at + (first === 0x31 && text.charCodeAt(at + 1) === 0x2d ? 5 : 3)) === 0x2d;
  const grouped = isGroup && isStandalone(text, at) ? match(IN_GROUPS, text, at) : undefined;
  if (grouped !== undefined && NANP.test(digitsOf(grouped).slice(-10))) return { start: at, end: at + grouped.length };
  // Within a row of groups the word can only stand before the first.
  if (isDigit(text.charCodeAt(at - 2)) || !mayBeSaid(text, at) || !SAID.test(text.slice(Math.max(0, at - 32), at))) return undefined;
  const said = match(ANY_GROUPS, text, at);
  const count = said === undefined ? 0 : digitsOf(said).length;
  return said !== undefined && count >= 9 && count <= 15 ? { start: at, end: at + said.length } : undefined;
}

export const PHONE_DETECTOR: Detector = {
  name: 'phone',
  group: 'personal',
  anchors: ['+', '('],
  digits: 9,
  reference: 'https://www.itu.int/rec/T-REC-E.164/',
  examples: {
    match: ['+1 415 555 0132', '+49 30 1234567', 'call (415) 555-0132', '415-555-0132', 'phone: 05321234567'],
    noMatch: ['+0200', '2026-01-23 04:05:06 +0000', '115-555-0132', '1887549840', '(123) 456-7890', '+1 111 555 0132', '415-555-01321'],
  },
  find: findPhone,
};
