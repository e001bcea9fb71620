import * as assert from 'uvu/assert';
import { neededFor } from '../../../core/trigger/needed.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('neededFor');

const ALL: readonly TriggerConfig[] = [
  triggerConfig({ name: 'first' }),
  triggerConfig({ name: 'second' }),
  triggerConfig({ name: 'off', enabled: false }),
  triggerConfig({ name: 'chained', when: { trigger: 'first' } }),
  triggerConfig({ name: 'quiet', when: { event: 'deploy' }, suppress: { triggers: ['second'], for: 1000 } }),
  triggerConfig({ name: 'quieter', when: { event: 'deploy' }, suppress: { triggers: 'quiet', for: 1000 } }),
];
const needed = (...names: readonly string[]): readonly string[] => neededFor(ALL.filter(({ name }) => names.includes(name)), ALL).map(({ name }) => name);

test('a trigger that stands alone needs no other', () => {
  assert.equal(needed('first'), ['first']);
  assert.equal(needed(), []);
});

test('what keeps it quiet is needed, and what keeps that quiet', () => {
  assert.equal(needed('second'), ['second', 'quiet', 'quieter']);
});

test('one that is about others needs all that are enabled', () => {
  assert.equal(needed('chained'), ['first', 'second', 'chained', 'quiet', 'quieter']);
});

test.run();
