import * as assert from 'uvu/assert';
import { Block } from '../../../core/event/block.js';
import type { LineEvent } from '../../../core/event/line-event.js';
import { suite } from '../../support/suite.js';
import { lineEvents } from './make-line.js';

const test = suite('Block');

test('is written whole unless it is said how far', () => {
  assert.is(new Block(Buffer.from('abc')).written, 3);
  assert.is(new Block(Buffer.from('abc'), 1).written, 1);
});

test('has one tape, made when it is asked for', () => {
  const block = new Block(Buffer.from('{}'));
  assert.is(block.tape, block.tape);
  assert.is(block.tape.used, 0);
});

test('gives its tape up, and events find their fields again', () => {
  const events = lineEvents(['{"a":1,"b":{"c":2}}', '{"a":3}']);
  const [first, second] = events as [LineEvent, LineEvent];
  assert.is(first.get('a'), 1);
  first.block.releaseTape();
  // Another block takes the same array for its own members.
  const [other] = lineEvents(['{"zz":0,"y":{"c":9}}']) as [LineEvent];
  assert.is(other.get('zz'), 0);
  assert.is(second.get('a'), 3);
  assert.is(first.get('b.c'), 2);
  assert.is(other.get('y.c'), 9);
  first.block.releaseTape();
  assert.is(first.inClass('audit').get('a'), 1);
});

test('strikes out a line and nothing around it', () => {
  const block = new Block(Buffer.from('one\ntwo\n'));
  block.strikeOut(4, 7);
  assert.is(block.bytes.toString(), 'one\n***\n');
});

test.run();
