import * as assert from 'uvu/assert';
import { parseMention } from '../../../plugins/discord/mention.js';
import { suite } from '../../support/suite.js';

const test = suite('parseMention');

test('reads roles and people', () => {
  assert.equal(parseMention('<@&4711>'), { text: '<@&4711>', roles: ['4711'] });
  assert.equal(parseMention('<@4711>'), { text: '<@4711>', users: ['4711'] });
  assert.equal(parseMention('<@!4711>'), { text: '<@4711>', users: ['4711'] });
});

test('leaves out what could call more than one', () => {
  for (const mention of ['', '@everyone', '@here', '<@U123>', '<@1> <@2>', '<!here>', '<#1>']) assert.is(parseMention(mention), undefined);
});

test.run();
