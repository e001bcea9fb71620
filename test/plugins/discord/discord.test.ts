import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { ALERT_CAUSES, type AlertCause, type AlertDelivery } from '../../../core/contract/alert.js';
import type { JsonObject } from '../../../core/contract/json.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import discord from '../../../plugins/discord/discord.js';
import { DiscordAction, type DiscordConfig } from '../../../plugins/discord/discord-action.js';
import { discordPings, FakeDiscord } from '../../support/fake-discord.js';
import { rejection, shown } from '../../support/rejection.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('discord');

let server: FakeDiscord;
let ctx: TestContext;
let action: DiscordAction;
const { signal } = new AbortController();

function create(changes: Partial<DiscordConfig> = {}): DiscordAction {
  return new DiscordAction({ webhook_url: new Secret(server.webhookUrl), channel: 'text', allow_private: true, ...changes }, ctx);
}

function timersSet(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

test.before.each(async () => {
  server = new FakeDiscord();
  await server.start();
  ctx = testContext();
  action = create();
});

test.after.each(async () => {
  await action.stop();
  await server.stop();
});

test('posts one message for each alert, which Discord takes and answers', async () => {
  await action.deliver([makeAlertDelivery(), makeAlertDelivery({ id: 'second' })], signal);
  assert.is(server.messages.length, 2);
  assert.is(server.messages[0]?.['content'], 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
  assert.equal(server.messages[0]?.['allowed_mentions'], { parse: [] });
  const query = new URL(server.received[0]?.path ?? '', server.origin).searchParams;
  assert.equal([query.get('wait'), query.get('with_components')], ['true', 'true']);
  assert.equal(await action.health(), { status: 'ok' });
});

test('imports discord.js with the first alert, not before', async () => {
  assert.equal(ctx.imports, []);
  await action.deliver([makeAlertDelivery()], signal);
  await action.deliver([makeAlertDelivery()], signal);
  assert.equal(ctx.imports, ['discord.js']);
});

test('posts to api_url, under the configured name and picture, and calls whom the config says', async () => {
  const address = `https://discord.com/api/webhooks/${server.webhookUrl.split('/webhooks/')[1]}`;
  const named = create({ webhook_url: new Secret(address), api_url: server.apiUrl, username: 'hush', avatar_url: 'https://example.com/a.png', mention: '<@&4711>' });
  await named.deliver([makeAlertDelivery()], signal);
  await named.stop();
  const [message] = server.messages;
  assert.equal([message?.['username'], message?.['avatar_url'], message?.['allowed_mentions']], ['hush', 'https://example.com/a.png', { parse: [], roles: ['4711'] }]);
  assert.equal(discordPings(message ?? {}), ['<@&4711>']);
});

test('a log line with mentions, a fence and a megabyte of text calls nobody and is taken', async () => {
  const line = `<!channel> @everyone <@&1> \`\`\` & ${'x'.repeat(1_048_576)}`;
  await action.deliver([makeAlertDelivery({ samples: makeEvents([line]), title: [{ data: line }], key: { user: line } })], signal);
  assert.is(server.received.length, 1);
  assert.equal(discordPings(server.messages[0] ?? {}), []);
});

test('429 is tried again by core, not before Retry-After, and Discord gets the message once', async () => {
  server.next(FakeDiscord.rateLimited(1.5));
  assert.is((await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError)).afterMs, 1500);
  assert.is(server.received.length, 1, 'no retry of its own');
  await ctx.clock.advance(1500);
  await action.deliver([makeAlertDelivery()], signal);
  assert.is(server.received.length, 2);
});

test('while a rate limit lasts Discord is not called, and nothing is left waiting', async () => {
  server.next(FakeDiscord.rateLimited(60, { 'x-ratelimit-global': 'true' }));
  // The limit of the test itself is one, set once its first step is over.
  await ctx.clock.settle();
  const timers = timersSet();
  await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError);
  await ctx.clock.advance(20_000);
  assert.is((await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError)).afterMs, 40_000);
  assert.is(server.received.length, 1);
  assert.is(timersSet(), timers);
});

test('after the last message of the time it waits for the next time', async () => {
  server.next({ status: 204, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2' } });
  await action.deliver([makeAlertDelivery()], signal);
  assert.is((await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError)).afterMs, 2000);
  await ctx.clock.advance(2000);
  await action.deliver([makeAlertDelivery()], signal);
  assert.is(server.received.length, 2);
});

test('500, a dropped connection and a server that is away are tried again by core', async () => {
  server.next({ status: 502, body: '<html>' }, 'drop');
  assert.match((await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError)).message, '502');
  await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError);
  assert.is(server.received.length, 2);
});

test('a message that was taken counts as delivered, whatever the answer holds', async () => {
  server.next({ status: 200, headers: { 'content-type': 'application/json' }, body: '{' }, { status: 204 });
  await action.deliver([makeAlertDelivery()], signal);
  await action.deliver([makeAlertDelivery()], signal);
});

test('400 sends the one sentence instead, once, and says which field was refused', async () => {
  server.next(FakeDiscord.invalidForm('embeds.0.title', 'BASE_TYPE_BAD_LENGTH'));
  await action.deliver([makeAlertDelivery()], signal);
  assert.is(server.messages.length, 2);
  assert.equal(server.messages[1]?.['embeds'], []);
  assert.is(server.messages[1]?.['content'], 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
  assert.is(ctx.counters.get('refused_messages'), 1);
  assert.match(ctx.said(), '50035, Invalid Form Body, embeds.0.title: BASE_TYPE_BAD_LENGTH');
});

test('where even the sentence is refused, the alert is refused for good', async () => {
  server.always(FakeDiscord.invalidForm('content', 'BASE_TYPE_REQUIRED'));
  await rejection(action.deliver([makeAlertDelivery()], signal), PermanentError);
  assert.is(server.received.length, 2);
});

test('a webhook that is unknown is never called again', async () => {
  server.next(FakeDiscord.unknownWebhook);
  assert.match((await rejection(action.deliver([makeAlertDelivery()], signal), PermanentError)).message, '404 (10015, Unknown Webhook)');
  assert.is((await action.health()).status, 'failed');
  const again = action.deliver([makeAlertDelivery(), makeAlertDelivery()], signal);
  const result = await again;
  assert.equal(result?.failed.map(({ error }) => error instanceof PermanentError), [true, true]);
  assert.is(server.received.length, 1);
});

test('settles soon after its signal aborts: while it is sent, and while another call holds the queue', async () => {
  server.always('hang');
  const first = new AbortController();
  const second = new AbortController();
  const sending = action.deliver([makeAlertDelivery()], first.signal);
  await server.arrival();
  const queued = action.deliver([makeAlertDelivery()], second.signal);
  const start = performance.now();
  second.abort();
  await rejection(queued, RetryableError);
  first.abort();
  await rejection(sending, RetryableError);
  assert.ok(performance.now() - start < 250);
  assert.is(server.received.length, 1);
});

test('the address is in no error, log or health', async () => {
  const seen: string[] = [];
  const echo = { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code: 1, message: server.webhookUrl, errors: { [FakeDiscord.token]: { _errors: [{ code: FakeDiscord.token }] } } }) };
  for (const answer of [echo, { status: 500, body: server.webhookUrl }, 'drop', FakeDiscord.rateLimited(60, { 'x-ratelimit-global': 'true' }), FakeDiscord.unknownWebhook] as const) {
    server.always(answer);
    seen.push(shown(await rejection(action.deliver([makeAlertDelivery()], signal), Error)));
  }
  const bad = create({ webhook_url: new Secret(`not an address ${FakeDiscord.token}`) });
  seen.push(shown(await rejection(bad.deliver([makeAlertDelivery()], signal), PermanentError)), shown(action.health()), ctx.said());
  assert.not.match(seen.join('\n'), FakeDiscord.token);
});

test('a missing discord.js is said at each try, and works once it is there', async () => {
  const packages: Record<string, unknown> = { get 'discord.js'() { throw new Error('Install discord.js.'); } };
  ctx = testContext({ packages });
  action = create();
  await rejection(action.deliver([makeAlertDelivery()], signal), Error);
  Object.defineProperty(packages, 'discord.js', { value: await import('discord.js') });
  await action.deliver([makeAlertDelivery()], signal);
  assert.is(server.received.length, 1);
});

test('works again after stop', async () => {
  await action.stop();
  await action.deliver([makeAlertDelivery()], signal);
  await action.stop();
  await action.stop();
  await action.deliver([makeAlertDelivery()], signal);
  assert.is(server.received.length, 2);
});

test('does not post into a private network unless allowed', async () => {
  await rejection(create({ allow_private: false }).deliver([makeAlertDelivery()], signal), PermanentError);
  assert.is(server.received.length, 0);
});

/** Delivers one, and gives its receipt. */
async function say(subject: DiscordAction, cause: AlertCause, form: AlertDelivery['form'] = 'post', receipt?: JsonObject): Promise<JsonObject | undefined> {
  const result = await subject.deliver([notice(LIFE[cause], { cause, form, receipt, id: `${cause}/${form}` })], signal);
  return result?.receipts?.[0]?.receipt;
}

test('one message is edited through its whole life, and no edit calls anybody', async () => {
  action = create({ mention: '<@&4711>' });
  assert.is(action.messages, 'edit');
  const receipt = await say(action, 'fired');
  for (const cause of ['digest', 'acknowledged', 'silenced', 'unsilenced', 'resolved', 'reopened'] as const) assert.equal(await say(action, cause, 'edit', receipt), receipt);
  const [message] = server.standing;
  assert.is(server.standing.length, 1);
  assert.is(message?.edits, 6);
  assert.match(message?.payload['content'] as string, /^Reopened, warning: /);
  assert.equal(server.messages.map((payload) => discordPings(payload)), [['<@&4711>'], [], [], [], [], [], []]);
  for (const payload of server.messages.slice(1)) assert.equal(payload['allowed_mentions'], { parse: [] });
  assert.ok(server.received.slice(1).every(({ method, path }) => method === 'PATCH' && path.includes('with_components=true')));
});

test('an edit takes the buttons away that no longer help', async () => {
  const labels = (): readonly unknown[] => JSON.stringify(server.standing[0]?.payload['components']).match(/"label":"[^"]*"/g) ?? [];
  const receipt = await say(action, 'fired');
  assert.is(labels().length, 4);
  await say(action, 'resolved', 'edit', receipt);
  assert.equal(labels(), ['"label":"Useful"', '"label":"Noise"', '"label":"View logs"', '"label":"Runbook"']);
});

test('in a forum each incident opens a thread, which holds its log', async () => {
  await server.stop();
  server = new FakeDiscord({ forum: true });
  await server.start();
  const forum = create({ channel: 'forum', mention: '<@&4711>' });
  assert.is(forum.messages, 'thread');
  const receipt = await say(forum, 'fired');
  await say(forum, 'acknowledged', 'edit', receipt);
  await say(forum, 'acknowledged', 'reply', receipt);
  await say(forum, 'escalated', 'broadcast', receipt);
  assert.equal([...server.threads.values()], ['▲ Failed logins of eve']);
  const [thread] = server.threads.keys();
  assert.equal(receipt, { message_id: server.standing[0]?.id, thread_id: thread });
  assert.equal(server.standing.map(({ channel, payload, edits }) => [channel === thread, (payload['content'] as string).split(/[ :,]/)[0], edits]), [[true, 'Acknowledged', 1], [true, 'Acknowledged', 0], [true, 'Escalated', 0]]);
  assert.equal(server.messages.map((payload) => discordPings(payload).length), [1, 0, 0, 1]);
  await forum.stop();
});

test('posts into a thread that is configured, and edits there', async () => {
  const threaded = create({ thread_id: '42' });
  const receipt = await say(threaded, 'fired');
  await say(threaded, 'resolved', 'edit', receipt);
  assert.equal(server.standing.map(({ channel, edits }) => [channel, edits]), [['42', 1]]);
  await threaded.stop();
});

test('a message that somebody deleted is posted anew; the webhook is not given up for it', async () => {
  const receipt = await say(action, 'fired');
  server.delete(receipt?.['message_id'] as string);
  const again = await say(action, 'resolved', 'edit', receipt);
  assert.equal(server.standing.map(({ id }) => id), [again?.['message_id']]);
  await say(action, 'reopened', 'edit', receipt);
  assert.equal(server.standing.map(({ id, edits }) => [id, edits]), [[again?.['message_id'], 1]], 'the old receipt finds it too');
  assert.equal(await action.health(), { status: 'ok' });
});

test('keeps Discord\'s limit of a webhook by what its answers say, without a 429', async () => {
  await server.stop();
  server = new FakeDiscord({ now: () => ctx.clock.monotonic() });
  await server.start();
  const limited = create();
  for (let times = 0; times < 5; times++) await say(limited, 'fired');
  const { afterMs = 0 } = await rejection(say(limited, 'fired'), RetryableError);
  assert.is(server.received.length, 5);
  await ctx.clock.advance(afterMs);
  await say(limited, 'fired');
  assert.is(server.standing.length, 6);
  await limited.stop();
});

test('render shows exactly what is sent, in each state', async () => {
  const named = create({ username: 'hush', avatar_url: 'https://example.com/a.png' });
  const receipt = await say(named, 'fired');
  const sent = (): unknown => JSON.parse(server.received.at(-1)?.text ?? '');
  for (const delivery of [notice(LIFE.fired), ...ALERT_CAUSES.map((cause) => notice(LIFE[cause], { cause, form: 'edit', receipt })), summaryNotice()]) {
    await named.deliver([delivery], signal);
    // What discord.js states of its own in every message.
    const { tts: _tts, enforce_nonce: _nonce, ...body } = sent() as Record<string, unknown>;
    assert.equal(body, JSON.parse(JSON.stringify(named.render(delivery))));
  }
  await named.stop();
});

test('check names what a schema cannot', () => {
  const config: DiscordConfig = { webhook_url: new Secret('https://discord.com/x'), channel: 'forum', thread_id: '1', allow_private: false, mention: '@everyone', api_url: 'discord.com', avatar_url: 'a.png', text: '${nope}' };
  assert.equal([...discord.check?.(config) ?? []].map(({ path }) => path), ['webhook_url', 'mention', 'thread_id', 'text', 'avatar_url', 'api_url']);
  assert.equal([...discord.check?.({ webhook_url: new Secret(server.webhookUrl), channel: 'text', allow_private: false, mention: '<@&1>' }) ?? []], []);
});

test.run();

const conformance = suite('discord conforms');

testAction({
  test: conformance,
  plugin: discord,
  peer: () => new HttpPeer({ take: () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":"1"}' }) }),
  config: (peer) => ({ webhook_url: new Secret(`${peer.url}/api/webhooks/1/${FakeDiscord.token}`), channel: 'text' as const, allow_private: true }),
  secret: FakeDiscord.token,
});

conformance.run();
