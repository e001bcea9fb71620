import { isDeepStrictEqual } from 'node:util';
import { BUILT_IN } from '../../plugins/index.js';
import { reservedKeys } from '../config/instance-schema.js';
import { ParseCache } from '../config/parse-cache.js';
import { ConfigWatcher } from '../config/watch.js';
import { systemClock } from '../contract/clock.js';
import type { AnyPlugin } from '../contract/plugin.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import type { SignalMap } from '../pipeline/signals.js';
import { asError } from '../pipeline/attempt.js';
import { checkPlugin } from '../plugin-host/check-plugin.js';
import { createRegistry } from '../plugin-host/registry.js';
import type { CloseOptions, PipelineStatus } from './pipeline.js';
import { setPipelineOf } from './running-pipelines.js';
import { loadOrThrow, startPipeline, type Surroundings } from './start.js';

/** The path of a config file, or what would stand in one. */
export type PipelineConfig = string | Readonly<Record<string, unknown>>;

export interface PipelineOptions extends Surroundings {
  /** Plugins of this program, which the config may name beside the built-in ones. */
  readonly plugins?: readonly AnyPlugin[] | undefined;
  /** Puts a changed config file in place by itself. A broken one changes nothing, and the process log says why. */
  readonly watch?: boolean | undefined;
}

/** A running pipeline, as a program sees it. */
export interface RunningPipeline {
  /**
   * Puts another config in place, or reads the same file again, and loses nothing meanwhile. Rejects with CONFIG_INVALID or
   * RELOAD_FAILED; then everything is as it was.
   */
  reload(config?: PipelineConfig): Promise<void>;
  /** Stops the sources, delivers what is under way and stops all instances. May be called twice. */
  close(options?: CloseOptions): Promise<void>;
  status(): PipelineStatus;
  /** Tells of the pipeline's life, never of events. Returns what takes the listener off again. */
  on<K extends keyof SignalMap>(signal: K, listener: (...args: SignalMap[K]) => void): () => void;
}

/** Loads a config and starts it. Rejects with CONFIG_INVALID, which lists everything that is wrong, and leaves nothing open. */
export async function openPipeline(first: PipelineConfig, options: PipelineOptions = {}): Promise<RunningPipeline> {
  const plugins = createRegistry(BUILT_IN);
  for (const plugin of options.plugins ?? []) plugins.add(checkPlugin(plugin, 'a plugin of this program', reservedKeys));
  const cache = new ParseCache();
  const load = (config: PipelineConfig): Promise<LoadedConfig> => loadOrThrow({ ...configSource(config), plugins, cache });

  let current = first;
  const pipeline = await startPipeline(await load(first), options);
  const { log, signals } = pipeline.services;
  const running: RunningPipeline = {
    async reload(config = current) {
      // Before the files are read: what is written to them from here on counts as another change.
      await watcher?.update(pipeline.config);
      await pipeline.reload(await load(config).catch(async (error: unknown) => {
        await pipeline.noteReload('the program', asError(error));
        throw error;
      }));
      current = config;
      if (!watchesAll(pipeline.config)) await watcher?.update((watched = pipeline.config));
    },
    async close(closing) {
      await watcher?.stop();
      await pipeline.close(closing);
    },
    status: () => pipeline.status(),
    on: (signal, listener) => signals.on(signal, listener),
  };
  let watched = pipeline.config;
  const watchesAll = ({ files, folders }: LoadedConfig): boolean => isDeepStrictEqual([files, folders], [watched.files, watched.folders]);
  const watcher = options.watch === true && typeof first === 'string' ? new ConfigWatcher(pipeline.config, {
    clock: options.clock ?? systemClock,
    onChange: () => running.reload(),
    onError: (error) => log.error('the changed config is not used; the one before goes on', { error }),
  }) : undefined;
  try {
    await watcher?.start();
  } catch (error) {
    await pipeline.close();
    throw error;
  }
  setPipelineOf(running, pipeline);
  return running;
}

/** Where a config is read from, for `loadConfig`. */
export function configSource(config: PipelineConfig): { readonly file: string; readonly text?: string } {
  // Of a program without types.
  if (typeof (config as unknown) !== 'string' && (typeof (config as unknown) !== 'object' || (config as unknown) === null)) {
    throw new TypeError(`a pipeline is made of the path of a config, or of the config itself, not of ${config === null ? 'null' : typeof config}`);
  }
  return typeof config === 'string' ? { file: config } : { file: '<config>', text: JSON.stringify(config, undefined, 2) };
}
