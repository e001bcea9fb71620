import * as assert from 'uvu/assert';
import { keptAlive } from '../../../core/logger/kept-alive.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('keptAlive');

test('keeps the process until the work is settled, whichever way', async () => {
  const clock = new VirtualClock();
  let finish!: (value: string) => void;
  const work = keptAlive(clock, new Promise<string>((resolve) => (finish = resolve)));
  assert.is(clock.pending, 1);
  finish('done');
  assert.is(await work, 'done');
  assert.is(clock.pending, 0);
  assert.is((await rejection(keptAlive(clock, Promise.reject(new Error('failed'))), Error)).message, 'failed');
  assert.is(clock.pending, 0);
});

test.run();
