import { beginsToken, isDigit } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { GROUP_SEPARATOR } from './group-separator.js';

/** ISO/IEC 7812-1 annex B: every second digit from the right doubled, the digits of the products summed, divisible by ten. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

interface Issuer {
  readonly from: number;
  readonly to: number;
  readonly lengths: readonly number[];
  /** Lengths that other numbers have far more often: only behind a word for cards. */
  readonly rare?: readonly number[];
}

/** Issuer ranges and the lengths they issue: https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN) */
const ISSUERS: readonly Issuer[] = [
  { from: 4000, to: 4999, lengths: [13, 16, 19], rare: [18] }, // Visa, and Switch
  { from: 5100, to: 5599, lengths: [16] }, // Mastercard
  { from: 2221, to: 2720, lengths: [16] },
  { from: 3400, to: 3499, lengths: [15] }, // American Express
  { from: 3700, to: 3799, lengths: [15] },
  { from: 6011, to: 6011, lengths: [16, 19], rare: [17, 18] }, // Discover
  { from: 6440, to: 6599, lengths: [16, 19], rare: [17, 18] },
  { from: 3000, to: 3059, lengths: [14, 16], rare: [15, 17, 18, 19] }, // Diners Club
  { from: 3095, to: 3095, lengths: [14, 16], rare: [15, 17, 18, 19] },
  { from: 3600, to: 3699, lengths: [14, 16], rare: [15, 17, 18, 19] },
  { from: 3800, to: 3999, lengths: [14, 16], rare: [15, 17, 18, 19] },
  { from: 3500, to: 3599, lengths: [16], rare: [17, 18, 19] }, // JCB, and RuPay with it
  { from: 2131, to: 2131, lengths: [15] },
  { from: 6200, to: 6299, lengths: [16, 17, 18, 19] }, // UnionPay
  { from: 5018, to: 5020, lengths: [12, 16, 18, 19], rare: [13, 14, 15, 17] }, // Maestro, Dankort
  { from: 5038, to: 5038, lengths: [12, 16, 18, 19], rare: [13, 14, 15, 17] },
  { from: 5600, to: 5899, lengths: [12, 16], rare: [13, 14, 15, 17, 18, 19] },
  { from: 604, to: 604, lengths: [12, 16], rare: [13, 14, 15, 17, 18, 19] },
  { from: 6304, to: 6304, lengths: [12, 16, 18, 19], rare: [13, 14, 15, 17] },
  { from: 6759, to: 6763, lengths: [12, 16, 18, 19], rare: [13, 14, 15, 17] },
  { from: 6331, to: 6331, lengths: [16, 18, 19] }, // Switch, Solo
  { from: 6333, to: 6334, lengths: [16, 18, 19] },
  { from: 6706, to: 6709, lengths: [16, 18, 19], rare: [17] },
  { from: 6767, to: 6771, lengths: [16, 18, 19], rare: [17] },
  { from: 2200, to: 2204, lengths: [16, 19], rare: [17, 18] }, // Mir
  { from: 2205, to: 2205, lengths: [16] }, // Borica
  { from: 8100, to: 8299, lengths: [16], rare: [17, 18, 19] }, // RuPay, UnionPay
  { from: 5080, to: 5089, lengths: [16] },
  { from: 6000, to: 6010, lengths: [], rare: [16] },
  { from: 6012, to: 6061, lengths: [], rare: [16, 17, 18, 19] }, // RuPay, Cabal, UkrCard
  { from: 6063, to: 6068, lengths: [], rare: [16] },
  { from: 6069, to: 6085, lengths: [16] },
  { from: 6086, to: 6099, lengths: [], rare: [16] },
  { from: 5060, to: 5061, lengths: [16, 18, 19] }, // Verve
  { from: 5078, to: 5079, lengths: [16, 18, 19] },
  { from: 5041, to: 5041, lengths: [16] }, // Elo
  { from: 5066, to: 5067, lengths: [16] },
  { from: 5090, to: 5099, lengths: [16] },
  { from: 6362, to: 6363, lengths: [16] },
  { from: 6062, to: 6062, lengths: [16], rare: [13, 19] }, // Hipercard
  { from: 6360, to: 6361, lengths: [16], rare: [17, 18, 19] }, // InterPayment
  { from: 6364, to: 6369, lengths: [16], rare: [17, 18, 19] },
  { from: 6370, to: 6399, lengths: [16], rare: [12] }, // InstaPayment, Maestro
  { from: 9792, to: 9792, lengths: [16] }, // Troy
  { from: 1100, to: 1999, lengths: [15] }, // UATP
  { from: 8600, to: 8600, lengths: [], rare: [16] }, // Uzcard, Humo, mada
  { from: 9860, to: 9860, lengths: [], rare: [16] },
  { from: 9682, to: 9682, lengths: [], rare: [16] },
];

/** GS1 General Specifications 7.9: article numbers of 13 digits that begin with 4 are common in shops' logs, such cards are not. */
function isArticleNumber(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < 13; i++) sum += (digits.charCodeAt(i) - 48) * (i % 2 === 0 ? 1 : 3);
  return sum % 10 === 0;
}

/** By the first four digits; ranges do not overlap. */
const BY_PREFIX: ReadonlyMap<number, Issuer> = new Map(ISSUERS.flatMap((issuer) => Array.from({ length: issuer.to - issuer.from + 1 }, (_, at) => [issuer.from + at, issuer] as const)));

/** Whether the digits have an issuer's prefix, one of its lengths and a right check digit. `isNamed`: a word for cards stands before them. */
export function isCardNumber(digits: string, isNamed = false): boolean {
  const { lengths = [], rare = [] } = BY_PREFIX.get(Number(digits.slice(0, 4))) ?? {};
  if (!lengths.includes(digits.length) && !(isNamed && rare.includes(digits.length))) return false;
  return passesLuhn(digits) && (isNamed || !(digits.length === 13 && isArticleNumber(digits)));
}

/** A word for cards, and what leads from it to the number. */
const NAMED = /(?:card|carte|karte|tarjeta|credit|debit|\bpan\b|\bcc\b|visa|maestro|карт)[^\d\n]{0,24}$/i;
const NAME_REACH = 36;
/** The month in which a card expires, right behind its number. */
const EXPIRY = /[ ,;|]{1,3}(?:0[1-9]|1[0-2])\/(?:20)?[2-9]\d(?![\d/])/y;

const SHORTEST = 12;
const LONGEST = 19;
const MOST_GROUPS = 5;
const NONE: readonly number[] = [];

function digitsEnd(text: string, from: number): number {
  let end = from;
  while (end - from <= LONGEST && isDigit(text.charCodeAt(end))) end++;
  return end;
}

/** Where the number goes on behind what parts it at `end`: digits, behind the same as parted its groups before. */
function groupAfter(text: string, end: number, separator: string | undefined): { readonly start: number; readonly separator: string } | undefined {
  GROUP_SEPARATOR.lastIndex = end;
  const found = text.charCodeAt(end) === 0x20 ? ' ' : GROUP_SEPARATOR.exec(text)?.[0];
  if (found === undefined || (separator !== undefined && found !== separator) || !isDigit(text.charCodeAt(end + found.length))) return undefined;
  return { start: end + found.length, separator: found };
}

/**
 * Ends of the numbers that may begin at `at`: 12 to 19 digits in a row, or groups as they stand on a card (4-4-4-4, perhaps
 * up to three more, and 4-6-4 or 4-6-5) or as people type shorter ones (4-4-4, 4-4-4-3), all parted by the same. Other numbers may follow a card.
 */
function numberEnds(text: string, at: number): readonly number[] {
  const first = digitsEnd(text, at);
  if (first - at !== 4) return first - at >= SHORTEST && first - at <= LONGEST ? [first] : NONE;
  const ends = [first];
  const lengths = ['4'];
  for (let next = groupAfter(text, first, undefined); next !== undefined && ends.length < MOST_GROUPS; next = groupAfter(text, ends.at(-1) as number, next.separator)) {
    const end = digitsEnd(text, next.start);
    ends.push(end);
    lengths.push(String(end - next.start));
  }
  const form = lengths.join('-');
  if (/^4-6-[45](?:-|$)/.test(form)) return ends.slice(2, 3);
  if (/^4-4-4(?:-[123])?$/.test(form)) return ends.slice(-1);
  if (!/^4-4-4-4(?:-|$)/.test(form)) return [];
  return /^4-4-4-4-[123]$/.test(form) ? [ends[4] as number, ends[3] as number] : ends.slice(3, 4);
}

/** What may stand right behind a number: the second track of a magnetic stripe has a D there in place of `=`, dumps the name of what follows. */
const NEXT_FIELD = /D\d{4}|[Ee]xp|EXP|[Cc]v[vc]|CV[VC]/y;

function isWord(text: string, end: number): boolean {
  NEXT_FIELD.lastIndex = end;
  return /[A-Za-z0-9]/.test(text.charAt(end)) && !NEXT_FIELD.test(text);
}

/** Digits that are a part of something else: an identifier, a decimal, a UUID, a longer row of groups. Behind a word for cards marks only part it from that. */
function isEmbedded(text: string, start: number, end: number, isNamed: boolean): boolean {
  const before = text.charAt(start - 1);
  const after = text.charAt(end);
  if (isWord(text, end) || (after === '_' && !isNamed)) return true;
  if (!isNamed && (before === '_' || (before === '-' && /[\w]/.test(text.charAt(start - 2))))) return true;
  if (before === '.' && /\d/.test(text.charAt(start - 2))) return true;
  return (after === '.' || after === '-') && /\d/.test(text.charAt(end + 1));
}

/** Digits of an escape that those of a number follow: `%224111...`, `\u00224111...`. */
const ESCAPE = /%(?:25(?=[23]\d))?[23]\d|\\u00[23]\d/y;

/** What a number may follow without a mark between: a word for it, and on the first track of a magnetic stripe `%B` (ISO/IEC 7813). */
const NAMED_HERE = /(?:card(?:no|num|number)?|visa|amex|\bpan|%B)$/i;

/** Where the digits at `at` begin that are no part of an escape. */
function behindEscape(text: string, at: number): number {
  const lead = text.charCodeAt(at - 1);
  if (lead !== 0x25 && lead !== 0x75) return at;
  ESCAPE.lastIndex = lead === 0x25 ? at - 1 : at - 2;
  return ESCAPE.test(text) ? ESCAPE.lastIndex : at;
}

function cardAt(text: string, at: number): Finding | undefined {
  const start = behindEscape(text, at);
  // Most numbers are one row of digits, and no card's.
  const row = digitsEnd(text, start);
  const digits = (to: number): string => (to === row ? text.slice(start, to) : digitsOf(text.slice(start, to)));
  const ends = numberEnds(text, start).filter((to) => isCardNumber(digits(to), true));
  if (ends.length === 0 || (start === at && !beginsToken(text, at) && !NAMED_HERE.test(text.slice(Math.max(0, at - 12), at)))) return undefined;
  const isNamed = NAMED.test(text.slice(Math.max(0, start - NAME_REACH), start));
  const end = ends.find((to) => !isEmbedded(text, start, to, isNamed) && isCardNumber(digits(to), isNamed || hasExpiry(text, to)));
  return end === undefined ? undefined : { start, end };
}

function digitsOf(number: string): string {
  return number.replace(/%20|\D/g, '');
}

function hasExpiry(text: string, end: number): boolean {
  EXPIRY.lastIndex = end;
  return EXPIRY.test(text);
}

/** Behind their name, groups may be parted by what does not part a row of digits elsewhere. */
function behindName(text: string, at: number): Finding | undefined {
  for (let start = at; start < at + NAME_REACH; start++) {
    if (!isDigit(text.charCodeAt(start)) || isDigit(text.charCodeAt(start - 1))) continue;
    const found = cardAt(text, start);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findCard(text: string, at: number): Finding | undefined {
  return isDigit(text.charCodeAt(at)) ? cardAt(text, at) : behindName(text, at);
}

export const CARD_DETECTOR: Detector = {
  name: 'card',
  group: 'personal',
  anchors: ['card'],
  digits: SHORTEST,
  reference: 'https://www.iso.org/standard/70484.html',
  examples: {
    match: ['4111' + '1111'.repeat(3), 'paid with ' + ['5555', '5555', '5555', '4444'].join('-'), ['3714', '496353', '98431'].join(' '), 'card=' + ['4111', '1111', '1111', '1111'].join('+')],
    noMatch: ['4111' + '1111'.repeat(2) + '1112', 'blk_' + '4111' + '1111'.repeat(3), '1700072297134', '0.' + '4111' + '1111'.repeat(3)],
  },
  find: findCard,
};
