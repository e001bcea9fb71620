import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { deliverEach } from '../../../plugins/shared/deliver-each.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('deliverEach');

const busy = new RetryableError('busy');
const refused = new PermanentError('refused');

/** Sends 1, 2, 3; the items named fail. Gives the result and what was tried. */
async function run(failures: Readonly<Record<number, Error>>): Promise<{ readonly tried: readonly number[]; readonly failed: readonly number[] }> {
  const tried: number[] = [];
  const result = await deliverEach([1, 2, 3], (item) => {
    tried.push(item);
    const error = failures[item];
    return error === undefined ? Promise.resolve(undefined) : Promise.reject(error);
  });
  return { tried, failed: result === undefined ? [] : result.failed.map(({ index }) => index) };
}

test('sends all, in order', async () => {
  assert.equal(await run({}), { tried: [1, 2, 3], failed: [] });
});

test('a refused item does not hold up the others', async () => {
  assert.equal(await run({ 1: refused, 3: refused }), { tried: [1, 2, 3], failed: [0, 2] });
});

test('after a failure that may pass, the rest is not tried and goes again', async () => {
  assert.equal(await run({ 2: busy }), { tried: [1, 2], failed: [1, 2] });
  assert.equal(await run({ 1: refused, 2: busy }), { tried: [1, 2], failed: [0, 1, 2] });
});

test('gives the receipts of what was delivered, beside what was not', async () => {
  const result = await deliverEach([1, 2, 3], (item) => (item === 2 ? Promise.reject(refused) : Promise.resolve({ ts: String(item) })));
  assert.equal(result, { failed: [{ index: 1, error: refused }], receipts: [{ index: 0, receipt: { ts: '1' } }, { index: 2, receipt: { ts: '3' } }] });
});

test('throws where nothing was delivered', async () => {
  assert.is(await rejection(deliverEach([1, 2], () => Promise.reject(busy)), RetryableError), busy);
  assert.is(await rejection(deliverEach([1], () => Promise.reject(refused)), PermanentError), refused);
});

test.run();
