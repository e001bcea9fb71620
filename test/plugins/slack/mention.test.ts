import * as assert from 'uvu/assert';
import { parseMention } from '../../../plugins/slack/mention.js';
import { suite } from '../../support/suite.js';

const test = suite('parseMention');

test('reads people, groups and ranges', () => {
  assert.equal(parseMention('@here'), { text: '<!here>', element: { type: 'broadcast', range: 'here' } });
  assert.equal(parseMention('<!channel>'), { text: '<!channel>', element: { type: 'broadcast', range: 'channel' } });
  assert.equal(parseMention('<@U12AB>'), { text: '<@U12AB>', element: { type: 'user', user_id: 'U12AB' } });
  assert.equal(parseMention('<!subteam^S12>'), { text: '<!subteam^S12>', element: { type: 'usergroup', usergroup_id: 'S12' } });
});

test('leaves out what Slack would not understand', () => {
  for (const mention of ['', 'eve', '@eve', '<@&123>', '<@123>', '<!date^1^x>', '<!here> <@U1>', '<https://x.example>']) assert.is(parseMention(mention), undefined);
});

test.run();
