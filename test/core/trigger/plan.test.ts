import * as assert from 'uvu/assert';
import { HushpipeError } from '../../../core/contract/errors.js';
import { planTriggers } from '../../../core/trigger/plan.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('planTriggers');

const shapeOf = (fields: Partial<TriggerConfig>): string | undefined => planTriggers([triggerConfig(fields)])[0]?.shape;

test('semantics 11: the shape hangs on condition, window length and grouping, not on the rest', () => {
  const count = { gte: 10, within: 1000, by: ['user'] };
  const shape = shapeOf({ count });
  assert.is(shapeOf({ count: { ...count, gte: 3 }, severity: 'critical', alert: 'other', throttle: { every: 1, backoff: 1, max: 1 } }), shape);
  assert.is(shapeOf({ count: { ...count, by: 'user' } }), shape);
  assert.is.not(shapeOf({ count: { ...count, within: 1001 } }), shape);
  assert.is.not(shapeOf({ count: { ...count, by: ['user', 'ip'] } }), shape);
  assert.is.not(shapeOf({ count, when: { event: 'x' } }), shape);
  assert.is.not(shapeOf({}), shape);
});

test('the order of keys in a condition does not matter to the shape', () => {
  assert.is(shapeOf({ when: { a: 1, not: { b: 2, c: 3 } } }), shapeOf({ when: { not: { c: 3, b: 2 }, a: 1 } }));
});

test('leaves out what is not enabled', () => {
  const plans = planTriggers([triggerConfig({ name: 'a', enabled: false }), triggerConfig({ name: 'b' })]);
  assert.equal(plans.map(({ name }) => name), ['b']);
});

function codeOf(triggers: readonly TriggerConfig[]): string {
  try {
    planTriggers(triggers);
  } catch (error) {
    return error instanceof HushpipeError ? `${error.code}: ${error.message}` : 'another error';
  }
  return '';
}

test('refuses a condition that cannot be read, and a name used twice', () => {
  assert.is(codeOf([triggerConfig({ when: { 'a|nope': 1 } })]), 'CONDITION_UNKNOWN_MODIFIER: Trigger "failed-logins", when.a|nope: the modifier "nope" is not known');
  assert.is(codeOf([triggerConfig(), triggerConfig()]), 'TRIGGER_DUPLICATE: Two triggers are named "failed-logins".');
});

test.run();
