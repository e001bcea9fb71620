import * as assert from 'uvu/assert';
import { Inheritance } from '../../../core/runtime/inheritance.js';
import { suite } from '../../support/suite.js';

const test = suite('Inheritance');

test('opens at once for whom nobody is to be waited for', () => {
  let opened = 0;
  new Inheritance().openAfter('sinks.a', () => opened++);
  assert.is(opened, 1);
});

test('opens when the last of those has come to its end', () => {
  const inheritance = new Inheritance();
  let opened = 0;
  inheritance.add('sinks.new', 'sinks.a');
  inheritance.add('sinks.new', 'sinks.b');
  inheritance.openAfter('sinks.new', () => opened++);
  inheritance.settle('sinks.a');
  inheritance.settle('sinks.other');
  assert.is(opened, 0);
  inheritance.settle('sinks.b');
  inheritance.settle('sinks.b');
  assert.is(opened, 1);
});

test('opens at once where they had come to their ends before', () => {
  const inheritance = new Inheritance();
  let opened = 0;
  inheritance.add('sinks.new', 'sinks.a');
  inheritance.settle('sinks.a');
  inheritance.openAfter('sinks.new', () => opened++);
  assert.is(opened, 1);
});

test.run();
