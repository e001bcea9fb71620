import * as assert from 'uvu/assert';
import { claimFolder } from '../../../plugins/file-source/folder-claims.js';
import { suite } from '../../support/suite.js';

const test = suite('claimFolder');
const never = new AbortController().signal;

test('gives a folder to one after the other, in the order they asked', async () => {
  const order: number[] = [];
  const first = await claimFolder('/a', never);
  const second = claimFolder('/a', never).then((release) => {
    order.push(2);
    return release;
  });
  const third = claimFolder('/a', never).then((release) => {
    order.push(3);
    return release;
  });
  await claimFolder('/b', never).then((release) => release());
  assert.equal(order, []);
  first();
  (await second)();
  assert.equal(order, [2]);
  (await third)();
  assert.equal(order, [2, 3]);
});

test('lets the next one have it when one gives up waiting', async () => {
  const first = await claimFolder('/a', never);
  const end = new AbortController();
  const second = claimFolder('/a', end.signal).then(() => 'claimed', () => 'gave up');
  const third = claimFolder('/a', never);
  end.abort();
  assert.is(await second, 'gave up');
  first();
  (await third)();
});

test.run();
