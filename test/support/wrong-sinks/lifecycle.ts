import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { sinkPlugin } from './right-sink.js';
import { leaks, type WrongSink } from './wrong-sink.js';

const NOTHING_LEFT = 'leaves no timer, socket or listener after stop';
const NO_IO = 'does no I/O in create';

export const wrongLifecycles: readonly WrongSink[] = [
  {
    what: 'makes a folder in create',
    caughtBy: NO_IO,
    says: 'fs.mkdirSync',
    plugin: sinkPlugin(() => {
      mkdirSync(tmpdir(), { recursive: true });
      return {};
    }),
  },
  {
    what: 'connects in create',
    caughtBy: NO_IO,
    says: 'TCP',
    plugin: sinkPlugin((config) => {
      const socket = connect(Number(new URL(config.url).port), '127.0.0.1').on('error', () => {});
      return { stop: async () => { socket.destroy(); await Promise.resolve(); } };
    }),
  },
  {
    what: 'asks the other side for its version in create',
    caughtBy: NO_IO,
    says: 'ctx.fetch',
    plugin: sinkPlugin((config, ctx) => {
      void ctx.fetch(config.url).catch(() => {});
      return {};
    }),
  },
  {
    what: 'sets a timer in create',
    caughtBy: NO_IO,
    says: 'a timer of ctx.clock',
    plugin: sinkPlugin((_config, ctx) => {
      ctx.clock.after(1000, () => {});
      return {};
    }),
  },
  {
    what: 'cannot stop before it has started',
    caughtBy: 'stops without having started',
    says: 'started',
    plugin: sinkPlugin(() => {
      let started = false;
      return {
        async start() { await Promise.resolve(); started = true; },
        async stop() { await Promise.resolve(); if (!started) throw new Error('was not started'); },
      };
    }),
  },
  {
    what: 'cannot stop a second time',
    caughtBy: 'stops twice',
    says: 'stopped already',
    plugin: sinkPlugin(() => {
      let stopped = false;
      return { async stop() { await Promise.resolve(); if (stopped) throw new Error('was stopped already'); stopped = true; } };
    }),
  },
  {
    what: 'leaves its server open when it cannot start',
    caughtBy: 'stops after a failed start',
    says: 'a failed start leaves open: 1 TCPServerWrap',
    plugin: sinkPlugin((config, ctx) => ({
      async start() {
        const server = createServer();
        leaks.push(() => server.close());
        await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
        await ctx.fetch(config.url);
      },
    })),
  },
  {
    what: 'stays closed after it was stopped and started again',
    caughtBy: 'works again after stop and start',
    says: 'is closed',
    plugin: sinkPlugin((_config, _ctx, right) => {
      let closed = false;
      return {
        async stop() { await Promise.resolve(); closed = true; },
        async deliver(batch, signal) { if (closed) throw new Error('is closed'); return right.deliver(batch, signal); },
      };
    }),
  },
  {
    what: 'leaves a timer running',
    caughtBy: NOTHING_LEFT,
    says: '1 Timeout',
    plugin: sinkPlugin(() => ({
      async start() {
        const timer = setInterval(() => {}, 1000);
        leaks.push(() => clearInterval(timer));
        await Promise.resolve();
      },
    })),
  },
  {
    what: 'leaves a timer of its clock running',
    caughtBy: NOTHING_LEFT,
    says: 'a timer of ctx.clock is left',
    plugin: sinkPlugin((_config, ctx) => ({ async start() { await Promise.resolve(); ctx.clock.after(60_000, () => {}, { background: true }); } })),
  },
  {
    what: 'leaves a socket open',
    caughtBy: NOTHING_LEFT,
    says: 'TCPSocketWrap',
    plugin: sinkPlugin((config) => ({
      async start() {
        const socket = connect(Number(new URL(config.url).port), '127.0.0.1');
        socket.on('error', () => {});
        leaks.push(() => socket.destroy());
        await new Promise<void>((resolve) => { socket.once('connect', resolve); });
      },
    })),
  },
  {
    what: 'leaves a listener on the process',
    caughtBy: NOTHING_LEFT,
    says: "1 process.on('SIGHUP')",
    plugin: sinkPlugin(() => ({
      async start() {
        const reopen = (): void => {};
        process.on('SIGHUP', reopen);
        leaks.push(() => process.removeListener('SIGHUP', reopen));
        await Promise.resolve();
      },
    })),
  },
  {
    what: 'says that it is not well while it works',
    caughtBy: 'reports that it is well while it works',
    says: 'health says degraded',
    plugin: sinkPlugin(() => ({ health: () => Promise.resolve({ status: 'degraded' }) })),
  },
  {
    what: 'claims something else each time it is asked',
    caughtBy: 'claims the same for the same config',
    says: 'claims gives',
    plugin: sinkPlugin(undefined, { claims: () => [`tcp:${Math.random()}`] }),
  },
  {
    what: 'imports a package that it does not state',
    caughtBy: 'imports only packages that it requires',
    says: 'imports eventemitter3',
    plugin: sinkPlugin((_config, ctx) => ({ async start() { await ctx.import('eventemitter3'); } })),
  },
];
