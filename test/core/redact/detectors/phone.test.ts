import * as assert from 'uvu/assert';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('PHONE_DETECTOR');
const redactor = compileRedaction({ detectors: ['phone'] }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;

test('finds international numbers, North American ones in their usual forms, and what a word says is one', () => {
  for (const number of ['+14155550132', '+1 (415) 555-0132', '+44 20 7946 0958', '+55 11 98456 5666', '+4930123456', '(415) 555-0132', '(415)555-0132', '415-555-0132', '1-415-555-0132']) {
    assert.is(redact(`call ${number}.`), 'call [REDACTED:phone].', number);
  }
  for (const [text, expected] of [['tel: 030 1234567', 'tel: [REDACTED:phone]'], ['"phone_number": "0532 123 45 67"', '"phone_number": "[REDACTED:phone]"'], ['mobile=05321234567 ok', 'mobile=[REDACTED:phone] ok']] as const) assert.is(redact(text), expected);
});

test('leaves times, offsets, identifiers and numbers that nobody has', () => {
  for (const text of ['2026-01-23T04:05:06+02:00', '2026-01-23 04:05:06 +0200', 'pid 88850 tid 1887549840', '1700072297134', '212.555.1212', '115-555-0132', '411-555-0132', '(123) 456-7890', '+999 123 4567', 'a+14155550132', '10.0.0.1:5432', '4bf9-415-555-0132', 'telemetry 1234567890']) {
    assert.is(redact(text), text);
  }
});

test.run();
