import * as assert from 'uvu/assert';
import { fold } from '../../../core/condition/fold.js';
import { suite } from '../../support/suite.js';

const test = suite('fold');

test('gives lower case, also where remembered results share a place', () => {
  const words = ['ERROR', 'Error', 'Denied', 'DENIED', 'Ünïcode', 'x'.repeat(9000).toUpperCase()];
  for (let round = 0; round < 3; round++) for (const word of words) assert.is(fold(word), word.toLowerCase());
});

test.run();
