import * as assert from 'uvu/assert';
import { ALERT_CAUSES, type AlertCause, type AlertDelivery } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { JsonObject } from '../../../core/contract/json.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import slack from '../../../plugins/slack/slack.js';
import { SlackAction, type SlackConfig } from '../../../plugins/slack/slack-action.js';
import { FakeSlackApi } from '../../support/fake-slack-api.js';
import { LIFE, notice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('slack as a bot');

let server: FakeSlackApi;
let ctx: TestContext;
let action: SlackAction;
const { signal } = new AbortController();

function create(changes: Partial<SlackConfig> = {}): SlackAction {
  return new SlackAction({ token: new Secret(FakeSlackApi.token), channel: '#ops', interactivity: false, api_url: server.apiUrl, allow_private: true, ...changes }, ctx);
}

/** Delivers one, and gives its receipt. */
async function say(cause: AlertCause, form: AlertDelivery['form'] = 'post', receipt?: JsonObject): Promise<JsonObject | undefined> {
  const result = await action.deliver([notice(LIFE[cause], { cause, form, receipt, id: `${cause}/${form}` })], signal);
  return result?.receipts?.[0]?.receipt;
}

test.before.each(async () => {
  server = new FakeSlackApi();
  await server.start();
  ctx = testContext();
  action = create();
});

test.after.each(() => server.stop());

test('one message is edited through its whole life, and its thread holds the log', async () => {
  assert.is(action.messages, 'thread');
  const receipt = await say('fired');
  for (const cause of ['digest', 'acknowledged', 'silenced', 'unsilenced', 'resolved'] as const) {
    await say(cause, 'edit', receipt);
    await say(cause, 'reply', receipt);
  }
  const [message] = server.channelMessages;
  assert.is(server.channelMessages.length, 1);
  assert.is(message?.edits, 5);
  assert.match(message?.text ?? '', /^Resolved, warning: /);
  assert.equal(server.threadOf(message?.ts ?? '').map(({ text }) => text.split(/[ :]/)[0]), ['Still', 'Acknowledged', 'Silenced', 'The', 'Resolved']);
});

test('an escalation stands in the thread and in the channel, and calls whom it is to call', async () => {
  action = create({ mention: '<!subteam^S0614TZR7>' });
  const receipt = await say('fired');
  assert.is(await say('escalated', 'broadcast', receipt), undefined, 'a broadcast is not the message of the incident');
  const [first, second] = server.channelMessages;
  assert.equal([second?.thread, second?.broadcast], [first?.ts, true]);
  assert.match(JSON.stringify(second?.blocks), '"usergroup_id":"S0614TZR7"');
});

test('the receipt finds the message: the channel\'s id, whatever the config calls it', async () => {
  const receipt = await say('fired');
  assert.equal(receipt, { channel: FakeSlackApi.channel, ts: server.messages[0]?.ts });
  assert.equal(await say('digest', 'edit', receipt), receipt);
  assert.equal(server.received.map(({ path }) => path), ['/api/chat.postMessage', '/api/chat.update']);
});

test('a message that somebody deleted is posted anew, and found from then on', async () => {
  const receipt = await say('fired');
  server.delete(receipt?.['ts'] as string);
  const again = await say('resolved', 'edit', receipt);
  assert.not.equal(again, receipt);
  assert.equal(server.messages.map(({ ts }) => ts), [again?.['ts']]);
  await say('reopened', 'edit', receipt);
  await say('reopened', 'reply', receipt);
  assert.equal([server.channelMessages.length, server.messages[0]?.edits, server.threadOf(again?.['ts'] as string).length], [1, 1, 1], 'the old receipt finds it too');
});

test('a reply to a message that is gone touches no channel', async () => {
  const receipt = await say('fired');
  server.delete(receipt?.['ts'] as string);
  assert.is(await say('acknowledged', 'reply', receipt), undefined);
  assert.is(server.messages.length, 0);
  assert.is(ctx.counters.get('lost_replies'), 1);
});

test('429 is tried again by core, not before Retry-After, also where Slack says it with 200', async () => {
  server.next(FakeSlackApi.rateLimited(30), { ...FakeSlackApi.failed('ratelimited'), headers: { 'retry-after': '7' } });
  assert.is((await rejection(say('fired'), RetryableError)).afterMs, 30_000);
  assert.is((await rejection(say('fired'), RetryableError)).afterMs, 7000);
  assert.is(server.received.length, 2, 'no retry of its own');
});

test('Slack\'s own trouble, a proxy\'s page and a lost connection are tried again', async () => {
  server.next(FakeSlackApi.failed('internal_error'), { status: 200, body: '<html>' }, { status: 503 }, 'drop');
  const errors: string[] = [];
  for (let times = 0; times < 4; times++) errors.push((await rejection(say('fired'), RetryableError)).message);
  assert.is(errors[1], 'The destination answered 502 (not in the form of Slack).');
});

test('refused blocks become the one sentence, once; in an edit it takes the place of the blocks', async () => {
  const receipt = await say('fired');
  server.next(FakeSlackApi.failed('invalid_blocks'));
  await say('resolved', 'edit', receipt);
  assert.equal([server.messages[0]?.text, server.messages[0]?.blocks], ['Resolved, warning: Failed logins of eve, after 1h 12m, 81 in all.', []]);
  assert.is(ctx.counters.get('refused_messages'), 1);
  assert.match(ctx.said(), 'invalid_blocks');
});

test('a wrong token or channel is refused for good, without a second try', async () => {
  for (const error of ['invalid_auth', 'channel_not_found', 'not_in_channel', 'missing_scope', 'is_archived']) {
    server.next(FakeSlackApi.failed(error));
    const before = server.received.length;
    assert.match((await rejection(say('fired'), PermanentError)).message, error);
    assert.is(server.received.length, before + 1);
    assert.is((await action.health()).status, 'failed');
  }
});

test('what came back with a delivery is used only where it is a receipt', async () => {
  for (const receipt of [{ channel: '../x', ts: '1.1' }, { channel: 'C1', ts: '1' }, { ts: 'x' }, {}]) await say('digest', 'edit', receipt);
  assert.equal(new Set(server.received.map(({ path }) => path)), new Set(['/api/chat.postMessage']));
});

test('keeps Slack\'s limits of one message a second where they are waited for', async () => {
  let now = 0;
  await server.stop();
  server = new FakeSlackApi({ now: () => now });
  await server.start();
  action = create();
  await say('fired');
  const { afterMs = 0 } = await rejection(say('reopened'), RetryableError);
  now += afterMs;
  await say('reopened');
  assert.is(server.messages.length, 2);
});

test('the token is in no error, log or health', async () => {
  const seen: string[] = [];
  for (const answer of [FakeSlackApi.failed(FakeSlackApi.token), { status: 500, body: FakeSlackApi.token }, { status: 403, body: FakeSlackApi.token }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(say('fired'), Error)));
  }
  seen.push(shown(action), ctx.said());
  assert.not.match(seen.join('\n'), FakeSlackApi.token);
});

test('render shows the arguments of the call, in each state and form', async () => {
  const receipt = await say('fired');
  for (const cause of ALERT_CAUSES) {
    for (const form of ['edit', 'reply', 'broadcast'] as const) {
      const delivery = notice(LIFE[cause], { cause, form, receipt });
      await action.deliver([delivery], signal);
      assert.equal(JSON.parse(server.received.at(-1)?.text ?? ''), JSON.parse(JSON.stringify(action.render(delivery))), `${cause} ${form}`);
    }
  }
});

test.run();

const conformance = suite('slack as a bot conforms');

testAction({
  test: conformance,
  plugin: slack,
  peer: () => new HttpPeer({ take: () => ({ status: 200, body: JSON.stringify({ ok: true, channel: 'C1OPS', ts: '1.1' }) }) }),
  config: (peer) => ({ token: new Secret(FakeSlackApi.token), channel: '#ops', interactivity: false, api_url: `${peer.url}/api`, allow_private: true }),
  secret: FakeSlackApi.token,
});

conformance.run();
