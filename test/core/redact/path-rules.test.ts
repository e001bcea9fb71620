import * as assert from 'uvu/assert';
import { createPathRules, parseSelector, selectorEndings, selectorName } from '../../../core/redact/path-rules.js';
import type { Action } from '../../../core/redact/rule.js';
import { suite } from '../../support/suite.js';

function pathsOf(selectors: Readonly<Record<string, Action>>): ReturnType<typeof createPathRules> {
  return createPathRules(Object.entries(selectors).map(([selector, action]) => {
    const steps = parseSelector(selector) ?? [];
    return { steps, rule: { name: selectorName(steps), action, secret: false } };
  }));
}
const matches = (selector: string, ...path: (string | number)[]): boolean => pathsOf({ [selector]: 'mask' })(path) !== undefined;

const parse = suite('parseSelector');
parse('refuses what is no selector', () => {
  for (const text of ['', '.', '.a', 'a.', 'a..b', 'a[', 'a[x]', 'a.[0]', 'a[0]b', '**', 'a.**', 'a b', '["x"', 'a**']) assert.is(parseSelector(text), undefined, text);
  for (const text of ['a', 'a.b', '*', '*.a', '**.a', 'a[*].c', 'a[0][1]', '["odd name"].x', 'a["b.c"]', 'a.**.b.*']) assert.ok(parseSelector(text), text);
});
parse.run();

const test = suite('createPathRules');

test('matches names, indexes and wildcards', () => {
  assert.ok(matches('user.email', 'user', 'email'));
  assert.not.ok(matches('user.email', 'user', 'email', 'x'));
  assert.not.ok(matches('user.email', 'a', 'user', 'email'));
  assert.not.ok(matches('user.email', 'user', 'Email'));
  assert.ok(matches('items[*].card', 'items', 3, 'card'));
  assert.not.ok(matches('items[*].card', 'items', 'x', 'card'));
  assert.ok(matches('items[1]', 'items', 1) && matches('items.1', 'items', 1));
  assert.not.ok(matches('items[1]', 'items', 2));
  assert.ok(matches('*.card', 'x', 'card') && matches('*', 'x') && matches('a.*.c', 'a', 0, 'c'));
  assert.not.ok(matches('*.card', 'card'));
});

test('lets ** stand for any number of steps, also none', () => {
  for (const path of [['user', 'ssn'], ['user', 'a', 'ssn'], ['user', 'a', 0, 'b', 'ssn'], ['user', 'ssn', 'ssn']]) assert.ok(matches('user.**.ssn', ...path), path.join('.'));
  for (const path of [['ssn'], ['user'], ['user', 'ssn', 'x'], ['a', 'user', 'ssn']]) assert.not.ok(matches('user.**.ssn', ...path), path.join('.'));
  assert.ok(matches('**.a.**.b', 'x', 'a', 'a', 'y', 'b'));
  assert.ok(matches('a.**.b.*', 'a', 'b', 'c', 'b', 'd'));
});

test('finds a member whose own name has dots under the same selector', () => {
  assert.ok(matches('user.email', 'user.email'));
  assert.ok(matches('["user.email"]', 'user.email'));
  assert.ok(matches('a.**.email', 'a', 'user.email'));
  assert.not.ok(matches('["user.email"]', 'user', 'email'));
});

test('takes the rule that is stated first', () => {
  assert.is(pathsOf({ '*.a': 'drop', 'x.a': 'keep' })(['x', 'a'])?.action, 'drop');
  assert.is(pathsOf({ 'x.a': 'keep', '*.a': 'drop' })(['x', 'a'])?.action, 'keep');
  assert.is(pathsOf({ 'x.a': 'keep', 'x.*': 'drop' })(['x', 'b'])?.action, 'drop');
});

test('is quick where ** meets a deep path', () => {
  const find = pathsOf({ '**.a.**.a.**.a.**.a.**.b': 'mask' });
  const path = Array.from({ length: 2000 }, () => 'a');
  const started = process.hrtime.bigint();
  assert.is(find([...path, 'c', 'b']), find([...path, 'b']));
  assert.ok(process.hrtime.bigint() - started < 200_000_000n);
});

test('names a selector by its last name and tells in what its members end', () => {
  const steps = (text: string): NonNullable<ReturnType<typeof parseSelector>> => parseSelector(text) ?? [];
  assert.is(selectorName(steps('user.home_Address[0]')), 'home_Address');
  assert.equal(selectorEndings(steps('user.home_Address')), ['homeaddress']);
  assert.equal(selectorEndings(steps('user.list[10]')), ['list', '10']);
  assert.is(selectorEndings(steps('user.*')), undefined);
  assert.equal(selectorEndings(steps('list[*]')), ['list']);
});

test.run();
