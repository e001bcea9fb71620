import * as assert from 'uvu/assert';
import { parseSweep, withValue } from '../../../core/cli/sweep.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { suite } from '../../support/suite.js';
import { triggerConfig } from '../../support/trigger-fixtures.js';

const test = suite('parseSweep');

test('spreads values over a range, whole ones and durations', () => {
  assert.equal(parseSweep('count.gte=5..8').values, [5, 6, 7, 8]);
  assert.equal(parseSweep('count=10..100').path, ['count', 'gte']);
  assert.is(parseSweep('count=1..1000').values.length, 10);
  assert.equal(parseSweep('when.count.gte=5..25/10').values, [5, 15, 25]);
  const { values, show } = parseSweep('count.within=1m..3m/1m');
  assert.equal(values.map(show), ['1m', '2m', '3m']);
  assert.equal(parseSweep('ratio.gt=0.1..0.3/0.1').values.length, 3);
});

test('says what it cannot read', () => {
  for (const text of ['count', 'count=5', 'count=x..y', 'count=9..5', 'count=1..1000/1']) assert.throws(() => parseSweep(text), (error: unknown) => error instanceof HushpipeError && error.code === 'CLI_USAGE');
});

test('changes a figure that is there, and no other', () => {
  const trigger = triggerConfig({ count: { gte: 3, within: 60_000 } });
  assert.is(withValue(trigger, ['count', 'gte'], 7)?.count?.gte, 7);
  assert.is(trigger.count?.gte, 3);
  assert.is(withValue(trigger, ['ratio', 'gt'], 7), undefined);
  assert.is(withValue(trigger, ['name'], 7), undefined);
});

test.run();
