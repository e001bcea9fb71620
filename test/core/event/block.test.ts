import * as assert from 'uvu/assert';
import { Block } from '../../../core/event/block.js';
import { suite } from '../../support/suite.js';

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

test.run();
