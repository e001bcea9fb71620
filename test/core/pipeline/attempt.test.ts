import * as assert from 'uvu/assert';
import { ConnectionLostError, PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { BatchResult } from '../../../core/contract/plugin.js';
import { asError, attempt, type Outcome } from '../../../core/pipeline/attempt.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('attempt');

let clock: VirtualClock;
let stop: AbortController;

test.before.each(() => {
  clock = new VirtualClock();
  stop = new AbortController();
});
test.after.each(() => assert.is(clock.pending, 0, 'no timer is left'));

const attempted = (deliver: (signal: AbortSignal) => unknown, batch = ['a', 'b', 'c']): Promise<Outcome> =>
  attempt({ deliver: (_, signal) => deliver(signal) as Promise<BatchResult | void> }, batch, 1000, clock, stop.signal);

const failing = (...failures: readonly (readonly [number, Error])[]): BatchResult => ({ failed: failures.map(([index, error]) => ({ index, error })) });

/** Index and message of each. */
const said = (failures: Outcome['retry']): readonly string[] => failures.map(({ index, error }) => `${index} ${error.message}`);

test('counts all as delivered where nothing or nothing failed is returned', async () => {
  for (const result of [undefined, failing()]) {
    const { retry, refused, reconnect } = await attempted(async () => result);
    assert.equal([retry, refused, reconnect], [[], [], false]);
  }
});

test('counts none as delivered where something is returned that is no result', async () => {
  for (const result of [5, null, {}, { failed: 1 }, 'ok']) {
    assert.is(said((await attempted(async () => result)).retry)[0], '0 deliver resolved with neither nothing nor { failed: [] }');
  }
});

test('counts none as delivered after a throw, also where deliver throws at once', async () => {
  assert.equal(said((await attempted(() => Promise.reject(new Error('reset')))).retry), ['0 reset', '1 reset', '2 reset']);
  assert.equal(said((await attempted(() => {
    throw new Error('at once');
  })).retry), ['0 at once', '1 at once', '2 at once']);
});

test('sorts a partial result by what is to become of each, in the order of the batch', async () => {
  const result = failing([2, new RetryableError('later')], [1, new PermanentError('never')], [0, new Error('unknown')]);
  const { retry, refused } = await attempted(async () => result);
  assert.equal(said(retry), ['0 unknown', '2 later']);
  assert.equal(said(refused), ['1 never']);
});

test('takes an item once that is named twice', async () => {
  const { retry, refused } = await attempted(async () => failing([1, new Error('first')], [1, new PermanentError('second')]));
  assert.equal([said(retry), said(refused)], [['1 first'], []]);
});

test('believes nothing of a result that names items which are not in the batch', async () => {
  for (const index of [3, -1, 0.5, NaN]) {
    const { retry } = await attempted(async () => failing([0, new Error('x')], [index, new Error('y')]));
    assert.is(retry.length, 3, `${index}`);
    assert.match(retry[0]?.error.message ?? '', `names the item ${index}`);
  }
});

test('tells permanent errors and lost connections by their code: a plugin may have its own copy of this package', async () => {
  const foreign = (code: string): Error => Object.assign(new Error('foreign'), { code, afterMs: 70 });
  assert.is((await attempted(() => Promise.reject(foreign('DELIVERY_REFUSED')))).refused.length, 3);
  assert.is((await attempted(() => Promise.reject(foreign('DELIVERY_CONNECTION_LOST')))).reconnect, true);
  assert.is((await attempted(() => Promise.reject(foreign('DELIVERY_RETRYABLE')))).afterMs, 70);
  assert.is((await attempted(() => Promise.reject(foreign('EPIPE')))).afterMs, undefined);
});

test('asks for a new connection where one item lost it', async () => {
  assert.is((await attempted(async () => failing([1, new ConnectionLostError('gone')]))).reconnect, true);
});

test('waits as long as the item says that asks for the longest time', async () => {
  const result = failing([0, new RetryableError('x', { afterMs: 10 })], [1, new RetryableError('y', { afterMs: 30 })], [2, new RetryableError('z', { afterMs: NaN })]);
  assert.is((await attempted(async () => result)).afterMs, 30);
});

test('is over when no answer came in time', async () => {
  const outcome = attempted(() => new Promise(() => {}));
  await clock.advance(1250);
  assert.equal(said((await outcome).retry), ['no answer within 1000 ms', 'no answer within 1000 ms', 'no answer within 1000 ms'].map((text, index) => `${index} ${text}`));
});

test('says that no answer came in time where the receiver only knows that it was stopped', async () => {
  const outcome = attempted((signal) => new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => reject(new RetryableError('The delivery was stopped.')));
  }));
  await clock.advance(1000);
  assert.equal(said((await outcome).retry.slice(0, 1)), ['0 no answer within 1000 ms']);
});

test('takes an answer that comes just after the abort', async () => {
  const outcome = attempted((signal) => new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
  }));
  await clock.advance(1000);
  assert.equal((await outcome).retry, []);
});

test('is ended by the stop', async () => {
  const outcome = attempted((signal) => new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  }));
  stop.abort(new Error('closing'));
  assert.equal(said((await outcome).retry).length, 3);
});

test('makes an error of whatever is thrown', () => {
  for (const [thrown, message] of [['text', 'text'], [42, 'a thrown number'], [null, 'a thrown null'], [Object.create(null), 'a thrown object']] as const) {
    assert.is(asError(thrown).message, message);
  }
});

test.run();
