import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { httpFailure, isContentRefusal, networkFailure, retryAfterMs } from '../../../plugins/shared/http-outcome.js';
import { suite } from '../../support/suite.js';

const clock = new VirtualClock(Date.UTC(2025, 0, 1));
const answer = (status: number, headers: Record<string, string> = {}): Response => new Response(null, { status, headers });

const retryAfter = suite('retryAfterMs');

retryAfter('reads seconds, fractions of them, and dates against the injected clock', () => {
  assert.is(retryAfterMs('30', clock), 30_000);
  assert.is(retryAfterMs('0.65', clock), 650);
  assert.is(retryAfterMs('Wed, 01 Jan 2025 00:02:00 GMT', clock), 120_000);
});

retryAfter('gives no time for what says none', () => {
  for (const header of [undefined, null, '', ' ', 'soon', '-']) assert.is(retryAfterMs(header, clock), undefined, String(header));
});

retryAfter('is never negative and at most a day', () => {
  assert.is(retryAfterMs('Wed, 01 Jan 2020 00:00:00 GMT', clock), 0);
  assert.is(retryAfterMs('99999999999', clock), 86_400_000);
});

retryAfter.run();

const failure = suite('httpFailure');

failure('takes every 2xx for delivered', () => {
  for (const status of [200, 201, 202, 204]) assert.is(httpFailure(answer(status), clock), undefined);
});

failure('asks to try again what may pass, not before Retry-After', () => {
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    const error = httpFailure(answer(status, { 'retry-after': '7' }), clock);
    assert.instance(error, RetryableError, String(status));
    assert.is((error as RetryableError).afterMs, 7000);
  }
  assert.is((httpFailure(answer(503), clock) as RetryableError).afterMs, undefined);
});

failure('refuses for good what will not pass, redirects included', () => {
  for (const status of [301, 302, 400, 401, 403, 404, 410, 413, 422]) assert.instance(httpFailure(answer(status), clock), PermanentError, String(status));
  assert.match((httpFailure(answer(302), clock) as PermanentError).hint, 'Redirects are not followed');
});

failure('tells a refused message from a refused caller', () => {
  assert.equal([400, 413, 422].map(isContentRefusal), [true, true, true]);
  assert.equal([200, 302, 401, 403, 404, 410, 429, 500].map(isContentRefusal), [false, false, false, false, false, false, false, false]);
});

failure.run();

const network = suite('networkFailure');

network('keeps the code and nothing else of the cause', () => {
  const cause = Object.assign(new Error('connect ECONNREFUSED https://example.com/token'), { code: 'ECONNREFUSED' });
  const error = networkFailure(new TypeError('fetch failed for https://example.com/token', { cause }));
  assert.is(error.message, 'The destination gave no answer (ECONNREFUSED).');
  assert.is(error.cause, undefined);
  assert.is(networkFailure('odd').message, 'The destination gave no answer.');
});

network('tells a certificate that is not trusted from an answer that did not come', () => {
  for (const code of ['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']) {
    const error = networkFailure(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code }) }));
    assert.is(error.message, `The certificate of the destination is not trusted (${code}).`);
    assert.match(error.hint, 'NODE_EXTRA_CA_CERTS');
  }
});

network.run();
