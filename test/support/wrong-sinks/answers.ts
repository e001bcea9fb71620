import { sleep } from '../../../core/contract/clock.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { sinkPlugin, type Sink } from './right-sink.js';
import type { WrongSink } from './wrong-sink.js';

/** The right sink, with another error in place of those of one kind. */
function rethrowing(right: Sink, instead: (error: unknown) => unknown): Partial<Sink> {
  return { deliver: (batch, signal) => right.deliver(batch, signal).catch((error: unknown) => { throw instead(error); }) };
}

export const wrongAnswers: readonly WrongSink[] = [
  {
    what: 'resolves before the answer is there',
    caughtBy: 'waits for the answer',
    says: 'settled while the answer was outstanding',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      deliver(batch, signal) {
        void right.deliver(batch, signal).catch(() => {});
        return Promise.resolve();
      },
    })),
  },
  {
    what: 'does not pass the abort on to its request',
    caughtBy: 'settles within 250 ms of an abort',
    says: 'of an abort',
    plugin: sinkPlugin((_config, ctx, right) => ({ deliver: (batch) => right.deliver(batch, ctx.signal) })),
  },
  {
    what: 'counts an aborted delivery as made',
    caughtBy: 'settles within 250 ms of an abort',
    says: 'counts as 1 delivered',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      deliver: (batch, signal) => right.deliver(batch, signal).catch((error: unknown) => { if (!signal.aborted) throw error; }),
    })),
  },
  {
    what: 'sends again at once when the peer is busy',
    caughtBy: 'does not send again by itself',
    says: '3 attempts after one delivery',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      async deliver(batch, signal) {
        for (let attempt = 1; ; attempt++) {
          try {
            return await right.deliver(batch, signal);
          } catch (error) {
            if (attempt === 3) throw error;
          }
        }
      },
    })),
  },
  {
    what: 'waits and sends again when the peer is busy',
    caughtBy: 'does not send again by itself',
    says: 'attempts after one delivery',
    plugin: sinkPlugin((_config, ctx, right) => ({
      deliver: (batch, signal) => right.deliver(batch, signal).catch(async () => {
        await sleep(ctx.clock, 30_000, signal);
        return right.deliver(batch, signal);
      }),
    })),
  },
  {
    what: 'gives up on 429',
    caughtBy: 'asks to be tried again on 429',
    says: '3 refused (PermanentError',
    plugin: sinkPlugin((_config, _ctx, right) => rethrowing(right, (error) => (error instanceof RetryableError ? new PermanentError(error.message) : error))),
  },
  {
    what: 'counts an answer 503 as taken',
    caughtBy: 'asks to be tried again on 503',
    says: '3 delivered; expected retry',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      deliver: (batch, signal) => right.deliver(batch, signal).catch((error: unknown) => { if (!String(error).includes('503')) throw error; }),
    })),
  },
  {
    what: 'leaves out when to try again',
    caughtBy: 'passes on when to try again',
    says: 'afterMs is undefined',
    plugin: sinkPlugin((_config, _ctx, right) => rethrowing(right, (error) => (error instanceof RetryableError ? new RetryableError(error.message) : error))),
  },
  {
    what: 'takes the seconds of Retry-After for milliseconds',
    caughtBy: 'passes on when to try again',
    says: 'afterMs is 7',
    plugin: sinkPlugin((_config, _ctx, right) => rethrowing(right, (error) => (error instanceof RetryableError ? new RetryableError(error.message, { afterMs: (error.afterMs ?? 0) / 1000 }) : error))),
  },
  {
    what: 'asks for another try of what was refused with 400',
    caughtBy: 'is never tried again on 400',
    says: 'expected refused',
    plugin: sinkPlugin((_config, _ctx, right) => rethrowing(right, (error) => (error instanceof PermanentError ? new RetryableError(error.message) : error))),
  },
  {
    what: 'throws a plain error for what was refused with 413',
    caughtBy: 'is never tried again on 413',
    says: 'expected refused',
    plugin: sinkPlugin((_config, _ctx, right) => rethrowing(right, (error) => (error instanceof PermanentError ? new Error(error.message) : error))),
  },
  {
    what: 'counts the failed items from 1',
    caughtBy: 'reports exactly the events that were not taken',
    says: 'reported as failed: 2, 4',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      async deliver(batch, signal) {
        const { failed = [] } = (await right.deliver(batch, signal)) ?? {};
        return { failed: failed.map(({ index, error }) => ({ index: index + 1, error })) };
      },
    })),
  },
  {
    what: 'does not look which items were taken',
    caughtBy: 'reports exactly the events that were not taken',
    says: 'reported as failed: none',
    plugin: sinkPlugin((_config, _ctx, right) => ({ async deliver(batch, signal) { await right.deliver(batch, signal); } })),
  },
  {
    what: 'takes a dropped connection for an answer',
    caughtBy: 'asks to be tried again after a dropped connection',
    says: '3 delivered',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      deliver: (batch, signal) => right.deliver(batch, signal).catch((error: unknown) => { if (!String(error).includes('connection')) throw error; }),
    })),
  },
];
