import * as assert from 'uvu/assert';
import { ALERT_CAUSES, type AlertCause, type AlertDelivery } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { JsonObject } from '../../../core/contract/json.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import telegram from '../../../plugins/telegram/telegram.js';
import { TelegramAction, type TelegramConfig } from '../../../plugins/telegram/telegram-action.js';
import { FakeTelegram } from '../../support/fake-telegram.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('telegram');

let server: FakeTelegram;
let ctx: TestContext;
let action: TelegramAction;
const { signal } = new AbortController();

function create(changes: Partial<TelegramConfig> = {}): TelegramAction {
  return new TelegramAction({ token: new Secret(FakeTelegram.token), chat_id: FakeTelegram.chat, api_url: server.origin, allow_private: true, ...changes }, ctx);
}

async function say(cause: AlertCause, form: AlertDelivery['form'] = 'post', receipt?: JsonObject): Promise<JsonObject | undefined> {
  const result = await action.deliver([notice(LIFE[cause], { cause, form, receipt })], signal);
  return result?.receipts?.[0]?.receipt;
}

test.before.each(async () => {
  server = new FakeTelegram();
  await server.start();
  ctx = testContext();
  action = create();
});

test.after.each(() => server.stop());

test('one message is edited through its whole life', async () => {
  const receipt = await say('fired');
  for (const cause of ['digest', 'acknowledged', 'silenced', 'resolved'] as const) assert.equal(await say(cause, 'edit', receipt), receipt);
  assert.equal([server.messages.size, server.edits], [1, 4]);
  assert.match(server.messages.get(1)?.['text'] as string, '<b>✓ RESOLVED · ▲ warning</b>');
  assert.is(action.messages, 'edit');
});

test('an edit that changes nothing is done already', async () => {
  const receipt = await say('fired');
  await say('fired', 'edit', receipt);
  assert.equal([server.messages.size, server.edits], [1, 0]);
  assert.equal(await action.health(), { status: 'ok' });
});

test('a message that somebody deleted is posted anew', async () => {
  const receipt = await say('fired');
  server.messages.delete(1);
  server.messages.set(7, {});
  assert.equal(await say('resolved', 'edit', receipt), { message_id: 2 });
  await say('reopened', 'edit', receipt);
  assert.equal([server.messages.size, server.edits], [2, 1], 'the old receipt finds it too');
});

test('429 is tried again by core, not before the time that the body states', async () => {
  server.next(FakeTelegram.rateLimited(35), { status: 500 }, 'drop');
  assert.is((await rejection(say('fired'), RetryableError)).afterMs, 35_000);
  await rejection(say('fired'), RetryableError);
  await rejection(say('fired'), RetryableError);
});

test('a refused message becomes the one sentence, once; an unknown chat is refused for good', async () => {
  server.next({ status: 400, body: '{"ok":false,"description":"Bad Request: can\'t parse entities"}' });
  await say('fired');
  assert.match(server.messages.get(1)?.['text'] as string, /^Firing, warning: /);
  assert.match(ctx.said(), 'Bad Request: can');
  action = create({ chat_id: '5' });
  assert.match((await rejection(say('fired'), PermanentError)).message, 'chat not found');
});

test('posts into a topic', async () => {
  action = create({ thread_id: 7 });
  await say('fired');
  assert.is(server.messages.get(1)?.['message_thread_id'], 7);
});

test('render shows the body of the call byte for byte, in each state and form', async () => {
  action = create({ thread_id: 7, title: 'Ours: ${title}' });
  const receipt = await say('fired');
  const said = ALERT_CAUSES.flatMap((cause) => [notice(LIFE[cause], { cause }), notice(LIFE[cause], { cause, form: 'edit', receipt })]);
  for (const delivery of [...said, summaryNotice(), summaryNotice({}, { form: 'edit', receipt })]) {
    await action.deliver([delivery], signal);
    assert.is(server.received.at(-1)?.text, JSON.stringify(action.render(delivery)), `${delivery.cause} ${delivery.form}`);
  }
  assert.is(server.received.length, 1 + 2 * ALERT_CAUSES.length + 2);
});

test('the token is in no error, log or health', async () => {
  const seen: string[] = [];
  for (const answer of [{ status: 400, body: JSON.stringify({ description: FakeTelegram.token }) }, { status: 500, body: FakeTelegram.token }, { status: 404 }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(say('fired'), Error)));
  }
  assert.not.match([...seen, shown(action), ctx.said()].join('\n'), FakeTelegram.token);
});

test('check names what a schema cannot', () => {
  const config = { token: new Secret('a/b'), chat_id: '1', api_url: 'x', allow_private: false, title: '${nope}' };
  assert.equal([...telegram.check?.(config) ?? []].map(({ path }) => path), ['token', 'api_url', 'title']);
});

test.run();

const conformance = suite('telegram conforms');

testAction({
  test: conformance,
  plugin: telegram,
  peer: () => new HttpPeer({ take: () => ({ status: 200, body: '{"ok":true,"result":{"message_id":1}}' }) }),
  config: ({ url }) => ({ token: new Secret(FakeTelegram.token), chat_id: '1', api_url: url, allow_private: true }),
  secret: FakeTelegram.token,
});

conformance.run();
