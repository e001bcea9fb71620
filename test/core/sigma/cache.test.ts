import * as assert from 'uvu/assert';
import { SigmaCache } from '../../../core/sigma/cache.js';
import { loadSigma, type SigmaOptions } from '../../../core/sigma/load.js';
import { suite } from '../../support/suite.js';
import { reading, ruleText } from './sigma-text.js';

const test = suite('SigmaCache');

const source = (name: string, ...texts: readonly string[]) => ({ name, text: texts.join('\n---\n') });
const rule = (id: string, value: unknown): string => ruleText({ sel: { a: value }, condition: 'sel' }, { id });

test('gives the same conditions again for files that are the same, and new ones for those that are not', () => {
  const cache = new SigmaCache();
  const first = loadSigma([source('a.yml', rule('a', 1)), source('b.yml', rule('b', 1))], { cache });
  const second = loadSigma([source('a.yml', rule('a', 1)), source('b.yml', rule('b', 2))], { cache });
  assert.is(second.rules[0]?.condition, first.rules[0]?.condition);
  assert.is.not(second.rules[1]?.condition, first.rules[1]?.condition);
  assert.ok(second.rules[1]?.condition.matches(reading({ a: 2 })));
});

test('makes all anew where pipelines, lists or filters changed', () => {
  const filter = JSON.stringify({ title: 'f', logsource: {}, filter: { rules: 'any', sel: { u: 'x' }, condition: 'not sel' } });
  const pipeline = source('p.yml', JSON.stringify({ name: 'p', transformations: [{ type: 'field_name_prefix', prefix: 'x.' }] }));
  const cache = new SigmaCache();
  const load = (options: SigmaOptions, ...more: readonly string[]): boolean => loadSigma([source('a.yml', rule('a', 1)), source('f.yml', ...more)], { ...options, cache }).rules[0]?.condition.matches(reading({ a: 1, u: 'x' })) ?? false;
  assert.ok(load({}));
  assert.not.ok(load({}, filter));
  assert.not.ok(load({ pipelines: [pipeline] }));
  assert.ok(load({ lists: { l: ['x'] } }));
  assert.ok(load({}));
});

test('tells the problems of files that are the same again, at their places', () => {
  const cache = new SigmaCache();
  const texts = [rule('a', 1), ruleText({ sel: { 'a|nope': 1 }, condition: 'sel' }, { id: 'b' }), 'title: [', rule('a', 2)];
  const load = (): unknown => loadSigma([source('a.yml', ...texts)], { cache }).problems;
  const first = load();
  assert.is((first as readonly unknown[]).length, 3);
  assert.equal(load(), first);
});

test('keeps what the latest load asked for, and no more', () => {
  const cache = new SigmaCache();
  const condition = (text: string) => loadSigma([source('a.yml', text)], { cache }).rules[0]?.condition;
  const first = condition(rule('a', 1));
  condition(rule('a', 2));
  assert.is.not(condition(rule('a', 1)), first);
});

test.run();
