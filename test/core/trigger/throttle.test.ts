import * as assert from 'uvu/assert';
import { loadThrottle, newThrottle, requestNotice, saveThrottle, waitsUntil } from '../../../core/trigger/throttle.js';
import { suite } from '../../support/suite.js';

const test = suite('requestNotice');

const EVERY_10 = { every: 10, backoff: 1, max: 1000 };

test('lets the first through, then one each time, with the number held back since', () => {
  const state = newThrottle();
  const answers = [0, 3, 9, 10, 11, 25].map((at) => requestNotice(state, EVERY_10, at));
  assert.equal(answers, [0, undefined, undefined, 2, undefined, 1]);
});

test('waits longer each time while there is something to hold back, up to max, and as at first after a quiet wait', () => {
  const state = newThrottle();
  const config = { every: 10, backoff: 2, max: 35 };
  const waits: number[] = [];
  let at = 0;
  for (let i = 0; i < 5; i++) {
    requestNotice(state, config, at);
    waits.push(waitsUntil(state, config) - at);
    requestNotice(state, config, at + 1);
    at = waitsUntil(state, config);
  }
  assert.equal(waits, [10, 20, 35, 35, 35]);
  requestNotice(state, config, at);
  at = waitsUntil(state, config);
  requestNotice(state, config, at);
  assert.is(waitsUntil(state, config) - at, 10);
});

test('holds back what is older than the last notice', () => {
  const state = newThrottle();
  requestNotice(state, EVERY_10, 100);
  assert.is(requestNotice(state, EVERY_10, 5), undefined);
});

test('lets all through without a throttle', () => {
  const state = newThrottle();
  assert.equal([0, 0, 1].map((at) => requestNotice(state, undefined, at)), [0, 0, 0]);
});

test('survives being saved', () => {
  const state = newThrottle();
  assert.equal(loadThrottle(saveThrottle(state)), state);
  requestNotice(state, EVERY_10, 100);
  requestNotice(state, EVERY_10, 101);
  assert.equal(loadThrottle(JSON.parse(JSON.stringify(saveThrottle(state))) as never), state);
});

test('recovery gradual: notices soon after a wait make it longer, quiet makes it shorter step by step', () => {
  const config = { every: 10, backoff: 2, max: 35, recovery: 'gradual' } as const;
  const state = newThrottle();
  const waits = [0, 10, 30, 65, 100, 145].map((at) => [requestNotice(state, config, at), waitsUntil(state, config) - at]);
  assert.equal(waits, [[0, 10], [0, 20], [0, 35], [0, 35], [0, 35], [0, 35]]);
  assert.is(requestNotice(state, config, 179), undefined);
  assert.is(requestNotice(state, config, 300), 1);
  assert.is(waitsUntil(state, config), 310, 'quiet for long');
  assert.equal(loadThrottle(saveThrottle(state)), state);
});

test.run();
