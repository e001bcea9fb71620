import * as assert from 'uvu/assert';
import { itemsOf, mapItems, NOTHING, readDetection, together, type Detection } from '../../../core/sigma/detection.js';
import { suite } from '../../support/suite.js';
import { met, problemsOf, ruleText } from './sigma-text.js';

const read = suite('readDetection');

const matches = (search: unknown, event: Parameters<typeof met>[1]): boolean => met([ruleText({ sel: search, condition: 'sel' })], event).length === 1;

read('a map is AND, a list of maps OR, a list of values OR', () => {
  assert.ok(matches({ a: 'x', b: ['y', 'z'] }, { a: 'X', b: 'z' }));
  assert.not.ok(matches({ a: 'x', b: ['y', 'z'] }, { a: 'x' }));
  assert.ok(matches([{ a: 'x' }, { b: 'y', c: 'z' }], { b: 'y', c: 'z' }));
  assert.not.ok(matches([{ a: 'x' }, { b: 'y', c: 'z' }], { b: 'y' }));
});

read('a keyword is found within any value of the event', () => {
  assert.ok(matches(['denied', 'refused'], { message: 'access DENIED for eve' }));
  assert.ok(matches('denied', { a: { b: ['x', 'denied'] } }));
  assert.ok(matches(['rm * -rf'], { cmd: 'sudo rm / -rf now' }));
  assert.ok(matches([4625], { code: 4625 }));
  assert.not.ok(matches(['denied'], { denied: 'x' }));
});

read('keywords take modifiers behind an empty name', () => {
  assert.ok(matches({ '|all': ['access', 'denied'] }, { a: 'access', b: 'denied' }));
  assert.not.ok(matches({ '|all': ['access', 'denied'] }, { a: 'access' }));
  assert.ok(matches({ '|re': 'E\\d+' }, { a: 'E42' }));
});

read('a list may hold keywords and maps', () => {
  assert.ok(matches(['denied', { a: 'x' }], { a: 'x' }));
  assert.ok(matches(['denied', { a: 'x' }], { m: 'denied' }));
});

read('null is missing or null, and so is an empty list', () => {
  for (const search of [{ a: null }, { a: [] }]) {
    assert.ok(matches(search, {}));
    assert.ok(matches(search, { a: null }));
    assert.not.ok(matches(search, { a: '' }));
  }
  assert.ok(matches({ a: ['x', null] }, {}));
});

read('all may have one value, numbers a list', () => {
  assert.ok(matches({ 'a|contains|all': 'x' }, { a: 'axb' }));
  assert.ok(matches({ 'n|gte': [5, 10] }, { n: 7 }));
});

read('level is a field as any other', () => {
  assert.ok(matches({ level: 'loud' }, { level: 'LOUD' }));
});

read('refuses what is empty', () => {
  assert.equal(problemsOf([ruleText({ sel: {}, condition: 'sel' })]), ['1 SIGMA_BAD_RULE: an empty detection']);
  assert.equal(problemsOf([ruleText({ sel: [], condition: 'sel' })]), ['1 SIGMA_BAD_RULE: an empty detection']);
  assert.equal(problemsOf([ruleText({ sel: [null], condition: 'sel' })]), ['1 SIGMA_BAD_RULE: a search for nothing needs a field']);
});

read('reports what conditions report', () => {
  assert.equal(problemsOf([ruleText({ sel: { 'a|containz': 'x', 'b|re': '(', 'c|re': '(?=x)y', 'd|expand': '%x%' }, condition: 'sel' })]), [
    '1 CONDITION_UNKNOWN_MODIFIER: the modifier "containz" is not known',
    '1 CONDITION_BAD_VALUE: not a regular expression: Invalid regular expression: /(/: Unterminated group',
    '1 CONDITION_UNSAFE_REGEX: the regular expression could take too long: look-around',
    '1 CONDITION_UNKNOWN_LIST: there is no list "x"',
  ]);
});

read.run();

const items = suite('mapItems');

items('changes each item, and leaves out what is left out', () => {
  const detection = readDetection([{ a: 1, b: 2 }, { c: 3 }], ['sel'], () => assert.unreachable());
  const fields = (found: Detection | undefined): readonly string[] | undefined => found && itemsOf(found).map(({ field }) => field);
  assert.equal(fields(mapItems(detection, (item) => ({ ...item, field: `x.${item.field}` }))), ['x.a', 'x.b', 'x.c']);
  assert.equal(fields(mapItems(detection, (item) => (item.field === 'b' ? undefined : item))), ['a', 'c']);
  assert.is(mapItems(detection, () => undefined), undefined);
  assert.equal(together('any', [NOTHING]), NOTHING);
});

items.run();
