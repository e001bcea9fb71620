import * as assert from 'uvu/assert';
import { parseMention } from '../../../plugins/teams/mention.js';
import { suite } from '../../support/suite.js';

const test = suite('parseMention');

test('reads a name with the address or the id of an account', () => {
  assert.equal(parseMention('Ann Lee <ann@example.com>'), { text: '<at>Ann Lee</at>', entity: { type: 'mention', text: '<at>Ann Lee</at>', mentioned: { id: 'ann@example.com', name: 'Ann Lee' } } });
  assert.is(parseMention('Ops <00000000-0000-0000-0000-000000000000>')?.text, '<at>Ops</at>');
});

test('leaves out what Teams would not understand', () => {
  for (const mention of ['', '@here', '<@U1>', 'Ann', '<ann@example.com>', 'A<b> <ann@example.com>']) assert.is(parseMention(mention), undefined);
});

test.run();
