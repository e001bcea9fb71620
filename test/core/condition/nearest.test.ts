import * as assert from 'uvu/assert';
import { nearest } from '../../../core/condition/nearest.js';
import { suite } from '../../support/suite.js';

const test = suite('nearest');

test('finds the word with the fewest typing mistakes', () => {
  const words = ['info', 'warning', 'critical'];
  assert.is(nearest('crtical', words), 'critical');
  assert.is(nearest('wraning', words), 'warning');
  assert.is(nearest('Info', words), 'info');
});

test('names nothing where no word is close', () => {
  assert.is(nearest('page', ['info', 'warning', 'critical']), undefined);
  assert.is(nearest('x', []), undefined);
});

test.run();
