import * as assert from 'uvu/assert';
import { STRIDE, Tape } from '../../../core/event/tape.js';
import { suite } from '../../support/suite.js';

const test = suite('Tape');

test('grows to twice its size and keeps what is on it', () => {
  const tape = new Tape(0);
  const { length } = tape.data;
  assert.ok(length >= STRIDE);
  tape.data.set([1, 2, 3, 4]);
  tape.used = STRIDE;
  const data = tape.grow();
  assert.is(tape.data, data);
  assert.is(data.length, length * 2);
  assert.equal([...data.subarray(0, STRIDE)], [1, 2, 3, 4]);
  assert.is(tape.used, STRIDE);
});

test('takes the array of one that was let go, if it is about as large as needed', () => {
  const tape = new Tape(60_000);
  const { data } = tape;
  tape.release();
  assert.is(tape.used, 0);
  assert.ok(new Tape(60).data.length < 100, 'a small tape takes a small array');
  assert.ok(new Tape(600_000).data.length >= 100_000);
  assert.is(new Tape(50_000).data, data);
  assert.is.not(new Tape(50_000).data, data);
});

test('keeps no array of an enormous block', () => {
  const tape = new Tape(20_000_000);
  const { data } = tape;
  tape.release();
  assert.is.not(new Tape(20_000_000).data, data);
});

test('can be written to after it was let go', () => {
  const tape = new Tape(0);
  tape.release();
  assert.ok(tape.grow().length >= STRIDE);
});

test.run();
