import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { InstanceOf } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testSink } from '../../../core/testing/sink.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import webhook from '../../../plugins/webhook-sink/webhook-sink.js';
import { FakeHttp } from '../../support/fake-http.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('webhook sink');

type Config = Parameters<typeof webhook.create>[0];
let server: FakeHttp;
let ctx: TestContext;
const { signal } = new AbortController();
const token = ['Bearer', 'abc'.repeat(8)].join(' ');
const events = makeEvents(['{"n": 1.50, "message":"a"}', 'plain text', { message: 'c' }]);

function create(changes: Partial<Config> = {}): InstanceOf<'sink'> {
  return webhook.create({ url: new Secret(`${server.origin}/in?key=${token.slice(-24)}`), method: 'POST', format: 'ndjson', compression: 'none', allow_private: true, ...changes }, ctx) as InstanceOf<'sink'>;
}

test.before.each(async () => {
  server = new FakeHttp();
  await server.start();
  ctx = testContext();
});

test.after.each(() => server.stop());

test('sends a batch as lines, untouched ones byte for byte', async () => {
  await create().deliver(events, signal);
  const [request] = server.received;
  assert.equal([request?.method, request?.headers['content-type']], ['POST', 'application/x-ndjson']);
  const lines = request?.text.split('\n') ?? [];
  assert.is(lines[0], '{"n": 1.50, "message":"a"}');
  assert.is((JSON.parse(lines[1] ?? '') as { message: string }).message, 'plain text');
  assert.equal(lines.length, 4);
});

test('sends a compressed array with the configured headers', async () => {
  await create({ method: 'PUT', format: 'array', compression: 'gzip', headers: { Authorization: new Secret(token) } }).deliver(events, signal);
  const [request] = server.received;
  assert.equal([request?.method, request?.headers['content-type'], request?.headers['content-encoding'], request?.headers.authorization], ['PUT', 'application/json', 'gzip', token]);
  assert.is((JSON.parse(gunzipSync(request?.body ?? '').toString()) as unknown[]).length, 3);
});

test('the same batch sent again has the same key, another has another', async () => {
  const sink = create();
  await sink.deliver(events, signal);
  await sink.deliver(events, signal);
  await sink.deliver(events.slice(1), signal);
  const keys = server.received.map(({ headers }) => headers['idempotency-key']);
  assert.is(keys[0], keys[1]);
  assert.is.not(keys[0], keys[2]);
});

test('what may pass is tried again by core, what is refused never', async () => {
  const sink = create();
  server.next({ status: 503, headers: { 'retry-after': '2' } }, 'drop', { status: 413 });
  assert.is((await rejection(sink.deliver(events, signal), RetryableError)).afterMs, 2000);
  await rejection(sink.deliver(events, signal), RetryableError);
  await rejection(sink.deliver(events, signal), PermanentError);
  assert.is(server.received.length, 3);
  assert.equal(await sink.health?.(signal), { status: 'failed', detail: 'Events are refused. The destination answered 413. Send less at once: lower batch.max_bytes.' });
  await sink.deliver(events, signal);
  assert.equal(await sink.health?.(signal), { status: 'ok' });
});

test('settles soon after its signal aborts', async () => {
  server.next('hang');
  const stopping = new AbortController();
  const sending = create().deliver(events, stopping.signal);
  await server.arrival();
  const start = performance.now();
  stopping.abort();
  await rejection(sending, RetryableError);
  assert.ok(performance.now() - start < 250);
});

test('the address and the headers are in no error, log or health', async () => {
  const seen: string[] = [];
  const sink = create({ headers: { Authorization: new Secret(token) } });
  for (const answer of [{ status: 400, body: token }, { status: 500, body: token }, 'drop'] as const) {
    server.always(answer);
    seen.push(shown(await rejection(sink.deliver(events, signal), Error)));
  }
  seen.push(shown(sink), ctx.said());
  assert.not.match(seen.join('\n'), token.slice(-24));
});

test('check names what a schema cannot', () => {
  const config = { url: new Secret('file:///etc/passwd'), method: 'POST', format: 'ndjson', compression: 'none', allow_private: false, headers: { Host: new Secret('x') } } as const;
  assert.equal([...webhook.check?.(config) ?? []].map(({ path }) => path), ['url', 'headers.Host']);
});

test.run();

for (const format of ['ndjson', 'array'] as const) {
  const conformance = suite(`webhook sink conforms with ${format}`);

  testSink({
    test: conformance,
    plugin: webhook,
    peer: () => new HttpPeer(),
    config: (peer) => ({ url: new Secret(peer.url), method: 'POST' as const, format, compression: 'none' as const, allow_private: true, headers: { Authorization: new Secret(token) } }),
    secret: token,
  });

  conformance.run();
}
