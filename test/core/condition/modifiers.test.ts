import * as assert from 'uvu/assert';
import { MODIFIERS, parseFieldKey } from '../../../core/condition/modifiers.js';
import { suite } from '../../support/suite.js';

const test = suite('parseFieldKey');

const messageOf = (key: string): string => {
  const parsed = parseFieldKey(key);
  return 'code' in parsed ? `${parsed.code}: ${parsed.message}` : '';
};

test('takes a key apart, in whatever order its modifiers stand', () => {
  const expected = { field: 'http.path', operator: 'contains', all: true, cased: true, flags: '' };
  assert.equal(parseFieldKey('http.path|contains|all|cased'), expected);
  assert.equal(parseFieldKey('http.path|cased|all|contains'), expected);
  assert.equal(parseFieldKey('level'), { field: 'level', operator: 'equals', all: false, cased: false, flags: '' });
  assert.equal(parseFieldKey('m|re|s|i'), { field: 'm', operator: 're', all: false, cased: false, flags: 'is' });
});

test('suggests the modifier that was meant', () => {
  const parsed = parseFieldKey('path|startwith');
  assert.equal(parsed, { code: 'CONDITION_UNKNOWN_MODIFIER', message: 'the modifier "startwith" is not known', hint: 'Did you mean "startswith"?' });
});

test('lists the modifiers where none is close', () => {
  const parsed = parseFieldKey('path|frobnicate');
  assert.is('hint' in parsed ? parsed.hint : '', `Use one of ${MODIFIERS.join(', ')}.`);
});

test('says which modifiers exclude each other', () => {
  assert.is(messageOf('a|contains|startswith'), 'CONDITION_BAD_FORM: in "a|contains|startswith", "startswith" cannot be combined with "contains"');
  assert.is(messageOf('a|gt|cased'), 'CONDITION_BAD_FORM: in "a|gt|cased", "cased" cannot be combined with "gt"');
  assert.is(messageOf('a|exists|all'), 'CONDITION_BAD_FORM: in "a|exists|all", "all" cannot be combined with "exists"');
  assert.is(messageOf('a|contains|i'), 'CONDITION_BAD_FORM: in "a|contains|i", "i" cannot be combined with "contains"');
  assert.is(messageOf('a|i'), 'CONDITION_BAD_FORM: in "a|i", "i" cannot go without "re"');
});

test('needs a field', () => {
  assert.is(messageOf('|contains'), 'CONDITION_BAD_FORM: "|contains" names no field');
  assert.is(messageOf(''), 'CONDITION_BAD_FORM: "" names no field');
});

test.run();
