import * as assert from 'uvu/assert';
import { ALERT_CAUSES, type AlertCause } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { InstanceOf } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import pagerduty from '../../../plugins/pagerduty/pagerduty.js';
import { FakePagerDuty } from '../../support/fake-pagerduty.js';
import { LIFE, notice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('pagerduty');

type Config = Parameters<typeof pagerduty.create>[0];
let server: FakePagerDuty;
let ctx: TestContext;
const { signal } = new AbortController();

function create(changes: Partial<Config> = {}): InstanceOf<'action'> {
  return pagerduty.create({ routing_key: new Secret(FakePagerDuty.key), api_url: server.origin, allow_private: true, ...changes }, ctx) as InstanceOf<'action'>;
}

test.before.each(async () => {
  server = new FakePagerDuty();
  await server.start();
  ctx = testContext();
});

test.after.each(() => server.stop());

test('one incident is triggered once, acknowledged and resolved, and comes back as another', async () => {
  const action = create();
  const states: unknown[] = [];
  for (const cause of ['fired', 'digest', 'escalated', 'acknowledged', 'resolved', 'reopened'] as const satisfies readonly AlertCause[]) {
    await action.deliver([notice(LIFE[cause], { cause, form: cause === 'fired' ? 'post' : 'edit' })], signal);
    const { status, events } = server.incidents.get('failed-logins/5f0c2a') ?? {};
    states.push(`${status} ${events}`);
  }
  assert.equal(states, ['triggered 1', 'triggered 2', 'triggered 3', 'acknowledged 3', 'resolved 3', 'triggered 1']);
  assert.is(server.incidents.size, 1);
});

test('gives the key as its receipt, so that core edits instead of posting', async () => {
  const action = create();
  assert.is(action.messages, 'edit');
  assert.equal(await action.deliver([notice()], signal), { failed: [], receipts: [{ index: 0, receipt: { dedup_key: 'failed-logins/5f0c2a' } }] });
});

test('429 and 5xx are tried again by core, not before Retry-After', async () => {
  server.next({ status: 429, headers: { 'retry-after': '30' } }, { status: 503 });
  assert.is((await rejection(create().deliver([notice()], signal), RetryableError)).afterMs, 30_000);
  await rejection(create().deliver([notice()], signal), RetryableError);
});

test('a refused event goes out once more with the sentence alone; a wrong key is refused for good', async () => {
  server.next({ status: 400, body: '{"status":"invalid event","message":"Event object is invalid"}' });
  await create().deliver([notice(LIFE.fired)], signal);
  const [, second] = server.received.map(({ text }) => JSON.parse(text) as { readonly payload: { readonly custom_details: object }; readonly links?: unknown });
  assert.equal([second?.payload.custom_details, second?.links], [{}, undefined]);
  assert.match(ctx.said(), 'Event object is invalid');
  const wrong = create({ routing_key: new Secret('w'.repeat(32)) });
  await rejection(wrong.deliver([notice()], signal), PermanentError);
  assert.is((await wrong.health?.(signal))?.status, 'failed');
});

test('render shows what is sent in each state, but not the key', async () => {
  const action = create();
  for (const cause of ALERT_CAUSES) {
    const delivery = notice(LIFE[cause], { cause });
    const sent = server.received.length;
    await action.deliver([delivery], signal);
    if (server.received.length > sent) assert.equal({ ...JSON.parse(server.received.at(-1)?.text ?? '') as object, routing_key: '[secret]' }, JSON.parse(JSON.stringify(action.render?.(delivery))), cause);
  }
  assert.ok(server.received.length > 1);
});

test('the key is in no error, log or health', async () => {
  const action = create();
  const seen: string[] = [];
  for (const answer of [{ status: 400, body: JSON.stringify({ message: FakePagerDuty.key }) }, { status: 500, body: FakePagerDuty.key }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(action.deliver([notice()], signal), Error)));
  }
  assert.not.match([...seen, shown(action), ctx.said()].join('\n'), FakePagerDuty.key);
});

test('check names what a schema cannot', () => {
  const config = { routing_key: new Secret('a b'), api_url: 'x', allow_private: false, title: '${nope}' };
  assert.equal([...pagerduty.check?.(config) ?? []].map(({ path }) => path), ['routing_key', 'api_url', 'title']);
});

test.run();

const conformance = suite('pagerduty conforms');

/** As PagerDuty: what comes again under a key that is open is not another incident. */
function peer(): HttpPeer {
  const open = new Set<unknown>();
  return new HttpPeer({
    take: () => ({ status: 202, body: '{"status":"success"}' }),
    items: ({ body }) => {
      const { dedup_key: key } = JSON.parse(body) as { readonly dedup_key: unknown };
      return open.size === open.add(key).size ? [] : [body];
    },
  });
}

testAction({ test: conformance, plugin: pagerduty, peer, config: ({ url }) => ({ routing_key: new Secret(FakePagerDuty.key), api_url: url, allow_private: true }), secret: FakePagerDuty.key });

conformance.run();
