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

test.run();
