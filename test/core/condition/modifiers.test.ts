import * as assert from 'uvu/assert';
import { MODIFIERS, parseFieldKey } from '../../../core/condition/modifiers.js';
import { suite } from '../../support/suite.js';

const test = suite('parseFieldKey');

const messageOf = (key: string): string => {
  const parsed = parseFieldKey(key);
  return 'code' in parsed ? `${parsed.code}: ${parsed.message}` : '';
};

test('takes a key apart, in whatever order its modifiers stand', () => {
  const plain = { field: 'level', operator: 'equals', all: false, cased: false, negated: false, windash: false, expand: false, reference: false, encodings: [], part: undefined, flags: '' };
  const expected = { ...plain, field: 'http.path', operator: 'contains', all: true, cased: true };
  assert.equal(parseFieldKey('http.path|contains|all|cased'), expected);
  assert.equal(parseFieldKey('http.path|cased|all|contains'), expected);
  assert.equal(parseFieldKey('level'), plain);
  assert.equal(parseFieldKey('m|re|dotall|ignorecase'), { ...plain, field: 'm', operator: 're', flags: 'is' });
  assert.equal(parseFieldKey('m|wide|base64offset|contains'), { ...plain, field: 'm', operator: 'contains', encodings: ['utf16le', 'base64offset'] });
  assert.equal(parseFieldKey('t|hour|gte|neq'), { ...plain, field: 't', operator: 'gte', part: 'hour', negated: true });
  assert.equal(parseFieldKey('|contains'), { ...plain, field: '', operator: 'contains' });
});

test('suggests the modifier that was meant', () => {
  const parsed = parseFieldKey('path|startwith');
  assert.equal(parsed, { code: 'CONDITION_UNKNOWN_MODIFIER', message: 'the modifier "startwith" is not known', hint: 'Did you mean "startswith"?' });
});

test('lists the modifiers where none is close', () => {
  const parsed = parseFieldKey('path|frobnicate');
  assert.is('hint' in parsed ? parsed.hint : '', `Use one of ${Object.keys(MODIFIERS).join(', ')}.`);
});

test('says which modifiers exclude each other', () => {
  assert.is(messageOf('a|contains|startswith'), 'CONDITION_BAD_FORM: in "a|contains|startswith", "startswith" cannot be combined with "contains"');
  assert.is(messageOf('a|gt|cased'), 'CONDITION_BAD_FORM: in "a|gt|cased", "cased" cannot be combined with "gt"');
  assert.is(messageOf('a|exists|all'), 'CONDITION_BAD_FORM: in "a|exists|all", "all" cannot be combined with "exists"');
  assert.is(messageOf('a|contains|i'), 'CONDITION_BAD_FORM: in "a|contains|i", "i" cannot be combined with "contains"');
  assert.is(messageOf('a|hour|day'), 'CONDITION_BAD_FORM: in "a|hour|day", "day" cannot be combined with "hour"');
  assert.is(messageOf('a|re|windash'), 'CONDITION_BAD_FORM: in "a|re|windash", "windash" cannot be combined with "re"');
  assert.is(messageOf('a|i'), 'CONDITION_BAD_FORM: in "a|i", "i" cannot go without "re"');
});

test('needs a field', () => {
  assert.is(messageOf('|gt'), 'CONDITION_BAD_FORM: "|gt" names no field, which "gt" needs');
  assert.is(messageOf('|fieldref'), 'CONDITION_BAD_FORM: "|fieldref" names no field, which "fieldref" needs');
  assert.is(messageOf(''), 'CONDITION_BAD_FORM: "" names no field');
});

test.run();
