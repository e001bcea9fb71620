import * as assert from 'uvu/assert';
import { expandPlaceholders } from '../../../core/condition/placeholders.js';
import { suite } from '../../support/suite.js';

const test = suite('expandPlaceholders');
const lists = { users: ['eve', 'bob'], ports: [22, 443] };

test('puts each value in place of the name', () => {
  assert.equal(expandPlaceholders('%users%', lists, 10), ['eve', 'bob']);
  assert.equal(expandPlaceholders('a-%users%:%ports%', lists, 10), ['a-eve:22', 'a-eve:443', 'a-bob:22', 'a-bob:443']);
});

test('leaves a text without placeholders, and what is escaped', () => {
  assert.equal(expandPlaceholders('100%', lists, 10), ['100%']);
  assert.equal(expandPlaceholders('\\%users%', lists, 10), ['\\%users%']);
});

test('names a list that is not there', () => {
  assert.equal(expandPlaceholders('%guests%', lists, 10), { missing: 'guests' });
  assert.equal(expandPlaceholders('%constructor%', lists, 10), { missing: 'constructor' });
});

test('stops at too many', () => {
  assert.equal(expandPlaceholders('%users%%users%', lists, 3), { count: 4 });
});

test.run();
