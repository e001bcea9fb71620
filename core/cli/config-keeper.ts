import { BUILT_IN } from '../../plugins/index.js';
import { readLastGood, saveLastGood, snapshotReader } from '../config/last-good.js';
import { loadConfig, type LoadResult } from '../config/load-config.js';
import { ParseCache } from '../config/parse-cache.js';
import { createRegistry } from '../plugin-host/registry.js';

export interface ConfigKeeperOptions {
  /** Absolute path of the main file. */
  readonly file: string;
  readonly overrides: readonly string[];
}

/** Loads one config again and again, with what the command line puts over it, and keeps the last one that worked. */
export class ConfigKeeper {
  readonly file: string;
  readonly #overrides: readonly string[];
  readonly #plugins = createRegistry(BUILT_IN);
  readonly #cache = new ParseCache();

  constructor({ file, overrides }: ConfigKeeperOptions) {
    this.file = file;
    this.#overrides = overrides;
  }

  /** The config as its files state it now. Never rejects for what stands in them. */
  load(): Promise<LoadResult> {
    return loadConfig({ file: this.file, overrides: this.#overrides, plugins: this.#plugins, cache: this.#cache });
  }

  /** The config that was kept in a data directory; undefined where there is none, or it is not valid any more. */
  async loadLastGood(dataDir: string): Promise<LoadResult | undefined> {
    const snapshot = await readLastGood(dataDir, this.file);
    if (snapshot === undefined) return undefined;
    const result = await loadConfig({ file: this.file, overrides: this.#overrides, plugins: this.#plugins, reader: snapshotReader(snapshot) });
    return result.config === undefined ? undefined : result;
  }

  /** Keeps a config that is in place now. */
  async keep({ dataDir, snapshot }: LoadResult): Promise<void> {
    await saveLastGood(dataDir, snapshot);
  }
}
