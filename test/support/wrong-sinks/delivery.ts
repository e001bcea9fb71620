import type { LogEvent } from '../../../core/contract/event.js';
import { check, sinkPlugin } from './right-sink.js';
import type { WrongSink } from './wrong-sink.js';

const IN_ORDER = 'delivers each event once, in order';

/** The config of whichever instance was made last. */
let shared: { readonly url: string } | undefined;

function merge(target: Record<string, unknown>, source: object): Record<string, unknown> {
  for (const [key, value] of Object.entries(source)) {
    target[key] = typeof value === 'object' && value !== null ? merge((typeof target[key] === 'object' ? target[key] : {}) as Record<string, unknown>, value as object) : value;
  }
  return target;
}

export const wrongDelivery: readonly WrongSink[] = [
  {
    what: 'drops the last event of a batch',
    caughtBy: IN_ORDER,
    says: 'missing kit00003x',
    plugin: sinkPlugin((_config, _ctx, right) => ({ deliver: (batch, signal) => right.deliver(batch.length > 1 ? batch.slice(0, -1) : batch, signal) })),
  },
  {
    what: 'sends the first event twice',
    caughtBy: IN_ORDER,
    says: 'more than once kit00001x',
    plugin: sinkPlugin((config, ctx) => ({
      async deliver(batch, signal) {
        for (const part of [batch, batch.slice(0, 1)]) check(await ctx.fetch(config.url, { method: 'POST', body: ctx.encodeLines(part), signal }), ctx);
      },
    })),
  },
  {
    what: 'turns the order of a batch around',
    caughtBy: IN_ORDER,
    says: 'in order kit00001x kit00003x kit00002x',
    plugin: sinkPlugin((_config, _ctx, right) => ({ deliver: (batch, signal) => right.deliver(batch.toReversed(), signal) })),
  },
  {
    what: 'keeps events back until it has ten of them',
    caughtBy: IN_ORDER,
    says: 'missing kit00001x',
    plugin: sinkPlugin((_config, _ctx, right) => {
      const kept: LogEvent[] = [];
      return {
        async deliver(batch, signal) {
          kept.push(...batch);
          if (kept.length >= 10) await right.deliver(kept.splice(0), signal);
        },
      };
    }),
  },
  {
    what: 'sorts the batch it was given',
    caughtBy: 'leaves the batch as it was',
    says: 'read only property',
    plugin: sinkPlugin((_config, _ctx, right) => ({ deliver: (batch, signal) => right.deliver((batch as LogEvent[]).reverse(), signal) })),
  },
  {
    what: 'writes to an event',
    caughtBy: 'leaves the batch as it was',
    says: 'not extensible',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      deliver(batch, signal) {
        for (const event of batch) Object.assign(event, { sent: true });
        return right.deliver(batch, signal);
      },
    })),
  },
  {
    what: 'keeps its config in its module, so that the last instance speaks for all',
    caughtBy: 'keeps two instances apart',
    says: 'missing kit10000x',
    plugin: sinkPlugin((config, ctx) => {
      shared = config;
      return {
        async deliver(batch, signal) {
          check(await ctx.fetch(shared?.url ?? '', { method: 'POST', body: ctx.encodeLines(batch), signal }), ctx);
        },
      };
    }),
  },
  {
    what: 'lets a key __proto__ reach the prototype of all objects',
    caughtBy: 'takes an odd event, or refuses it for good',
    says: 'the key __proto__ reached Object.prototype',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      deliver(batch, signal) {
        for (const event of batch) merge({}, event.toJSON());
        return right.deliver(batch, signal);
      },
    })),
  },
  {
    what: 'chokes on fields that are called like methods',
    caughtBy: 'takes an odd event, or refuses it for good',
    says: 'the key __proto__: 1 failed',
    plugin: sinkPlugin((_config, _ctx, right) => ({
      async deliver(batch, signal) {
        for (const event of batch) if (Number(Object.assign({}, event.toJSON())) === 0) return;
        await right.deliver(batch, signal);
      },
    })),
  },
  {
    what: 'says that a redelivery does no harm, and sends everything again',
    caughtBy: 'takes a redelivery without harm',
    says: 'more than once kit00001x',
    plugin: sinkPlugin((config, ctx) => ({
      async deliver(batch, signal) {
        check(await ctx.fetch(config.url, { method: 'POST', body: ctx.encodeLines(batch), signal }), ctx);
      },
    })),
  },
  {
    what: 'returns from deliverSync before anything is written',
    caughtBy: 'has written when deliverSync returns, where it offers that',
    says: 'missing kit00001x',
    plugin: sinkPlugin((_config, ctx, right) => ({ deliverSync: (batch) => void right.deliver(batch, ctx.signal).catch(() => {}) })),
  },
];
