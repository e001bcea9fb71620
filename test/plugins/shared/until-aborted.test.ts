import * as assert from 'uvu/assert';
import { RetryableError } from '../../../core/contract/errors.js';
import { untilAborted } from '../../../plugins/shared/until-aborted.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';

const test = suite('untilAborted');

test('settles with the work', async () => {
  const { signal } = new AbortController();
  assert.is(await untilAborted(Promise.resolve(1), signal), 1);
  await rejection(untilAborted(Promise.reject(new RangeError('x')), signal), RangeError);
});

test('rejects once the signal aborts, also where it has before', async () => {
  const controller = new AbortController();
  const waiting = untilAborted(new Promise(() => undefined), controller.signal);
  controller.abort();
  await rejection(waiting, RetryableError);
  await rejection(untilAborted(new Promise(() => undefined), controller.signal), RetryableError);
});

test.run();
