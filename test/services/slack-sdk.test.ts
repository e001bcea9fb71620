import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../core/contract/alert.js';
import type { SlackPayload } from '../../plugins/slack/limits.js';
import { renderSlack } from '../../plugins/slack/render.js';
import { HOSTILE_RUN, hostileNotice } from '../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../support/notices.js';
import { suite } from '../support/suite.js';

const python = process.env['HUSHPIPE_TEST_SLACK_SDK'];
const test = suite('the validators of Slack\'s Python SDK');

/** Reads blocks, one message a line, and writes for each what the SDK says against them: null, or why. */
const PROGRAM = `
import json, sys
from slack_sdk.models.blocks import Block
for line in sys.stdin:
    try:
        blocks = json.loads(line)
        parsed = Block.parse_all(blocks)
        if len(parsed) != len(blocks): raise ValueError("a block of an unknown type")
        for block in parsed: block.to_dict()
        print("null", flush=True)
    except Exception as error:
        print(json.dumps(f"{type(error).__name__}: {error}"), flush=True)
`;

/** What the SDK says of each message. */
async function judge(command: string, messages: readonly object[]): Promise<readonly (string | null)[]> {
  const child = spawn(command, ['-c', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  child.stdin.end(messages.map((blocks) => `${JSON.stringify(blocks)}\n`).join(''));
  const verdicts: (string | null)[] = [];
  for await (const line of createInterface({ input: child.stdout })) verdicts.push(JSON.parse(line) as string | null);
  assert.is(await ended, 0);
  assert.is(verdicts.length, messages.length);
  return verdicts;
}

const blocksOf = ({ blocks = [] }: SlackPayload): readonly object[] => blocks;

if (python === undefined) {
  test.skip('take 1,000 hostile notices', 'set HUSHPIPE_TEST_SLACK_SDK to a Python that has slack_sdk');
} else {
  test('refuse what is over a limit', async () => {
    const header = { type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } };
    const button = { type: 'actions', elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: 'x'.repeat(76) } }] };
    const verdicts = await judge(python, [[header], [button], [{ type: 'nonsense' }]]);
    assert.ok(verdicts.every((verdict) => verdict !== null), JSON.stringify(verdicts));
  });

  test('take every state, form and summary', async () => {
    const forms = ['post', 'edit', 'reply', 'broadcast'] as const;
    const messages = ALERT_CAUSES.flatMap((cause) => forms.map((form) => renderSlack(notice(LIFE[cause], { cause, form }), { mention: '<!subteam^S1>', interactivity: form === 'edit' })));
    const verdicts = await judge(python, [...messages, renderSlack(summaryNotice())].map(blocksOf));
    assert.equal(verdicts.filter((verdict) => verdict !== null), []);
  });

  test('take 1,000 hostile notices', async () => {
    const messages = fc.sample(hostileNotice, { ...HOSTILE_RUN, numRuns: 1000 }).map((said) => blocksOf(renderSlack(said)));
    const verdicts = await judge(python, messages);
    console.log(`\nlooked at ${verdicts.length} messages`);
    assert.is(verdicts.length, 1000);
    assert.equal(verdicts.filter((verdict) => verdict !== null), []);
  }, { limit: 60_000 });
}

test.run();
