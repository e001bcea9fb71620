import * as assert from 'uvu/assert';
import { RecentValues } from '../../../core/trigger/recent-values.js';
import { suite } from '../../support/suite.js';

const test = suite('RecentValues');

test('gives again what was set for a text', () => {
  const values = new RecentValues<number>();
  assert.is(values.get('a'), undefined);
  values.set('a', 1);
  assert.is(values.get('a'), 1);
  assert.is(values.get('b'), undefined);
});

test('lets go of texts that did not come again, and keeps those that did', () => {
  const values = new RecentValues<number>();
  values.set('kept', -1);
  values.set('gone', -2);
  for (let round = 0; round < 1200; round++) {
    assert.is(values.get('kept'), -1);
    values.set(`text ${round}`, round);
  }
  assert.is(values.get('gone'), undefined);
});

test('keeps no long text', () => {
  const values = new RecentValues<number>();
  values.set('x'.repeat(257), 1);
  assert.is(values.get('x'.repeat(257)), undefined);
});

test('stops to remember where no text comes again, and tries anew later', () => {
  const values = new RecentValues<number>();
  for (let round = 0; round < 2000; round++) {
    assert.is(values.get(`text ${round}`), undefined);
    values.set(`text ${round}`, round);
  }
  values.set('a', 1);
  assert.is(values.get('a'), undefined);
  for (let round = 0; round < 14_500; round++) values.get('x');
  values.set('a', 1);
  assert.is(values.get('a'), 1);
});

test.run();
