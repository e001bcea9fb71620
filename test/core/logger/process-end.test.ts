import * as assert from 'uvu/assert';
import { watchProcessEnd, type Ending } from '../../../core/logger/process-end.js';
import { suite } from '../../support/suite.js';

const test = suite('watchProcessEnd');

const heard: string[] = [];
test.before.each(() => {
  heard.length = 0;
});

const ending = (name: string, handleSignals = false): Ending => ({
  handleSignals,
  onIdle: () => void heard.push(`${name} idle`),
  onExit: () => void heard.push(`${name} exit`),
  onSignal: async () => void heard.push(`${name} signal`),
});

test('tells all who watch, until they no longer do', () => {
  const offs = [watchProcessEnd(ending('a')), watchProcessEnd(ending('b'))];
  process.emit('beforeExit', 0);
  offs[0]?.();
  // Not by process.emit: the others that listen take it seriously.
  process.listeners('exit').at(-1)?.(0);
  const listeners = process.listenerCount('exit');
  offs[1]?.();
  assert.is(process.listenerCount('exit'), listeners - 1);
  assert.equal(heard, ['a idle', 'b idle', 'b exit']);
});

test('leaves signals alone unless it is asked to handle them', () => {
  const off = watchProcessEnd(ending('a'));
  assert.is(process.listenerCount('SIGTERM'), 0);
  const offHandling = watchProcessEnd(ending('b', true));
  assert.is(process.listenerCount('SIGTERM'), 1);
  offHandling();
  assert.is(process.listenerCount('SIGTERM'), 0);
  off();
});

test('leaves the end to a program that handles the signal too', async () => {
  const off = watchProcessEnd(ending('a', true));
  const seen = new Promise((resolve) => void process.once('SIGINT', resolve));
  const other = (): void => {};
  process.on('SIGINT', other);
  process.kill(process.pid, 'SIGINT');
  await seen;
  await new Promise((resolve) => void setImmediate(resolve));
  process.off('SIGINT', other);
  off();
  assert.equal(heard, []);
});

test.run();
