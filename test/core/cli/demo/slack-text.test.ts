import * as assert from 'uvu/assert';
import { slackText } from '../../../../core/cli/demo/slack-text.js';
import { suite } from '../../../support/suite.js';

const test = suite('slackText');

test('reads blocks as a person does', () => {
  assert.equal(slackText({
    text: 'not shown beside blocks',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: 'FIRING' } },
      {
        type: 'rich_text', elements: [
          { type: 'rich_text_section', elements: [{ type: 'text', text: 'Since ' }, { type: 'date', timestamp: 1, format: '{time}', fallback: 'noon' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'one' }, { type: 'text', text: '\ntwo' }] },
        ],
      },
      { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text: 'Runbook' }, url: 'https://example.com/x' }] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'a &lt;b&gt; &amp;amp;' }] },
    ],
  }), ['FIRING', 'Since noon', '  one', '  two', '[Runbook] https://example.com/x', 'a <b> &amp;']);
});

test('reads a message of one sentence', () => {
  assert.equal(slackText({ text: 'Firing, critical: x.' }), ['Firing, critical: x.']);
});

test.run();
