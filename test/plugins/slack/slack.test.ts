import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { Secret } from '../../../core/contract/secret.js';
import slack from '../../../plugins/slack/slack.js';
import { SlackAction, type SlackConfig } from '../../../plugins/slack/slack-action.js';
import { FakeSlack } from '../../support/fake-slack.js';
import { rejection, shown } from '../../support/rejection.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('slack');

let server: FakeSlack;
let ctx: TestContext;
let action: SlackAction;
const { signal } = new AbortController();
const TOKEN = ['T0', 'x'.repeat(20)].join('');

function webhookConfig(changes: Partial<SlackConfig> = {}): SlackConfig {
  return { webhook_url: new Secret(server.webhookUrl), interactivity: false, api_url: 'https://slack.com/api', allow_private: true, ...changes };
}

test.before.each(async () => {
  server = new FakeSlack();
  await server.start();
  ctx = testContext();
  action = new SlackAction(webhookConfig(), ctx);
});

test.after.each(() => server.stop());

test('posts one message for each alert, which Slack takes', async () => {
  await action.deliver([makeAlertDelivery(), makeAlertDelivery({ id: 'second' })], signal);
  assert.is(server.messages.length, 2);
  assert.is(server.messages[0]?.['text'], 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
  assert.equal(await action.health(), { status: 'ok' });
});

test('posts under the configured name and picture, and calls whom the config says', async () => {
  const named = new SlackAction(webhookConfig({ username: 'hush', icon: ':bell:', mention: '@here' }), ctx);
  await named.deliver([makeAlertDelivery()], signal);
  const [message] = server.messages;
  assert.equal([message?.['username'], message?.['icon_emoji']], ['hush', ':bell:']);
  assert.match(JSON.stringify(message), '{"type":"broadcast","range":"here"}');
});

test('a log line with mentions, a fence and a megabyte of text calls nobody and is taken', async () => {
  const line = `<!channel> @everyone \`\`\` <@U1> & ${'x'.repeat(1_048_576)}`;
  await action.deliver([makeAlertDelivery({ samples: makeEvents([line]), title: [{ data: line }], key: { user: line } })], signal);
  assert.is(server.received.length, 1);
  assert.not.match(server.received[0]?.text ?? '', /<[!@#]/);
});

test('429 is tried again by core, not before Retry-After', async () => {
  server.next({ status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' });
  const error = await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError);
  assert.is(error.afterMs, 30_000);
  assert.is(server.received.length, 1, 'no retry of its own');
  await action.deliver([makeAlertDelivery()], signal);
  assert.is(server.received.length, 2);
});

test('500, a dropped connection and a server that is away are tried again by core', async () => {
  server.next({ status: 500, body: 'rollup_error' });
  assert.match((await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError)).message, '500 (rollup_error)');
  server.next('drop');
  await rejection(action.deliver([makeAlertDelivery()], signal), RetryableError);
  assert.is(server.received.length, 2);
});

test('400 sends the one sentence instead, once, and says so', async () => {
  server.next({ status: 400, body: 'invalid_blocks' });
  await action.deliver([makeAlertDelivery()], signal);
  assert.equal(server.messages[1], { text: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).', unfurl_links: false, unfurl_media: false });
  assert.is(server.messages.length, 2);
  assert.is(ctx.counters.get('refused_messages'), 1);
  assert.match(ctx.said(), 'invalid_blocks');
  assert.is((await action.health()).status, 'degraded');
});

test('where even the sentence is refused, the alert is refused for good', async () => {
  server.always({ status: 400, body: 'invalid_payload' });
  await rejection(action.deliver([makeAlertDelivery()], signal), PermanentError);
  assert.is(server.received.length, 2);
});

test('a webhook that is gone or forbidden gets no second try, and its health says so', async () => {
  for (const [status, body] of [[404, 'no_service'], [403, 'invalid_token'], [410, 'channel_is_archived']] as const) {
    const before = server.received.length;
    server.next({ status, body });
    await rejection(action.deliver([makeAlertDelivery()], signal), PermanentError);
    assert.is(server.received.length, before + 1);
    const { status: health, detail } = await action.health();
    assert.is(health, 'failed');
    assert.match(detail ?? '', body);
  }
  await action.deliver([makeAlertDelivery()], signal);
  assert.equal(ctx.health.at(-1), { status: 'ok' });
});

test('settles soon after its signal aborts', async () => {
  server.next('hang');
  const stopping = new AbortController();
  const sending = action.deliver([makeAlertDelivery()], stopping.signal);
  await server.arrival();
  const start = performance.now();
  stopping.abort();
  await rejection(sending, RetryableError);
  assert.ok(performance.now() - start < 250);
});

test('the address is in no error, log or health', async () => {
  const token = server.webhookUrl.slice(-24);
  const seen: string[] = [];
  for (const answer of [{ status: 400, body: token }, { status: 500, body: server.webhookUrl }, { status: 404, body: token }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(action.deliver([makeAlertDelivery()], signal), Error)));
  }
  const bad = new SlackAction(webhookConfig({ webhook_url: new Secret(`not an address ${token}`) }), ctx);
  seen.push(shown(await rejection(bad.deliver([makeAlertDelivery()], signal), PermanentError)), shown(action));
  seen.push(ctx.said());
  assert.not.match(seen.join('\n'), token);
  assert.not.match(seen.join('\n'), '/services/');
});

test('does not post into a private network unless allowed', async () => {
  const guarded = new SlackAction(webhookConfig({ allow_private: false }), ctx);
  await rejection(guarded.deliver([makeAlertDelivery()], signal), PermanentError);
  assert.is(server.received.length, 0);
});

test('its webhook only posts, and gives no receipt', async () => {
  assert.is(action.messages, 'post');
  assert.is(await action.deliver([notice(LIFE.resolved, { cause: 'resolved' })], signal), undefined);
  assert.match(server.messages[0]?.['text'] as string, /^Resolved, warning: /);
});

test('says a title and a text of its own where it is configured with them', async () => {
  const own = new SlackAction(webhookConfig({ title: '${severity} in ${key.user}: ${title}', text: '' }), ctx);
  await own.deliver([makeAlertDelivery()], signal);
  assert.match(JSON.stringify(server.messages[0]), '"warning in eve: Failed logins of eve"');
  assert.not.match(JSON.stringify(server.messages[0]), 'Someone guesses');
});

test('render shows exactly what is sent, in each state', async () => {
  const named = new SlackAction(webhookConfig({ username: 'hush', icon: 'https://example.com/a.png' }), ctx);
  for (const delivery of [...ALERT_CAUSES.map((cause) => notice(LIFE[cause], { cause })), summaryNotice()]) {
    await named.deliver([delivery], signal);
    assert.equal(server.messages.at(-1), JSON.parse(JSON.stringify(named.render(delivery))));
  }
});

test('check names what a schema cannot', () => {
  const config = webhookConfig({ webhook_url: new Secret('hooks.slack.com/x'), mention: '@eve', icon: 'bell', title: '${nope}' });
  const problems = (changed: SlackConfig): readonly string[] => [...slack.check?.(changed) ?? []].map(({ path }) => path);
  assert.equal(problems(config), ['webhook_url', 'mention', 'icon', 'title']);
  const good = webhookConfig({ webhook_url: new Secret('https://hooks.slack.com/services/x'), mention: '@here', icon: ':bell:', text: '${why} ${key.user}' });
  assert.equal(problems(good), []);
  const { webhook_url: _url, ...bot } = good;
  assert.equal(problems(bot), ['webhook_url']);
  assert.equal(problems({ ...bot, token: new Secret('x y') }), ['token', 'channel']);
  assert.equal(problems({ ...good, token: new Secret('x'), channel: '#ops' }), ['webhook_url', 'channel']);
  assert.equal(problems({ ...bot, token: new Secret('x'), channel: '#ops' }), []);
});

test.run();

const conformance = suite('slack conforms');

testAction({
  test: conformance,
  plugin: slack,
  peer: () => new HttpPeer({ take: () => ({ status: 200, body: 'ok' }) }),
  config: (peer) => ({ webhook_url: new Secret(`${peer.url}/services/${TOKEN}`), interactivity: false, api_url: 'https://slack.com/api', allow_private: true }),
  secret: TOKEN,
});

conformance.run();
