import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { JsonObject } from '../../../core/contract/json.js';
import type { InstanceOf } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import opsgenie from '../../../plugins/opsgenie/opsgenie.js';
import { FakeOpsgenie } from '../../support/fake-opsgenie.js';
import { LIFE, notice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('opsgenie');

type Config = Parameters<typeof opsgenie.create>[0];
let server: FakeOpsgenie;
let ctx: TestContext;
const { signal } = new AbortController();

function create(changes: Partial<Config> = {}): InstanceOf<'action'> {
  return opsgenie.create({ api_key: new Secret(FakeOpsgenie.key), api_url: server.origin, allow_private: true, ...changes }, ctx) as InstanceOf<'action'>;
}

test.before.each(async () => {
  server = new FakeOpsgenie();
  await server.start();
  ctx = testContext();
});

test.after.each(() => server.stop());

test('one alert is created, noted, acknowledged, snoozed and closed', async () => {
  const action = create();
  let receipt: JsonObject | undefined;
  const states: unknown[] = [];
  for (const cause of ['fired', 'digest', 'acknowledged', 'silenced', 'resolved', 'reopened'] as const) {
    const result = await action.deliver([notice(LIFE[cause], { cause, form: receipt === undefined ? 'post' : 'edit', receipt })], signal);
    receipt = result?.receipts?.[0]?.receipt ?? receipt;
    states.push(server.alerts.get('failed-logins/5f0c2a')?.status);
  }
  assert.equal(states, ['open', 'open', 'acknowledged', 'snoozed', 'closed', 'open']);
  assert.is(server.alerts.size, 1);
  assert.is(action.messages, 'edit');
});

test('429 and 5xx are tried again by core, not before Retry-After', async () => {
  server.next({ status: 429, headers: { 'retry-after': '12' } }, { status: 503 }, 'drop');
  assert.is((await rejection(create().deliver([notice()], signal), RetryableError)).afterMs, 12_000);
  await rejection(create().deliver([notice()], signal), RetryableError);
  await rejection(create().deliver([notice()], signal), RetryableError);
});

test('a refused alert goes out once more with the sentence alone; a wrong key is refused for good', async () => {
  server.next({ status: 422, body: '{"message":"Request body is not processable. Please check the errors."}' });
  await create().deliver([notice(LIFE.fired)], signal);
  assert.equal(Object.keys(JSON.parse(server.received[1]?.text ?? '') as object), ['message', 'alias', 'source']);
  assert.match(ctx.said(), 'Request body is not processable');
  await rejection(create({ api_key: new Secret('wrong') }).deliver([notice()], signal), PermanentError);
});

test('render shows the path and body of the call, in each state', async () => {
  const action = create();
  for (const cause of ALERT_CAUSES) {
    const delivery = notice(LIFE[cause], cause === 'fired' ? {} : { cause, form: 'edit', receipt: { created: true } });
    const sent = server.received.length;
    await action.deliver([delivery], signal);
    if (server.received.length > sent) assert.equal({ path: server.received.at(-1)?.path, body: JSON.parse(server.received.at(-1)?.text ?? '') as unknown }, JSON.parse(JSON.stringify(action.render?.(delivery))), cause);
  }
  assert.ok(server.received.length > 1);
});

test('the key is in no error, log or health', async () => {
  const action = create();
  const seen: string[] = [];
  for (const answer of [{ status: 400, body: JSON.stringify({ message: FakeOpsgenie.key }) }, { status: 500, body: FakeOpsgenie.key }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(action.deliver([notice()], signal), Error)));
  }
  assert.not.match([...seen, shown(action), ctx.said()].join('\n'), FakeOpsgenie.key);
});

test('check names what a schema cannot', () => {
  const config = { api_key: new Secret('a b'), api_url: 'x', allow_private: false, text: '${nope}' };
  assert.equal([...opsgenie.check?.(config) ?? []].map(({ path }) => path), ['api_key', 'api_url', 'text']);
});

test.run();

const conformance = suite('opsgenie conforms');

/** As Opsgenie: what comes again under an alias that is open is not another alert. */
function peer(): HttpPeer {
  const open = new Set<unknown>();
  return new HttpPeer({
    take: () => ({ status: 202, body: '{"result":"Request will be processed"}' }),
    items: ({ body }) => {
      const { alias } = JSON.parse(body) as { readonly alias: unknown };
      return open.size === open.add(alias).size ? [] : [body];
    },
  });
}

testAction({ test: conformance, plugin: opsgenie, peer, config: ({ url }) => ({ api_key: new Secret(FakeOpsgenie.key), api_url: url, allow_private: true }), secret: FakeOpsgenie.key });

conformance.run();
