import { Ajv2020 } from 'ajv/dist/2020.js';
import * as assert from 'uvu/assert';
import { ALERT_SEVERITIES } from '../../core/contract/alert.js';
import { triggerSchema } from '../../schemas/trigger.js';
import { suite } from '../support/suite.js';

const test = suite('triggerSchema');

const ajv = new Ajv2020({ strict: true, allErrors: true, useDefaults: true, discriminator: true, allowUnionTypes: true });
for (const format of ['duration', 'uri']) ajv.addFormat(format, true);
const validate = ajv.compile(triggerSchema);
const BASE = { name: 'a', when: { level: 'error' }, alert: 'slack' };
const passes = (trigger: unknown): boolean => validate(structuredClone(trigger));

test('takes every form that the guide shows', () => {
  const good = [
    BASE,
    { ...BASE, when: [{ a: 1 }, { 'b|contains|all': ['x', 'y'], not: { c: null } }], alert: ['a', 'b'] },
    { ...BASE, count: { gte: 10, within: '5m', by: ['user', 'client.ip'] }, throttle: { every: '10m', backoff: 2, max: '6h' } },
    { ...BASE, alert: { to: 'a', title: 'x ${user}', text: '', mention: '@here', runbook: 'https://example.org' }, tags: ['x'], enabled: false, severity: 'info', description: 'd' },
  ];
  for (const trigger of good) assert.ok(passes(trigger), `${JSON.stringify(trigger)}: ${ajv.errorsText(validate.errors)}`);
});

test('refuses what is no trigger', () => {
  const bad = [
    {}, { ...BASE, name: '' }, { ...BASE, name: 'a b' }, { ...BASE, when: 'x' }, { ...BASE, when: {} }, { ...BASE, alert: [] }, { ...BASE, alert: { title: 'x' } }, { ...BASE, nope: 1 },
    { ...BASE, count: { gte: 0, within: '5m' } }, { ...BASE, count: { gte: 1 } }, { ...BASE, throttle: {} }, { ...BASE, throttle: { every: '1m', backoff: 0.5 } }, { ...BASE, severity: 'page' },
  ];
  for (const trigger of bad) assert.not.ok(passes(trigger), JSON.stringify(trigger));
});

test('fills in what is not stated', () => {
  const trigger = { ...BASE, throttle: { every: '1m' } };
  assert.ok(validate(trigger));
  assert.equal(trigger, { ...BASE, throttle: { every: '1m', backoff: 1, max: '24h' }, severity: 'warning', escalate: [], tags: [], window: 'sliding', timezone: 'UTC', by_missing: 'group', on_match: 'keep', regex: 'refuse', dry_run: false, enabled: true });
});

test('knows the severities that alerts have', () => {
  assert.equal(triggerSchema.properties.severity.enum, ALERT_SEVERITIES);
});

test.run();
