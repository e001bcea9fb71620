import { tmpdir } from 'node:os';
import type { Clock } from '../../core/contract/clock.js';
import type { LineEncoding, LogEvent } from '../../core/contract/event.js';
import type { Health, PluginContext } from '../../core/contract/plugin.js';
import { VirtualClock } from '../../core/testing/virtual-clock.js';

export interface FakeContext extends PluginContext {
  readonly counts: Map<string, number>;
  readonly logged: string[];
  readonly reported: Health[];
}

/** A context that keeps what a plugin said and counted. */
export function fakeContext(options: { readonly clock?: Clock; readonly random?: () => number } = {}): FakeContext {
  const counts = new Map<string, number>();
  const logged: string[] = [];
  const reported: Health[] = [];
  const log = (level: string) => (message: string): void => void logged.push(`${level} ${message}`);
  return {
    counts, logged, reported,
    id: 'test.instance',
    log: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    metrics: { count: (name, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by), gauge: () => undefined },
    clock: options.clock ?? new VirtualClock(),
    random: options.random ?? (() => 0.5),
    signal: new AbortController().signal,
    defer: () => undefined,
    fetch: globalThis.fetch,
    dataDir: () => Promise.resolve(tmpdir()),
    import: (name) => Promise.reject(new Error(`${name} is not here`)),
    report: (health) => void reported.push(health),
    encodeLines: (batch: readonly LogEvent[], encoding?: LineEncoding) =>
      Buffer.from(batch.map((event) => `${encoding === 'line' ? event.message : event.line()}\n`).join('')),
  };
}
