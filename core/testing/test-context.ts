import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createFramer } from '../codec/framer.js';
import type { Random } from '../contract/clock.js';
import type { LineEncoding, LogEvent } from '../contract/event.js';
import type { Awaitable, Framer, Health, Metrics, ProcessLog, SourceContext } from '../contract/plugin.js';
import { encodeLines, encodePieces } from '../event/encode.js';
import { VirtualClock } from './virtual-clock.js';

export interface TestContextOptions {
  /** `test.subject` where it is not given. */
  readonly id?: string;
  readonly clock?: VirtualClock;
  /** Always 0.5 where it is not given. */
  readonly random?: Random;
  /** What `ctx.fetch` calls; without it, the global one. */
  readonly fetch?: typeof globalThis.fetch;
  /** What `ctx.import` gives for a name, instead of the installed package. */
  readonly packages?: Readonly<Record<string, unknown>>;
  /** A folder that exists, as after a restart; it is kept by `dispose`. */
  readonly dataDir?: string;
  /** What a source's `once` says. */
  readonly once?: boolean;
}

export interface RecordedLog {
  readonly level: keyof ProcessLog;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A context over a virtual clock that keeps what the plugin did with it. It serves plugins of every kind. */
export class TestContext implements SourceContext {
  readonly id: string;
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly once: boolean;
  readonly logs: RecordedLog[] = [];
  readonly counters = new Map<string, number>();
  readonly gauges = new Map<string, number>();
  readonly health: Health[] = [];
  /** Names given to `import`, in order. */
  readonly imports: string[] = [];
  /** Addresses given to `fetch`, in order. */
  readonly fetches: string[] = [];
  readonly log: ProcessLog;
  readonly metrics: Metrics;
  readonly fetch: typeof globalThis.fetch;
  readonly #options: TestContextOptions;
  readonly #stopped = new AbortController();
  readonly #cleanups: (() => Awaitable<void>)[] = [];
  #folder: Promise<string> | undefined;

  constructor(options: TestContextOptions = {}) {
    this.#options = options;
    this.id = options.id ?? 'test.subject';
    this.clock = options.clock ?? new VirtualClock();
    this.random = options.random ?? (() => 0.5);
    this.once = options.once ?? false;
    const logger = (level: keyof ProcessLog) => (message: string, fields: Readonly<Record<string, unknown>> = {}) => void this.logs.push({ level, message, fields });
    this.log = { debug: logger('debug'), info: logger('info'), warn: logger('warn'), error: logger('error') };
    this.metrics = {
      count: (name, by = 1) => void this.counters.set(name, (this.counters.get(name) ?? 0) + by),
      gauge: (name, value) => void this.gauges.set(name, value),
    };
    this.fetch = (input, init) => {
      this.fetches.push(input instanceof Request ? input.url : String(input));
      return (options.fetch ?? globalThis.fetch)(input, init);
    };
  }

  get signal(): AbortSignal {
    return this.#stopped.signal;
  }

  defer(cleanup: () => Awaitable<void>): void {
    this.#cleanups.push(cleanup);
  }

  /** A new folder under the system's temporary one, removed by `dispose`, where the options name none. */
  dataDir(): Promise<string> {
    const { dataDir } = this.#options;
    return (this.#folder ??= dataDir === undefined ? mkdtemp(join(tmpdir(), 'hushpipe-test-')) : Promise.resolve(dataDir));
  }

  /** Whether `dataDir` was called. */
  get usedDataDir(): boolean {
    return this.#folder !== undefined;
  }

  async import<T = unknown>(name: string): Promise<T> {
    this.imports.push(name);
    const { packages = {} } = this.#options;
    return (Object.hasOwn(packages, name) ? packages[name] : await import(name)) as T;
  }

  report(health: Health): void {
    this.health.push(health);
  }

  encodeLines(batch: readonly LogEvent[], encoding?: LineEncoding): Uint8Array<ArrayBuffer> {
    return encodeLines(batch, encoding) as Uint8Array<ArrayBuffer>;
  }

  encodePieces(batch: readonly LogEvent[], encoding?: LineEncoding): readonly Uint8Array[] {
    return encodePieces(batch, encoding);
  }

  /** Lines, at most 1 MiB each. */
  framer(): Framer {
    return createFramer({ multiline: 'none', maxLine: 1 << 20, onOversize: () => {} });
  }

  /** Everything the plugin said through this context, as one text. */
  said(): string {
    return inspect({ logs: this.logs, counters: this.counters, gauges: this.gauges, health: this.health }, { depth: 12, maxArrayLength: null, maxStringLength: null });
  }

  /** Ends it as core does: aborts the signal, runs what was deferred, last first, and removes the data folder. */
  async dispose(): Promise<void> {
    this.#stopped.abort(new Error('The instance was stopped.'));
    for (const cleanup of this.#cleanups.splice(0).toReversed()) await cleanup();
    if (this.#folder !== undefined && this.#options.dataDir === undefined) await rm(await this.#folder, { recursive: true, force: true });
  }
}

export function testContext(options?: TestContextOptions): TestContext {
  return new TestContext(options);
}
