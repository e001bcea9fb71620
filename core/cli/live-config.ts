import { diagnosticsJson, formatDiagnostics } from '../config/format-diagnostics.js';
import type { LiveFigures } from '../config/format-diff.js';
import type { LoadResult } from '../config/load-config.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { ConfigWatcher } from '../config/watch.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonObject } from '../contract/json.js';
import type { Pipeline } from '../runtime/pipeline.js';
import type { ConfigKeeper } from './config-keeper.js';

/** Most problems that are logged of one broken config; the rest is counted. */
const MOST_LOGGED = 20;
/** How long a pipeline lets a removed sink deliver, in milliseconds. */
const DRAIN_LIMIT = 10_000;

/** The config of a running pipeline: watches its files, and puts what they state in place. */
export class LiveConfig {
  readonly #pipeline: Pipeline;
  readonly #keeper: ConfigKeeper;
  readonly #clock: Clock;
  #loaded: LoadResult;
  #watcher: ConfigWatcher | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #invalid: string | undefined;

  /** `loaded` is what the files stated last, also where something else is running. */
  constructor(pipeline: Pipeline, keeper: ConfigKeeper, loaded: LoadResult, clock: Clock) {
    this.#pipeline = pipeline;
    this.#keeper = keeper;
    this.#loaded = loaded;
    this.#clock = clock;
    this.#invalid = loaded.config === undefined ? firstOf(loaded.diagnostics) : undefined;
  }

  /** Why the files are not what runs; undefined where they are. */
  get lastError(): string | undefined {
    return this.#invalid ?? this.#pipeline.status().lastError;
  }

  async watch(): Promise<void> {
    this.#watcher = new ConfigWatcher(this.#loaded, {
      clock: this.#clock,
      // What a reload rejects with, it has logged.
      onChange: () => this.reload('a file changed').then(() => {}, () => {}),
      onError: (error) => this.#pipeline.services.log.error('the config could not be reloaded', { error }),
    });
    await this.#watcher.start();
  }

  async stop(): Promise<void> {
    await this.#watcher?.stop();
  }

  /** What a reload would do, done by nobody. */
  plan(): Promise<JsonObject> {
    return this.#inTurn(async () => {
      const { config, diagnostics } = await this.#keeper.load();
      return config === undefined ? invalid(diagnostics) : { outcome: 'planned', changes: await this.#changes(config) };
    });
  }

  /**
   * Reads the config and puts it in place. `cause` is for those who read the logs: who or what asked. A config that is not valid changes nothing and gives the outcome `invalid`; rejects
   * with RELOAD_FAILED where the pipeline cannot take a valid one, and goes on with the old.
   */
  reload(cause: string): Promise<JsonObject> {
    return this.#inTurn(async () => {
      const { log } = this.#pipeline.services;
      const loaded = await this.#keeper.load();
      await this.#follow(loaded);
      const { config, diagnostics } = loaded;
      if (config === undefined) {
        this.#invalid = firstOf(diagnostics);
        log.error('the config is not valid: the old one is still running', { cause, file: this.#keeper.file });
        logProblems(diagnostics, (message, fields) => log.error(message, fields));
        await this.#pipeline.noteReload(cause, new HushpipeError('CONFIG_INVALID', this.#invalid));
        return invalid(diagnostics);
      }
      const failed = this.lastError !== undefined;
      this.#invalid = undefined;
      const changes = await this.#changes(config);
      // After a failure also without a difference: what runs is what the file says again.
      if (config.hash === this.#pipeline.config.hash && !failed) {
        await this.#pipeline.noteReload(cause);
        return { outcome: 'unchanged', changes };
      }
      try {
        await this.#pipeline.reload(config, cause);
      } catch (error) {
        log.error('the new config could not be put in place: the old one is still running', { cause, error });
        throw error;
      }
      await this.#keeper.keep(loaded).catch((error: unknown) => log.warn('the config could not be kept for a restart', { error }));
      const { generation } = this.#pipeline.status();
      log.info('config reloaded', { cause, generation, changes: changes.trimEnd().split('\n').length });
      return { outcome: 'reloaded', changes, generation };
    });
  }

  /** The first reload loads what compares configs. */
  async #changes(config: LoadedConfig): Promise<string> {
    const [{ diffConfigs }, { formatDiff }] = await Promise.all([import('../config/diff.js'), import('../config/format-diff.js')]);
    const waiting = new Map(this.#pipeline.status().instances.map(({ id, waiting: count }) => [id, count]));
    const live: LiveFigures = { windowEvents: () => undefined, queued: (id) => waiting.get(id), drainLimit: DRAIN_LIMIT };
    return formatDiff(diffConfigs(this.#pipeline.config, config), live);
  }

  /** Watches what the config is made of now, in place of what it was made of. */
  async #follow(loaded: LoadResult): Promise<void> {
    const before = this.#loaded;
    this.#loaded = loaded;
    // Taking the same files anew would take a change of this very moment as known.
    const same = before.files.join('\0') === loaded.files.join('\0') && before.folders.join('\0') === loaded.folders.join('\0');
    if (!same) await this.#watcher?.update(loaded);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }
}

/** One line a problem, each with its place. */
export function logProblems(diagnostics: readonly Diagnostic[], write: (message: string, fields: Readonly<Record<string, unknown>>) => void): void {
  for (const { place, code, message, hint } of diagnostics.slice(0, MOST_LOGGED)) write(`${place.file}:${place.line}:${place.column} ${message}`, { code, hint });
  const more = diagnostics.length - MOST_LOGGED;
  if (more > 0) write(`and ${more} more: hushpipe validate shows them all`, {});
}

function invalid(diagnostics: readonly Diagnostic[]): JsonObject {
  return { outcome: 'invalid', report: formatDiagnostics(diagnostics), diagnostics: diagnosticsJson(diagnostics) };
}

function firstOf(diagnostics: readonly Diagnostic[]): string {
  const first = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
  return first === undefined ? 'the config is not valid' : `${first.place.file}:${first.place.line}:${first.place.column} ${first.message}`;
}
