import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { InstanceOf } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { signature } from '../../../plugins/webhook-action/signature.js';
import webhook from '../../../plugins/webhook-action/webhook-action.js';
import { FakeHttp } from '../../support/fake-http.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('webhook action');

type Config = Parameters<typeof webhook.create>[0];
let server: FakeHttp;
let ctx: TestContext;
const { signal } = new AbortController();
const token = ['Bearer', 'abc'.repeat(8)].join(' ');

function create(changes: Partial<Config> = {}): InstanceOf<'action'> {
  return webhook.create({ url: new Secret(`${server.origin}/in?key=${token.slice(-24)}`), method: 'POST', allow_private: true, ...changes }, ctx) as InstanceOf<'action'>;
}

test.before.each(async () => {
  server = new FakeHttp();
  await server.start();
  ctx = testContext();
});

test.after.each(() => server.stop());

test('posts one JSON body for each alert, with a key for each notice', async () => {
  await create().deliver([makeAlertDelivery({}, 'one'), makeAlertDelivery({}, 'two')], signal);
  await create().deliver([makeAlertDelivery({}, 'one')], signal);
  const [first, second, again] = server.received;
  assert.equal([first?.method, first?.headers['content-type'], first?.headers['user-agent']], ['POST', 'application/json', 'hushpipe']);
  assert.is((JSON.parse(first?.text ?? '') as { title: string }).title, 'Failed logins of eve');
  assert.not.equal(first?.headers['idempotency-key'], second?.headers['idempotency-key']);
  assert.is(first?.headers['idempotency-key'], again?.headers['idempotency-key']);
  assert.is(first?.headers['x-hushpipe-signature'], undefined);
});

test('signs with the secret, and sends the configured headers', async () => {
  await create({ method: 'PUT', secret: new Secret('s'.repeat(20)), headers: { Authorization: new Secret(token) } }).deliver([makeAlertDelivery()], signal);
  const [request] = server.received;
  assert.equal([request?.method, request?.headers.authorization], ['PUT', token]);
  assert.is(request?.headers['x-hushpipe-signature'], signature('s'.repeat(20), request?.text ?? '', ctx.clock.now()));
});

test('render shows the body byte for byte, in each state', async () => {
  const action = create();
  const said = ALERT_CAUSES.map((cause) => notice(LIFE[cause], { cause, form: cause === 'fired' ? 'post' : 'edit' }));
  for (const delivery of [...said, notice({ title: [{ data: 'a\ud800 <!channel> "\u0000' }] }), summaryNotice()]) {
    await action.deliver([delivery], signal);
    assert.is(server.received.at(-1)?.text, JSON.stringify(action.render?.(delivery)), delivery.cause);
  }
  assert.is(server.received.length, ALERT_CAUSES.length + 2);
});

test('what may pass is tried again by core, not before Retry-After', async () => {
  server.next({ status: 429, headers: { 'retry-after': '4' } }, { status: 503 }, 'drop');
  assert.is((await rejection(create().deliver([makeAlertDelivery()], signal), RetryableError)).afterMs, 4000);
  await rejection(create().deliver([makeAlertDelivery()], signal), RetryableError);
  await rejection(create().deliver([makeAlertDelivery()], signal), RetryableError);
  assert.is(server.received.length, 3);
});

test('what is refused is refused for good, redirects included, and its health says so', async () => {
  const action = create();
  for (const answer of [{ status: 400 }, { status: 413 }, { status: 302, headers: { location: 'http://169.254.169.254/' } }]) {
    server.next(answer);
    await rejection(action.deliver([makeAlertDelivery()], signal), PermanentError);
    assert.is((await action.health?.(signal))?.status, 'failed');
  }
  await action.deliver([makeAlertDelivery()], signal);
  assert.equal(await action.health?.(signal), { status: 'ok' });
});

test('settles soon after its signal aborts', async () => {
  server.next('hang');
  const stopping = new AbortController();
  const sending = create().deliver([makeAlertDelivery()], stopping.signal);
  await server.arrival();
  const start = performance.now();
  stopping.abort();
  await rejection(sending, RetryableError);
  assert.ok(performance.now() - start < 250);
});

test('the address, the headers and the secret are in no error, log or health', async () => {
  const secret = 'q'.repeat(32);
  const action = create({ secret: new Secret(secret), headers: { Authorization: new Secret(token), 'X-Split': new Secret(`a\n${token}`) } });
  const seen: string[] = [];
  for (const answer of [{ status: 400, body: token }, { status: 500, body: secret }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(create({ secret: new Secret(secret), headers: { Authorization: new Secret(token) } }).deliver([makeAlertDelivery()], signal), Error)));
  }
  seen.push(shown(await rejection(action.deliver([makeAlertDelivery()], signal), Error)), shown(action), ctx.said());
  assert.not.match(seen.join('\n'), token.slice(-24));
  assert.not.match(seen.join('\n'), secret);
});

test('does not call into a private network unless allowed', async () => {
  await rejection(create({ allow_private: false }).deliver([makeAlertDelivery()], signal), PermanentError);
  assert.is(server.received.length, 0);
});

test('check names what a schema cannot', () => {
  const config = { url: new Secret(`https://${['user', 'pass'].join(':')}@example.com`), method: 'POST', allow_private: false, secret: new Secret('short'), headers: { 'X-Hushpipe-Signature': new Secret('x') } } as const;
  assert.equal([...webhook.check?.(config) ?? []].map(({ path }) => path), ['url', 'secret', 'headers.X-Hushpipe-Signature']);
  assert.equal([...webhook.check?.({ url: new Secret('https://example.com'), method: 'POST', allow_private: false }) ?? []], []);
});

test.run();

const conformance = suite('webhook action conforms');

testAction({
  test: conformance,
  plugin: webhook,
  peer: () => new HttpPeer(),
  config: (peer) => ({ url: new Secret(peer.url), method: 'POST' as const, allow_private: true, headers: { Authorization: new Secret(token) }, secret: new Secret(token) }),
  secret: token,
});

conformance.run();
