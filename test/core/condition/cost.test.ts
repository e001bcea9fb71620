import * as assert from 'uvu/assert';
import { compileCondition } from '../../../core/condition/condition.js';
import { suite } from '../../support/suite.js';

const test = suite('costOf');

const cost = (when: unknown): number => compileCondition(when).condition?.cost ?? Number.NaN;

test('goes with what has to be tested', () => {
  assert.ok(cost({ 'm|neq': 'a' }) < cost({ 'm|contains|neq': 'a' }));
  assert.ok(cost({ 'm|contains|neq': 'a' }) < cost({ 'm|contains|neq': ['a', 'b', 'c'] }));
  assert.ok(cost({ 'm|contains|neq': ['a', 'b', 'c'] }) < cost({ 'm|re|neq': '\\d+' }));
  assert.ok(cost({ 'm|re|neq': '\\d+' }) < cost({ not: { '|re': '\\d+' } }));
});

test('is small where an index seldom has to look at it', () => {
  assert.ok(cost({ 'm|contains': 'a long needle' }) < cost({ 'm|contains|neq': 'a long needle' }) / 100);
  assert.ok(cost({ 'm|re': 'needle \\d+' }) < cost({ 'm|re': '\\d+' }) / 100);
});

test.run();
