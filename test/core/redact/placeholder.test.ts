import * as assert from 'uvu/assert';
import { isPlaceholder, mask, partialMask, placeholderEnd, unscanned } from '../../../core/redact/placeholder.js';
import { suite } from '../../support/suite.js';

const test = suite('isPlaceholder');

test('knows everything that redaction puts in the place of a value', () => {
  for (const text of [mask('password'), mask('odd [name]: x'), mask(''), mask('n'.repeat(500)), partialMask('card', '4111 1111 1111 1111'), partialMask('a', 'short'), unscanned('ü'), '[secret]', `pn_0a1b2c3d_home_address_${'a2'.repeat(13)}`]) {
    assert.ok(isPlaceholder(text), text);
    assert.is(placeholderEnd(`x=${text} y`, 2), 2 + text.length);
  }
});

test('takes nothing else for one', () => {
  for (const text of ['', 'x', '[REDACTED:password]x', ' [REDACTED:password]', '[REDACTED:two words]', '[REDACTED]', 'pn_0a1b2c3d_email_short']) assert.not.ok(isPlaceholder(text), text);
  assert.is(placeholderEnd('x=[REDACTED:a b]', 2), -1);
});

test.run();

const partial = suite('partialMask');
partial('shows the last four characters from twelve on, unless they could end the mask', () => {
  assert.is(partialMask('iban', 'DE8937040044'), '[REDACTED:iban:0044]');
  assert.is(partialMask('iban', 'DE893704004'), '[REDACTED:iban]');
  assert.is(partialMask('x', 'abcdefghijkl]"'), '[REDACTED:x]');
});
partial.run();
