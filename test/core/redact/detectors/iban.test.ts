import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('IBAN_DETECTOR');
const redactor = compileRedaction({ detectors: ['iban'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;

/** An account number with its check digits: MOD 97-10 of ISO 7064, worked out with whole numbers. */
function iban(country: string, account: string): string {
  const digits = [...`${account}${country}00`].map((char) => parseInt(char, 36)).join('');
  return `${country}${String(98n - (BigInt(digits) % 97n)).padStart(2, '0')}${account}`;
}

const ACCOUNTS: readonly (readonly [string, string])[] = [
  ['DE', '370400440532013000'], ['GB', 'NWBK60161331926819'], ['NL', 'ABNA0417164300'], ['KZ', '125KZT5004100100'], ['NO', '86011117947'], ['BE', '539007547034'],
  ['FR', '20041010050500013M02606'], ['MT', 'MALT011000012345MTLCAST001S'], ['BY', 'NBRB3600900000002Z00AB00'], ['MU', 'BOMM0101101030300200000MUR'], ['CH', '00762011623852957'], ['SE', '50000000058398257466'],
];

test('finds numbers of any country, in one piece and in groups, whatever stands around them', () => {
  for (const [country, account] of ACCOUNTS) {
    const number = iban(country, account);
    const groups = number.replace(/(.{4})(?=.)/g, '$1 ');
    for (const text of [number, groups, groups.replaceAll(' ', '-'), number.toLowerCase()]) {
      assert.is(redact(text), '[REDACTED:iban]', text);
      assert.is(redact(`paid 12 from ${text}, thanks`), 'paid 12 from [REDACTED:iban], thanks', text);
      assert.is(redact(`{"iban":"${text}"}`), '{"iban":"[REDACTED:iban]"}', text);
    }
  }
});

test('finds numbers whose account holds letters, wherever a country allows them', () => {
  for (const [country, account] of [['RO', 'BTRLRONCRTAB02993633'], ['QA', 'DOHBABCDEFGHIJKLMNOPQRSTU'], ['PK', 'SCBLABCDEFGHIJKLMNOP'], ['LC', 'HEMMABCDEFGHIJKLMNOPQRSTUVWX'], ['CH', '00762ABCDEFGHIJKL'], ['GR', '0110125ABCDEFGHIJKLMNOP'], ['MD', 'ABCDEFGHIJKLMNOPQRST']] as const) {
    assert.is(redact(`to ${iban(country, account)} at once`), 'to [REDACTED:iban] at once', country);
  }
});

test('finds numbers of countries that are not in the registry', () => {
  for (const [country, account] of [['IR', '0629600000001003242000'], ['MA', '011519000001205000534921'], ['CI', 'CI0930101000000124280117'], ['BF', '421030010100000000123467'], ['AO', '000600000100037131174'], ['GW', 'GW1430010181800637601']] as const) {
    assert.is(redact(`to ${iban(country, account)} at once`), 'to [REDACTED:iban] at once', country);
  }
});

test('finds numbers in names of files', () => {
  assert.is(redact(`out/${iban('DE', '370400440532013000')}_2026.pdf`), 'out/[REDACTED:iban]_2026.pdf');
});

test('finds numbers behind their name however their groups are parted, and in bank statements', () => {
  const number = iban('DE', '370400440532013000');
  const groups = number.replace(/(.{4})(?=.)/g, '$1 ');
  for (const blank of ['+', '%20', '\u00a0', '.', '\u2013']) assert.is(redact(`iban=${groups.replaceAll(' ', blank)}&x=1`), 'iban=[REDACTED:iban]&x=1', blank);
  assert.is(redact(`IBAN${number}`), 'IBAN[REDACTED:iban]');
  assert.is(redact(`?30COBADEFF?31${number}?32ADA`), '?30COBADEFF?31[REDACTED:iban]?32ADA');
  assert.is(redact('the iban of the caliban'), 'the iban of the caliban');
});

test('leaves what is too long, too short, of no country, or of a wrong check digit or structure', () => {
  const [good] = [iban('DE', '370400440532013000')];
  for (const text of [`${good}0`, good.slice(0, -1), good.replace('DE', 'XX'), `x${good}`, `${good.slice(0, -1)}9`, iban('DE', 'A70400440532013000'), '2026-01-23 12:00:00 123456789012']) assert.is(redact(text), text);
});

test.run();
