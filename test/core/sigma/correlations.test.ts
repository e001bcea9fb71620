import * as assert from 'uvu/assert';
import { loadSigma } from '../../../core/sigma/load.js';
import { sigmaTriggers } from '../../../core/sigma/sigma-triggers.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { suite } from '../../support/suite.js';
import { eventsAt, testEngine } from '../../support/trigger-fixtures.js';

const test = suite('Correlations');

const triggers = (gte: number): readonly TriggerConfig[] => sigmaTriggers(loadSigma([{ name: 'rules.yml', text: `title: Failed
id: failed
logsource: {}
detection: { sel: { event: login_failed }, condition: sel }
---
title: Often
id: often
correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: ${gte} } }
` }]), { min_level: 'informational' }).map(({ config }) => config);

test('fire for the group that met the rule often enough', () => {
  const { engine } = testEngine(triggers(2));
  const fired = engine.process(eventsAt([0, { user: 'a' }], [1, { user: 'b' }], [2, { user: 'a' }]));
  assert.equal(fired.map(({ trigger, key, measure, samples }) => [trigger, key, measure.value, samples.length]), [['often', { user: 'a' }, 2, 1]]);
});

test('keep their windows through a reload that leaves them as they are', () => {
  const { engine } = testEngine(triggers(2));
  engine.process(eventsAt([0, { user: 'a' }]));
  engine.replace(triggers(2));
  assert.is(engine.process(eventsAt([1, { user: 'a' }])).length, 1);
});

test('begin anew where they look for something else', () => {
  const { engine } = testEngine(triggers(2));
  engine.process(eventsAt([0, { user: 'a' }]));
  engine.replace(triggers(3));
  assert.is(engine.process(eventsAt([1, { user: 'a' }], [2, { user: 'a' }])).length, 0);
});

test.run();
