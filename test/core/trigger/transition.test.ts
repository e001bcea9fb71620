import * as assert from 'uvu/assert';
import { hash, transitionId } from '../../../core/trigger/transition.js';
import { suite } from '../../support/suite.js';

const test = suite('transitionId');

test('is the same for the same trigger, group and window start, and no other', () => {
  const id = transitionId('logins', ['seve', 1000]);
  assert.is(transitionId('logins', ['seve', 1000]), id);
  assert.match(id, /^logins\/[\w-]{16}$/);
  assert.is(new Set([id, transitionId('logins', ['seve', 1001]), transitionId('logins', ['sbob', 1000]), transitionId('other', ['seve', 1000])]).size, 4);
});

test('hangs on nothing but the value', () => {
  assert.is(hash(['a', 1]), 'E18XpHWmGv3urzdZ');
});

test.run();
