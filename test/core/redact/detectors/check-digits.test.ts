import * as assert from 'uvu/assert';
import { isDayOfMonth, isShortDate, passesMod1110, passesVerhoeff, weighted } from '../../../../core/redact/detectors/check-digits.js';
import { suite } from '../../../support/suite.js';

const verhoeff = suite('passesVerhoeff');
verhoeff('holds for the published example, and for no other last digit', () => {
  for (let digit = 0; digit < 10; digit++) assert.is(passesVerhoeff(`236${digit}`), digit === 3);
});
verhoeff('sees neighbours that changed places', () => assert.not.ok(passesVerhoeff('3263')));
verhoeff.run();

const mod = suite('passesMod1110');
mod("holds for the standard's example, and for no other last digit", () => {
  for (let digit = 0; digit < 10; digit++) assert.is(passesMod1110(`079${digit}`), digit === 2);
});
mod.run();

const sum = suite('weighted');
sum('adds up digits by their weights', () => assert.is(weighted('1234', [1, 10, 100]), 321));
sum.run();

const date = suite('isDayOfMonth');
date('knows how long months are', () => {
  assert.ok(isDayOfMonth(2, 29) && isDayOfMonth(12, 31) && isShortDate('000430'));
  assert.not.ok(isDayOfMonth(2, 30) || isDayOfMonth(4, 31) || isDayOfMonth(13, 1) || isDayOfMonth(1, 0) || isShortDate('001301'));
});
date.run();
