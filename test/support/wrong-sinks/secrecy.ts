import { RetryableError } from '../../../core/contract/errors.js';
import { sinkPlugin } from './right-sink.js';
import type { WrongSink } from './wrong-sink.js';

const SECRECY = 'shows its secret in no error, log, metric or health';

export const wrongSecrecy: readonly WrongSink[] = [
  {
    what: 'shows its secret in an error',
    caughtBy: SECRECY,
    says: 'the secret is shown in an error',
    plugin: sinkPlugin((config, _ctx, right) => ({
      deliver: (batch, signal) => right.deliver(batch, signal).catch(() => { throw new RetryableError(`token ${config.token.reveal()} was not taken`); }),
    })),
  },
  {
    what: 'shows its secret in the cause of an error, as basic credentials',
    caughtBy: SECRECY,
    says: 'the secret is shown in an error',
    plugin: sinkPlugin((config, _ctx, right) => ({
      deliver: (batch, signal) => right.deliver(batch, signal).catch(() => {
        throw new RetryableError('not taken', { cause: { request: { headers: { authorization: `Basic ${Buffer.from(config.token.reveal()).toString('base64')}` } } } });
      }),
    })),
  },
  {
    what: 'shows its secret in the log',
    caughtBy: SECRECY,
    says: 'the secret is shown in the log',
    plugin: sinkPlugin((config, ctx) => ({ async start() { await Promise.resolve(); ctx.log.info('started', { config: { ...config, token: config.token.reveal() } }); } })),
  },
  {
    what: 'shows its secret in the name of a metric',
    caughtBy: SECRECY,
    says: 'the secret is shown in the log, metrics or health',
    plugin: sinkPlugin((config, ctx) => ({ async start() { await Promise.resolve(); ctx.metrics.count(`sent_with_${config.token.reveal()}`); } })),
  },
  {
    what: 'shows its secret when nobody listens',
    caughtBy: SECRECY,
    says: 'the secret is shown in an error',
    plugin: sinkPlugin((config, ctx) => ({
      async start() {
        await ctx.fetch(config.url, { method: 'HEAD' }).catch((error: unknown) => { throw new Error(`${config.url}?token=${config.token.reveal()}`, { cause: error }); });
      },
    })),
  },
];
