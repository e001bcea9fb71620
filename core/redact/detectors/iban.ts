import { beginsToken, isAlphanumeric, isDigit } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { GROUP_SEPARATOR } from './group-separator.js';

/** Account numbers by country: how many digits (n), capitals (a) or either (c) follow the check digits. SWIFT's registry of IBANs; below, countries whose banks use them without being in it. */
const REGISTRY = 'AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BI23n BR23n1a1c BY4c4n16c CH5n12c CR18n CY8n16c CZ20n DE18n DJ23n DK14n DO4c20n '
  + 'EE16n EG25n ES20n FI14n FK2a12n FO14n FR10n11c2n GB4a14n GE2a16n GI4a15c GL14n GR7n16c GT24c HN4a20n HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c '
  + 'KW4a22c KZ3n13c LB4n20c LC4a24c LI5n12c LT16n LU3n13c LV4a13c LY21n MC10n11c2n MD20c ME18n MK3n10c2n MN16n MR23n MT4a5n18c MU4a19n3a NI4a20n NL4a10n NO11n OM3n16c '
  + 'PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n RU14n15c SA2n18c SC4a20n3a SD14n SE20n SI15n SK20n SM1a10n12c SO19n ST21n SV4a20n TL19n TN20n TR6n16c UA6n19c VA18n VG4a16n XK16n YE4a4n18c '
  + 'AO21n BF2c22n BJ2c22n CF23n CG23n CI2a22n CM23n CV21n DZ22n GA23n GQ23n GW2c19n IR22n KM23n MA24n MG23n ML2c22n MZ21n NE2a22n SN2a22n TD23n TG2a22n';

const CLASSES: Readonly<Record<string, string>> = { n: '[0-9]', a: '[A-Z]', c: '[A-Z0-9]' };
const FORMS: ReadonlyMap<string, { readonly length: number; readonly form: RegExp }> = new Map(REGISTRY.split(' ').map((entry) => {
  const parts = [...entry.slice(2).matchAll(/(\d+)([nac])/g)];
  const length = parts.reduce((sum, [, count]) => sum + Number(count), 4);
  return [entry.slice(0, 2), { length, form: new RegExp(`^..[0-9]{2}${parts.map(([, count, kind]) => `${CLASSES[kind as string]}{${count}}`).join('')}$`) }];
}));

/** ISO 7064 MOD 97-10 over the account number, then country and check digits, letters as 10 to 35. */
function passesMod97(iban: string): boolean {
  let rest = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = parseInt(char, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Whether a number may begin at `start`: at the beginning of a word, behind the word IBAN, or in a field of a bank statement (`?31DE...`, MT940). */
function mayBegin(text: string, start: number): boolean {
  return beginsToken(text, start) || /iban$|\?3\d$/i.test(text.slice(Math.max(0, start - 4), start));
}

/** The number that begins at `start`, in one piece or in groups. */
function readIban(text: string, start: number): Finding | undefined {
  if (!isDigit(text.charCodeAt(start + 2)) || !isDigit(text.charCodeAt(start + 3))) return undefined;
  const known = FORMS.get(text.slice(start, start + 2).toUpperCase());
  if (known === undefined || !mayBegin(text, start)) return undefined;
  let iban = '';
  let end = start;
  while (iban.length < known.length) {
    if (isAlphanumeric(text.charCodeAt(end))) {
      iban += text.charAt(end++);
      continue;
    }
    GROUP_SEPARATOR.lastIndex = end;
    if (!GROUP_SEPARATOR.test(text) || !isAlphanumeric(text.charCodeAt(GROUP_SEPARATOR.lastIndex))) return undefined;
    end = GROUP_SEPARATOR.lastIndex;
  }
  const whole = iban.toUpperCase();
  if (isAlphanumeric(text.charCodeAt(end)) || !known.form.test(whole) || !passesMod97(whole)) return undefined;
  return { start, end };
}

/** How far before a row of digits the number may begin: country, check digits and the bank's letters, in groups. */
const LEAD = 32;

function beforeDigits(text: string, at: number): Finding | undefined {
  // Of a row of groups the first leads to the number's beginning; the others would only find it again.
  if (isDigit(text.charCodeAt(at - 2)) && !isAlphanumeric(text.charCodeAt(at - 1))) return undefined;
  for (let start = at; start >= 0 && at - start <= LEAD; start--) {
    const code = text.charCodeAt(start);
    if (!isAlphanumeric(code)) {
      if (start < at && code !== 0x20 && code !== 0x2d) return undefined;
    } else if (!isDigit(code) && isDigit(text.charCodeAt(start + 2))) {
      const found = readIban(text, start);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const NAME = 'iban';
/** How far behind its name a number may begin: `ibanNumber":{"value":"`. */
const REACH = 24;

function behindName(text: string, at: number): Finding | undefined {
  for (let start = at + NAME.length; start <= at + NAME.length + REACH; start++) {
    const found = isDigit(text.charCodeAt(start)) ? undefined : readIban(text, start);
    if (found !== undefined) return found;
  }
  return undefined;
}

function findIban(text: string, at: number): Finding | undefined {
  if (isDigit(text.charCodeAt(at))) return beforeDigits(text, at);
  return isDigit(text.charCodeAt(at + 2)) ? readIban(text, at) : behindName(text, at);
}

/** Most numbers hold a row of so many digits; those of the other countries are found by country and first check digit. */
const LEAST_DIGITS = 11;
const WITHOUT_DIGITS = REGISTRY.split(' ').filter((entry) => sureDigits(entry.slice(2)) < LEAST_DIGITS).map((entry) => entry.slice(0, 2).toLowerCase());

/** How many digits in a row each number of this structure holds. */
function sureDigits(structure: string): number {
  let most = 0;
  // The check digits come first.
  let row = 2;
  for (const [, count, kind] of structure.matchAll(/(\d+)([nac])/g)) {
    row = kind === 'n' ? row + Number(count) : 0;
    most = Math.max(most, row);
  }
  return most;
}

export const IBAN_DETECTOR: Detector = {
  name: 'iban',
  group: 'personal',
  anchors: [NAME, ...WITHOUT_DIGITS.flatMap((country) => [...'0123456789'].map((digit) => country + digit))],
  digits: LEAST_DIGITS,
  reference: 'https://www.swift.com/standards/data-standards/iban-international-bank-account-number',
  examples: {
    match: ['DE89' + '3704004405' + '32013000', 'pay to GB29 NWBK' + ' 6016 1331 9268 19', 'NL91ABNA' + '0417164300', '?iban=GB29+NWBK' + '+6016+1331+9268+19', 'QA58DOHB' + '00001234567890ABCDEFG'],
    noMatch: ['DE89' + '3704004405' + '32013001', 'GB29NWBK' + '6016133192681', 'XX89' + '3704004405' + '32013000'],
  },
  find: findIban,
};
