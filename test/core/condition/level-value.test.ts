import * as assert from 'uvu/assert';
import { levelsOf } from '../../../core/condition/level-value.js';
import { suite } from '../../support/suite.js';

const test = suite('levelsOf');

test('reads a level as a log would write it', () => {
  assert.equal(levelsOf('equals', 'WARNING'), ['warn']);
  assert.equal(levelsOf('equals', 'fatal'), ['critical']);
  assert.equal(levelsOf('in', 50), ['error']);
  assert.is(levelsOf('equals', 'loud'), undefined);
});

test('compares by severity', () => {
  assert.equal(levelsOf('gte', 'error'), ['error', 'critical']);
  assert.equal(levelsOf('gt', 'error'), ['critical']);
  assert.equal(levelsOf('lte', 'debug'), ['trace', 'debug']);
  assert.equal(levelsOf('lt', 'trace'), []);
});

test.run();
