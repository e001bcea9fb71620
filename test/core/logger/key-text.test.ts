import * as assert from 'uvu/assert';
import { fieldKey, memberKey } from '../../../core/logger/key-text.js';
import { suite } from '../../support/suite.js';

const test = suite('fieldKey');

test('lets a field step aside for what the line itself has', () => {
  assert.equal(['time', 'level', 'message', 'logger'].map(fieldKey), ['"fields.time":', '"fields.level":', '"fields.message":', '"fields.logger":']);
  assert.is(fieldKey('Level'), '"Level":');
  assert.is(memberKey('level'), '"level":');
});

test('quotes any name', () => {
  assert.is(fieldKey('a"b\n'), '"a\\"b\\n":');
  assert.is(memberKey(''), '"":');
  assert.is(fieldKey('__proto__'), '"__proto__":');
});

test('gives the same for a name again, also after more names than it keeps', () => {
  for (let n = 0; n < 5_000; n++) assert.is(memberKey(`name ${n}`), `"name ${n}":`);
  assert.is(memberKey('name 1'), '"name 1":');
});

test('marks a name that is longer than names are', () => {
  assert.is(memberKey('x'.repeat(2_000)), '"[name of 2000 characters]":');
});

test.run();
