import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { createOutboundFetch, httpUrl } from '../../../plugins/shared/outbound-fetch.js';
import { FakeHttp } from '../../support/fake-http.js';
import { rejection, shown } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('createOutboundFetch');

let server: FakeHttp;
const open = createOutboundFetch({ fetch: globalThis.fetch, allowPrivate: true });
const { signal } = new AbortController();

test.before.each(async () => {
  server = new FakeHttp();
  await server.start();
});

test.after.each(() => server.stop());

test('sends method, headers and body, and gives the answer whatever its status', async () => {
  server.next({ status: 503, headers: { 'retry-after': '3' }, body: 'later' });
  const answer = await open(`${server.origin}/in`, { method: 'PUT', headers: { 'x-a': 'b' }, body: 'hello' }, signal);
  assert.equal([answer.status, answer.headers.get('retry-after'), await answer.text()], [503, '3', 'later']);
  const [request] = server.received;
  assert.equal([request?.method, request?.path, request?.headers['x-a'], request?.text], ['PUT', '/in', 'b', 'hello']);
});

test('refuses a private address without connecting', async () => {
  const guarded = createOutboundFetch({ fetch: globalThis.fetch, allowPrivate: false });
  await rejection(guarded(server.origin, {}, signal), PermanentError);
  await rejection(guarded(server.origin.replace('127.0.0.1', 'localhost'), {}, signal), PermanentError);
  assert.is(server.received.length, 0);
});

test('does not follow a redirect', async () => {
  server.next({ status: 307, headers: { location: `${server.origin}/elsewhere` } });
  assert.is((await open(server.origin, { body: 'x' }, signal)).status, 307);
  assert.is(server.received.length, 1);
});

test('asks to try again when the connection drops or is refused', async () => {
  server.next('drop');
  await rejection(open(`${server.origin}/token`, {}, signal), RetryableError);
  const gone = new FakeHttp();
  await gone.start();
  const { origin } = gone;
  await gone.stop();
  const error = await rejection(open(`${origin}/token`, {}, signal), RetryableError);
  assert.is(error.message, 'The destination gave no answer (ECONNREFUSED).');
  assert.not.match(shown(error), 'token');
});

test('ends at once when the signal aborts: while it looks up, before and during the answer', async () => {
  for (const allowPrivate of [true, false]) {
    const before = new AbortController();
    const sending = createOutboundFetch({ fetch: globalThis.fetch, allowPrivate, resolve: () => new Promise(() => undefined) })(
      allowPrivate ? server.origin : 'http://slow.example', {}, before.signal);
    server.next('hang');
    if (allowPrivate) await server.arrival();
    before.abort();
    assert.match((await rejection(sending, RetryableError)).message, 'stopped');
  }
  await rejection(open(server.origin, {}, AbortSignal.abort()), RetryableError);
});

test('reads only the start of an endless answer', async () => {
  server.next({ status: 200, body: 'x'.repeat(1_000_000) });
  assert.is((await (await open(server.origin, {}, signal)).text()).length, 262_144);
});

test('takes a success for one, although its body breaks off, and a failure for none', async () => {
  server.next({ status: 200, body: 'o', cutOff: true }, { status: 500, body: 'o', cutOff: true });
  assert.is((await open(server.origin, {}, signal)).status, 200);
  await rejection(open(server.origin, {}, signal), RetryableError);
});

test('refuses an address that is none, without quoting it', async () => {
  for (const url of ['hooks.example/tok', 'ftp://example.com/tok', `https://${['user', 'pass'].join(':')}@example.com/tok`]) {
    assert.is(httpUrl(url), undefined);
    assert.not.match(shown(await rejection(open(url, {}, signal), PermanentError)), '/tok');
  }
});

test.run();
