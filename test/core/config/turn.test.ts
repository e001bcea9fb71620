import * as assert from 'uvu/assert';
import { turn } from '../../../core/config/turn.js';
import { suite } from '../../support/suite.js';

const test = suite('turn');

test('lets what waits run before it goes on', async () => {
  const order: string[] = [];
  setImmediate(() => order.push('another'));
  await turn();
  order.push('this');
  assert.equal(order, ['another', 'this']);
});

test.run();
