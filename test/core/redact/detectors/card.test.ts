import * as assert from 'uvu/assert';
import { isCardNumber, passesLuhn } from '../../../../core/redact/detectors/card.js';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const VISA = '4111' + '1111'.repeat(3);
const AMEX = '3782' + '822463' + '10005';
const redactor = compileRedaction({ detectors: ['card'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;

const luhn = suite('passesLuhn');
luhn('accepts a right check digit and no other', () => {
  for (let digit = 0; digit < 10; digit++) assert.is(passesLuhn(VISA.slice(0, -1) + digit), digit === 1);
});
luhn.run();

const numbers = suite('isCardNumber');
numbers('needs an issuer, one of its lengths and the check digit', () => {
  for (const card of [VISA, AMEX, '5555555555554444', '2223003122003222', '6011000400000000', '30569309025904', '3566002020360505', '122000000000003', '4222222222222']) {
    assert.ok(isCardNumber(card), card);
  }
  assert.not.ok(isCardNumber('9111111111111119'), 'no issuer');
  assert.not.ok(isCardNumber('41111111111111'), 'no such length');
  assert.not.ok(isCardNumber(VISA.slice(0, -1) + '2'), 'wrong check digit');
});
numbers('takes an article number for what it is', () => {
  // 13 digits from 4 on that pass both check digits.
  const both = Array.from({ length: 2000 }, (_, i) => String(4006381330000 + i)).filter((digits) => passesLuhn(digits));
  assert.ok(both.some((digits) => !isCardNumber(digits)) && both.some((digits) => isCardNumber(digits)));
});
numbers.run();

const test = suite('CARD_DETECTOR');
/** A number with the right check digit. */
function cardOf(prefix: string, length: number): string {
  const digits = prefix.padEnd(length - 1, '7');
  return digits + [...'0123456789'].find((digit) => passesLuhn(digits + digit));
}

test('masks the cards of every issuer, and shorter ones in groups of four', () => {
  const issued: readonly (readonly [string, number])[] = [['2131', 15], ['1800', 15], ['5085', 16], ['6070', 16], ['817', 16], ['506099', 16], ['506099', 19], ['509000', 16], ['636368', 16], ['606282', 16], ['637', 16], ['2200', 19], ['6333', 18], ['6771', 16], ['3515', 16], ['5081', 16], ['6331', 16]];
  for (const [prefix, length] of issued) assert.is(redact(`paid with ${cardOf(prefix, length)}.`), 'paid with [REDACTED:card].', prefix);
  for (const [prefix, length] of [['37', 15], ['36', 14]] as const) assert.is(redact(`with ${cardOf(prefix, length).replace(/(\d{4})(?=\d)/g, '$1 ')}, thanks`), 'with [REDACTED:card], thanks');
});

test('masks cards as people and machines write them', () => {
  const grouped = VISA.replace(/(\d{4})(?=\d)/g, '$1 ');
  assert.is(redact(`paid with ${VISA}.`), 'paid with [REDACTED:card].');
  assert.is(redact(`${VISA},12/27,123`), '[REDACTED:card],12/27,123');
  assert.is(redact(`card ${grouped} 12/27`), 'card [REDACTED:card] 12/27');
  assert.is(redact(grouped.replaceAll(' ', '-')), '[REDACTED:card]');
  assert.is(redact(`{"pan":${VISA}}`), '{"pan":[REDACTED:card]}');
  assert.is(redact(`${grouped} 123 and ${grouped} 12345`), '[REDACTED:card] 123 and [REDACTED:card] 12345');
  assert.is(redact('amex 3782 822463 10005'), 'amex [REDACTED:card]');
  assert.is(redact(`order 77 ${VISA} and ${AMEX}`), 'order 77 [REDACTED:card] and [REDACTED:card]');
});
test('masks short and rare cards, some of them only where a word says what they are', () => {
  for (const [prefix, length] of [['5018', 12], ['6304', 12], ['0604', 12], ['3600', 16], ['6364', 16], ['2205', 16], ['58', 12]] as const) assert.is(redact(cardOf(prefix, length)), '[REDACTED:card]', prefix);
  assert.is(redact(cardOf('5018', 12).replace(/(\d{4})(?=\d)/g, '$1 ')), '[REDACTED:card]');
  for (const [prefix, length] of [['58', 13], ['9860', 16], ['3600', 19], ['3528', 18]] as const) {
    const card = cardOf(prefix, length);
    assert.is(redact(`order ${card}`), `order ${card}`, prefix);
    assert.is(redact(`card no. ${card}`), 'card no. [REDACTED:card]', prefix);
  }
  const article = Array.from({ length: 2000 }, (_, i) => String(4006381330000 + i)).find((digits) => passesLuhn(digits) && !isCardNumber(digits)) ?? '';
  assert.is(redact(`article ${article}, Visa ${article}`), `article ${article}, Visa [REDACTED:card]`);
});
test('masks rare cards with the month in which they expire', () => {
  const card = cardOf('58', 13);
  for (const expiry of [' 08/36', ',12/2031', '|01/27|123']) assert.is(redact(`x ${card}${expiry}`), `x [REDACTED:card]${expiry}`);
  for (const other of [' 13/27', ' 08/36/2020', ' 08/361']) assert.is(redact(`x ${card}${other}`), `x ${card}${other}`);
});
test('masks cards behind a word for them, whatever parts their groups or leads to them', () => {
  for (const blank of ['+', '.', '%20', '\u00a0', '\u202f', '\u2013']) {
    for (const card of [VISA.replace(/(\d{4})(?=\d)/g, `$1${blank}`), ['3782', '822463', '10005'].join(blank)]) assert.is(redact(`?cardNumber=${card}&x=1`), '?cardNumber=[REDACTED:card]&x=1', card);
  }
  assert.is(redact('{"card":{"number":"4111.1111.1111.1111"}}'), '{"card":{"number":"[REDACTED:card]"}}');
  for (const word of ['Visa', 'cardNumber', 'PAN']) assert.is(redact(`${word}${VISA}exp1227`), `${word}[REDACTED:card]exp1227`);
  for (const mark of ['_', '-']) assert.is(redact(`saved card${mark}${VISA}.json`), `saved card${mark}[REDACTED:card].json`);
  for (const text of ['discard 4111.1111.1111.1112', 'the card 12.34.56.78', 'card 4111.1111+1111.1111', 'card']) assert.is(redact(text), text);
});
test('masks cards right behind an escape', () => {
  for (const escape of ['%22', '%2522', '%20', '\\u0022']) assert.is(redact(`pan${escape}${VISA}${escape} x`), `pan${escape}[REDACTED:card]${escape} x`);
  for (const text of [`u${VISA}`, `\\u00${VISA}`]) assert.is(redact(text), text);
});
test('masks the number on a magnetic stripe', () => {
  assert.is(redact(`%B${VISA}^DOE/JANE^2712`), '%B[REDACTED:card]^DOE/JANE^2712');
  assert.is(redact(`;${VISA}=2712101?`), ';[REDACTED:card]=2712101?');
  assert.is(redact(`track2=${VISA}D2712101`), 'track2=[REDACTED:card]D2712101');
});
test('leaves numbers that are part of something else', () => {
  for (const text of [`blk_-${VISA}`, `id-${VISA}`, `0.${VISA}`, `${VISA}.25`, `x${VISA}`, `span${VISA}`, `${VISA}0`, `${VISA}d2712101`, `4111 ${VISA.slice(4)}`, '1700072297134', VISA.replace(/(\d{4})(?=\d)/g, '$1/'), VISA.replace(/(\d{4})(?=\d)/g, '$1x'), '2025-10-16 10 44 14 410', `${VISA.slice(0, 12)}2222`]) {
    assert.is(redact(text), text);
  }
});
test.run();
