import * as assert from 'uvu/assert';
import { EUROPEAN_ID_DETECTORS } from '../../../../core/redact/detectors/national-ids-europe.js';
import { WORLD_ID_DETECTORS } from '../../../../core/redact/detectors/national-ids-world.js';
import { US_SSN_DETECTOR } from '../../../../core/redact/detectors/us-ssn.js';
import { compileRedaction } from '../../../../core/redact/rules.js';
import { suite } from '../../../support/suite.js';

const test = suite('nationalIdDetector');
const names = [...EUROPEAN_ID_DETECTORS, ...WORLD_ID_DETECTORS].map(({ name }) => name);
const redactor = compileRedaction({ detectors: names }).redactor;
const redact = (text: string): string => redactor?.text(text) ?? text;

test('finds a number behind the word for it and before it', () => {
  assert.is(redact('Mein Name, Steuer-ID lautet 86095742719!'), 'Mein Name, Steuer-ID lautet [REDACTED:de_tax_id]!');
  assert.is(redact('871220-2384 är mitt personnummer'), '[REDACTED:se_personnummer] är mitt personnummer');
  assert.is(redact('{"pesel":"44051401458"}'), '{"pesel":"[REDACTED:pl_pesel]"}');
});

test('leaves a number without the word, with a wrong check digit, and the word within another', () => {
  for (const text of ['order 44051401458', 'pesel 44051401459', 'insider xhetu 131052-308T', 'cpr: 320761-4285']) assert.is(redact(text), text);
});

test('tells any change of one digit, where there is a check digit', () => {
  for (const { name, examples, find, anchors } of [...EUROPEAN_ID_DETECTORS, ...WORLD_ID_DETECTORS]) {
    if (['uk_nino', 'dk_cpr', 'us_itin', 'us_mbi', 'in_pan', 'kr_rrn'].includes(name)) continue;
    const word = anchors[0] as string;
    const sample = (examples.match[0] as string).slice(word.length + 2);
    const at = sample.search(/\d(?=\D*\d\D*\d?\D*$)/);
    const wrong = [...'0123456789'].filter((digit) => digit !== sample[at]).filter((digit) => find(`${word}: ${sample.slice(0, at)}${digit}${sample.slice(at + 1)}`, 0) !== undefined);
    assert.ok(wrong.length <= 1, `${name} takes ${wrong.join(', ')} too`);
  }
});

const ssn = suite('US_SSN_DETECTOR');
ssn('takes areas, groups and serials that are given out', () => {
  const rules = compileRedaction({ detectors: ['us_ssn'] }).redactor;
  const isFound = (text: string): boolean => rules?.text(text) !== undefined;
  for (const text of ['536-22-8726', 'ssn=536228726', 'SSN 536 22 8726', '"social_security": "536228726"']) assert.ok(isFound(text), text);
  for (const text of ['000-22-8726', '666-22-8726', '912-22-8726', '536-00-8726', '536-22-0000', '536228726', '536 22 8726', '2026-01-2345', '1-536-22-8726', '536-22-8726-1']) assert.not.ok(isFound(text), text);
  assert.is(US_SSN_DETECTOR.group, 'personal');
});
ssn.run();

test.run();
