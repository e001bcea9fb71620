import * as assert from 'uvu/assert';
import { Breaker } from '../../../core/pipeline/breaker.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('Breaker');

let clock: VirtualClock;
let breaker: Breaker;

test.before.each(() => {
  clock = new VirtualClock();
  breaker = new Breaker({ failures: 3, cooldown: 10_000 }, clock);
});

const fail = (times: number): boolean[] => Array.from({ length: times }, () => breaker.failed());

test('opens at so many failures in a row, and says so once', () => {
  assert.equal(fail(2), [false, false]);
  assert.is(breaker.pass(), 0);
  breaker.succeeded();
  assert.equal(fail(4), [false, false, true, false]);
});

test('stays open for its cooldown', async () => {
  fail(3);
  assert.is(breaker.pass(), 10_000);
  await clock.advance(4000);
  assert.is(breaker.pass(), 6000);
});

test('then lets one try for all, and its success closes it', async () => {
  fail(3);
  await clock.advance(10_000);
  assert.equal([breaker.pass(), breaker.pass(), breaker.pass()], [0, 10_000, 10_000]);
  breaker.succeeded();
  assert.equal([breaker.pass(), breaker.pass()], [0, 0]);
});

test('opens again when that one fails', async () => {
  fail(3);
  await clock.advance(10_000);
  assert.is(breaker.pass(), 0);
  await clock.advance(1000);
  breaker.failed();
  assert.is(breaker.pass(), 10_000);
});

test.run();
