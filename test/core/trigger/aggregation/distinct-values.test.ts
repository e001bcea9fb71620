import * as assert from 'uvu/assert';
import { DistinctValues } from '../../../../core/trigger/aggregation/distinct-values.js';
import { valueHash } from '../../../../core/trigger/aggregation/value-hash.js';
import { suite } from '../../../support/suite.js';

const test = suite('DistinctValues');

test('estimates 100,000 and 1,000,000 values to a few per cent, in little memory', () => {
  const values = new DistinctValues();
  for (let i = 0; i < 1_000_000; i++) {
    values.add(valueHash(`user-${i}`), i, -1);
    if (i === 99_999) assert.ok(Math.abs(values.count(-1).value - 100_000) < 5000, `${values.count(-1).value}`);
  }
  assert.ok(Math.abs(values.count(-1).value - 1_000_000) < 50_000, `${values.count(-1).value}`);
  assert.ok(values.kept <= 2048);
});

test('an estimate slides: what was last seen before the window does not count', () => {
  const values = new DistinctValues();
  for (let i = 0; i < 10_000; i++) values.add(valueHash(`user-${i}`), i, i - 20_000);
  const { value } = values.count(4999);
  assert.ok(Math.abs(value - 5000) < 300, `${value}`);
  assert.is(values.count(10_000).value, 0);
});

test('the same values give the same estimate, in whatever order they come', () => {
  const forth = new DistinctValues();
  const back = new DistinctValues();
  for (let i = 0; i < 3000; i++) {
    forth.add(valueHash(`user-${i}`), 0, -1);
    back.add(valueHash(`user-${2999 - i}`), 0, -1);
  }
  assert.is(back.count(-1).value, forth.count(-1).value);
});

test('goes on after a restart as if there had been none', () => {
  const values = new DistinctValues();
  for (let i = 0; i < 5000; i++) values.add(valueHash(`user-${i}`), i, i - 3000);
  const loaded = new DistinctValues();
  loaded.load(JSON.parse(JSON.stringify(values)));
  assert.equal(loaded.toJSON(), values.toJSON());
});

test.run();
