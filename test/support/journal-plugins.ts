import type { LoadedConfig } from '../../core/config/loaded-config.js';
import type { Random } from '../../core/contract/clock.js';
import { definePlugin, type AnyPlugin, type Emit } from '../../core/contract/plugin.js';
import { createRegistry } from '../../core/plugin-host/registry.js';
import { loadOrThrow, startPipeline, type Surroundings } from '../../core/runtime/start.js';
import type { Pipeline } from '../../core/runtime/pipeline.js';
import { VirtualClock } from '../../core/testing/virtual-clock.js';
import type { Test } from './suite.js';
import { alertIn } from './alert-in.js';
import { tempFolder, type TempFolder } from './temp-folder.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    note: { type: 'string', description: 'Changes nothing but the config.' },
    claim: { type: 'string', description: 'What it owns alone.' },
    fails: { enum: ['create', 'start', 'stop', 'start_again', 'hang_start', 'slow_start', 'hang_stop', 'hang_run'], description: 'What does not work.' },
    secret: { type: 'string', format: 'secret', description: 'What its errors say.' },
  },
} as const;

interface Options {
  readonly note?: string;
  readonly claim?: string;
  readonly fails?: string;
  readonly secret?: { reveal(): string };
}

const claims = ({ claim }: Options): readonly string[] => (claim === undefined ? [] : [`test:${claim}`]);

/**
 * A source, a transform, a sink and an action, each called `journal`, that note what becomes of them: `sinks.a start`, and with a
 * `note` `sinks.a(note) start`.
 */
export class Journal {
  readonly entries: string[] = [];
  /** Lines that each sink got, in order; alerts by the id of their action. */
  readonly got = new Map<string, string[]>();
  /** By id: the way in of each source that runs. */
  readonly emits = new Map<string, Emit>();
  /** Most deliveries that each receiver had under way at once. */
  readonly overlaps = new Map<string, number>();
  /** Ids of receivers whose deliveries wait; of a `slow_start`, the start. */
  readonly held = new Map<string, Promise<void>>();
  /** What is owned by whom: two at a time are an error. */
  readonly #owners = new Map<string, string>();
  readonly #open = new Map<string, number>();
  readonly plugins: readonly AnyPlugin[];

  constructor() {
    const base = { apiVersion: 1, name: 'journal', summary: 'For tests.', examples: [], schema, claims } as const;
    this.plugins = [
      definePlugin({ ...base, kind: 'source', create: (options, { id }) => ({ ...this.#instance(id, options), run: (emit, signal) => this.#run(id, options, emit, signal) }) }),
      definePlugin({ ...base, kind: 'transform', create: (options, { id }) => ({ ...this.#instance(id, options), apply: (batch) => batch }) }),
      definePlugin({ ...base, kind: 'sink', create: (options, { id }) => ({ ...this.#instance(id, options), deliver: (batch, signal) => this.#deliver(id, options, batch.map((event) => event.line()), signal) }) }),
      definePlugin({ ...base, kind: 'action', create: (options, { id }) => ({ ...this.#instance(id, options), deliver: (batch, signal) => this.#deliver(id, options, batch.map((delivery) => alertIn(delivery).trigger), signal) }) }),
    ];
  }

  /** What was noted since the last call. */
  take(): readonly string[] {
    return this.entries.splice(0);
  }

  /** Deliveries to one receiver wait until what is returned is called. */
  hold(id: string): () => void {
    let release!: () => void;
    this.held.set(id, new Promise((resolve) => {
      release = resolve;
    }));
    return () => {
      this.held.delete(id);
      release();
    };
  }

  /** Emits one line through a source. */
  emit(id: string, line: string): Promise<void> {
    const emit = this.emits.get(id);
    if (emit === undefined) throw new Error(`${id} does not run`);
    return emit({ bytes: Buffer.from(line) });
  }

  #instance(id: string, options: Options): { start(): Promise<void>; stop(): Promise<void> } {
    const who = nameOf(id, options);
    const { fails } = options;
    if (fails === 'create') throw new Error(`${options.secret?.reveal() ?? ''} no create`);
    this.entries.push(`${who} create`);
    let starts = 0;
    return {
      start: async () => {
        this.entries.push(`${who} start`);
        starts++;
        if (fails === 'hang_start') await new Promise(() => {});
        if (fails === 'slow_start') await this.held.get(id);
        if (fails === 'start' || (fails === 'start_again' && starts === 2)) throw new Error(`${options.secret?.reveal() ?? ''} no start`);
        for (const claim of claims(options)) {
          if (this.#owners.has(claim)) throw new Error(`${claim} is taken by ${this.#owners.get(claim)}`);
          this.#owners.set(claim, who);
        }
      },
      stop: async () => {
        this.entries.push(`${who} stop`);
        for (const [claim, owner] of this.#owners) if (owner === who) this.#owners.delete(claim);
        if (fails === 'hang_stop') await new Promise(() => {});
        if (fails === 'stop') throw new Error('no stop');
      },
    };
  }

  async #run(id: string, options: Options, emit: Emit, signal: AbortSignal): Promise<void> {
    this.entries.push(`${nameOf(id, options)} run`);
    const open = new Set<Promise<void>>();
    this.emits.set(id, (batch) => {
      const emitted = emit(batch).finally(() => open.delete(emitted));
      open.add(emitted);
      return emitted;
    });
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    if (options.fails === 'hang_run') await new Promise(() => {});
    await Promise.allSettled(open);
    this.entries.push(`${nameOf(id, options)} ended`);
  }

  async #deliver(id: string, options: Options, lines: readonly string[], signal: AbortSignal): Promise<void> {
    const who = nameOf(id, options);
    const open = (this.#open.get(who) ?? 0) + 1;
    this.#open.set(who, open);
    this.overlaps.set(who, Math.max(open, this.overlaps.get(who) ?? 0));
    try {
      const held = this.held.get(id);
      if (held !== undefined) {
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
          void held.then(resolve);
        });
      }
    } finally {
      this.#open.set(who, open - 1);
    }
    this.got.set(who, [...(this.got.get(who) ?? []), ...lines]);
  }
}

/** Repeatable, and never twice the same: ids of events are made of it. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function seeded(seed: number): Random {
  let state = seed;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

const nameOf = (id: string, { note }: Options): string => (note === undefined ? id : `${id}(${note})`);

/** A pipeline of such plugins, on a virtual clock. */
export interface JournalPipeline {
  readonly pipeline: Pipeline;
  readonly journal: Journal;
  readonly clock: VirtualClock;
  /** Lines of the process log. */
  readonly log: readonly string[];
  load(config: object): Promise<LoadedConfig>;
  reload(config: object): Promise<void>;
}

export interface JournalTest {
  readonly folder: TempFolder;
  /** As `start`, but gives what the start rejects with. */
  fail(config: object): Promise<{ readonly error: Error; readonly journal: Journal; readonly clock: VirtualClock }>;
  start(config: object, surroundings?: Surroundings): Promise<JournalPipeline>;
}

/** Starts pipelines for a suite; what a test leaves running is closed after it. */
export function journalTest<T>(test: Test<T>): JournalTest {
  const folder = tempFolder(test);
  const random = seeded(1);
  const running: { readonly pipeline: Pipeline; readonly clock: VirtualClock }[] = [];
  test.after.each(async () => {
    for (const { pipeline, clock } of running.splice(0)) {
      const closed = pipeline.close({ timeout: 0 });
      await clock.advance(60_000);
      await closed;
    }
  });
  const prepare = (): { readonly journal: Journal; readonly clock: VirtualClock; readonly log: string[]; load(config: object): Promise<LoadedConfig>; run(config: object, surroundings?: Surroundings): Promise<Pipeline> } => {
    const journal = new Journal();
    const clock = new VirtualClock();
    const log: string[] = [];
    const plugins = createRegistry();
    for (const plugin of journal.plugins) plugins.add(plugin);
    const load = (config: object): Promise<LoadedConfig> =>
      loadOrThrow({ file: folder.in('hushpipe.yaml'), text: JSON.stringify({ version: 1, data_dir: folder.in('data'), ...config }, undefined, 1), plugins });
    return { journal, clock, log, load, run: async (config, surroundings) => startPipeline(await load(config), { clock, random, writeLog: (line) => void log.push(line), ...surroundings }) };
  };
  return {
    folder,
    async fail(config) {
      const { journal, clock, run } = prepare();
      try {
        await run(config);
      } catch (error) {
        return { error: error as Error, journal, clock };
      }
      throw new Error('It started.');
    },
    async start(config, surroundings) {
      const { journal, clock, log, load, run } = prepare();
      const pipeline = await run(config, surroundings);
      running.push({ pipeline, clock });
      return { pipeline, journal, clock, log, load, reload: async (next) => pipeline.reload(await load(next)) };
    },
  };
}
