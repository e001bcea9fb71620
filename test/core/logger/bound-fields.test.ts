import * as assert from 'uvu/assert';
import { bindFields, NO_FIELDS, namesOf, textWithout } from '../../../core/logger/bound-fields.js';
import { suite } from '../../support/suite.js';

const test = suite('bindFields');

test('writes fields once, and does not follow later changes', () => {
  const fields = { user: { id: 1 } };
  const bound = bindFields(fields, NO_FIELDS);
  fields.user.id = 2;
  assert.is(bound.text, ',"user":{"id":1}');
});

test('replaces a field of the same name, and lets one without a value be', () => {
  const base = bindFields({ a: 1, b: 2 }, NO_FIELDS);
  assert.is(bindFields({ a: 3, b: undefined }, base).text, ',"b":2,"a":3');
  assert.is(base.text, ',"a":1,"b":2');
});

test('leaves one out that is asked for', () => {
  assert.is(bindFields({ module: 'db', a: 1 }, NO_FIELDS, 'module').text, ',"a":1');
});

test('gives the text without some names', () => {
  const bound = bindFields({ a: 1, level: 2, c: 3 }, NO_FIELDS);
  assert.is(textWithout(bound, ['x']), ',"a":1,"fields.level":2,"c":3');
  assert.is(textWithout(bound, ['a', 'level']), ',"c":3');
  assert.is(textWithout(NO_FIELDS, ['a']), '');
});

test('survives fields that are none', () => {
  assert.equal(namesOf(undefined as unknown as object), []);
  assert.is(bindFields(null as unknown as object, NO_FIELDS).text, '');
});

test.run();
