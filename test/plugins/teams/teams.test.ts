import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { InstanceOf } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import teams from '../../../plugins/teams/teams.js';
import { FakeTeams } from '../../support/fake-teams.js';
import { LIFE, notice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('teams');

type Config = Parameters<typeof teams.create>[0];
let server: FakeTeams;
let ctx: TestContext;
const { signal } = new AbortController();

function create(changes: Partial<Config> = {}): InstanceOf<'action'> {
  return teams.create({ webhook_url: new Secret(server.webhookUrl), allow_private: true, ...changes }, ctx) as InstanceOf<'action'>;
}

test.before.each(async () => {
  server = new FakeTeams();
  await server.start();
  ctx = testContext();
});

test.after.each(() => server.stop());

test('posts a card for each notice, and gives no receipt', async () => {
  const action = create();
  assert.is(action.messages, undefined);
  assert.is(await action.deliver([notice(LIFE.fired), notice(LIFE.resolved, { cause: 'resolved' })], signal), undefined);
  assert.equal(server.messages.map(({ summary }) => summary), ['Firing, warning: Failed logins of eve, 12 in 5m (limit 10).', 'Resolved, warning: Failed logins of eve, after 1h 12m, 81 in all.']);
});

test('render shows exactly what is sent, in each state', async () => {
  const action = create();
  for (const cause of ALERT_CAUSES) {
    await action.deliver([notice(LIFE[cause], { cause })], signal);
    assert.equal(server.messages.at(-1), JSON.parse(JSON.stringify(action.render?.(notice(LIFE[cause], { cause })))), cause);
  }
});

test('429 and 5xx are tried again by core, not before Retry-After', async () => {
  server.next({ status: 429, headers: { 'retry-after': '9' } }, { status: 502 }, 'drop');
  assert.is((await rejection(create().deliver([notice()], signal), RetryableError)).afterMs, 9000);
  await rejection(create().deliver([notice()], signal), RetryableError);
  await rejection(create().deliver([notice()], signal), RetryableError);
});

test('a refused card becomes the one sentence, once', async () => {
  server.next({ status: 400, body: '{"error":{"code":"TriggerInputSchemaMismatch"}}' });
  await create().deliver([notice()], signal);
  assert.is(server.received.length, 2);
  assert.match(ctx.said(), 'TriggerInputSchemaMismatch');
  server.always({ status: 400 });
  await rejection(create().deliver([notice()], signal), PermanentError);
});

test('the address is in no error, log or health', async () => {
  const action = create();
  const seen: string[] = [];
  for (const answer of [{ status: 400, body: JSON.stringify({ error: { code: FakeTeams.signature } }) }, { status: 500, body: server.webhookUrl }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(action.deliver([notice()], signal), Error)));
  }
  assert.not.match([...seen, shown(action), ctx.said()].join('\n'), FakeTeams.signature);
});

test('check names what a schema cannot', () => {
  const config = { webhook_url: new Secret('x'), mention: '@here', allow_private: false, title: '${nope}' };
  assert.equal([...teams.check?.(config) ?? []].map(({ path }) => path), ['webhook_url', 'mention', 'title']);
});

test.run();

const conformance = suite('teams conforms');

testAction({
  test: conformance,
  plugin: teams,
  peer: () => new HttpPeer({ take: () => ({ status: 202 }) }),
  config: ({ url }) => ({ webhook_url: new Secret(`${url}/workflows?sig=${FakeTeams.signature}`), allow_private: true }),
  secret: FakeTeams.signature,
});

conformance.run();
