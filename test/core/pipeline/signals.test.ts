import * as assert from 'uvu/assert';
import { Signals } from '../../../core/pipeline/signals.js';
import { testContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('Signals');

test('tells all who listen, until they are taken off', () => {
  const signals = new Signals(testContext().log);
  const heard: unknown[] = [];
  signals.emit('reloaded', 1);
  const off = signals.on('reloaded', (generation) => heard.push(generation));
  signals.on('reloaded', (generation) => heard.push(generation * 10));
  signals.emit('reloaded', 2);
  off();
  off();
  signals.emit('reloaded', 3);
  signals.emit('started');
  assert.equal(heard, [2, 20, 30]);
});

test('logs a listener that throws or rejects, and tells the others', async () => {
  const context = testContext();
  const signals = new Signals(context.log);
  let heard = 0;
  signals.on('stopped', () => {
    throw new Error('thrown');
  });
  signals.on('stopped', () => Promise.reject(new Error('rejected')));
  signals.on('stopped', () => {
    heard++;
  });
  signals.emit('stopped');
  await new Promise(setImmediate);
  assert.is(heard, 1);
  assert.equal(context.logs.map(({ fields }) => (fields['error'] as Error).message), ['thrown', 'rejected']);
});

test.run();
