import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createFramer, type FramerOptions } from '../codec/framer.js';
import type { Clock, Random } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { AnyPlugin, Awaitable, Health, Metrics, PluginContext, ProcessLog, SourceContext } from '../contract/plugin.js';
import { encodeLines, encodePieces } from '../event/encode.js';
import { withinLimit } from '../pipeline/time-limit.js';
import { resolveModule } from './resolve-module.js';

/** How long one cleanup may take, in milliseconds. */
const CLEANUP_LIMIT = 10_000;

const LEVEL_OF = { ok: 'info', degraded: 'warn', failed: 'error' } as const;

/** What the process gives to every instance. */
export interface HostServices {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ProcessLog;
  /** The data directory of the process; instances get folders in it. */
  readonly dataDir: string;
  /** Where packages are looked for that hushpipe does not have: the config file's folder. */
  readonly folder: string;
  readonly once: boolean;
}

export interface ContextOptions {
  readonly id: string;
  readonly plugin: AnyPlugin;
  readonly services: HostServices;
  readonly metrics: Metrics;
  /** For sources: how their streams are cut into records. */
  readonly framing: FramerOptions | undefined;
  /** Told of each health that the instance reports. */
  readonly onHealth?: (health: Health) => void;
}

/** A context, and what core does with it. */
export interface OwnedContext {
  readonly context: SourceContext;
  readonly health: () => Health;
  /** Aborts the context's signal and runs what was deferred, last first; what throws is logged and does not stop the rest. */
  dispose(): Promise<void>;
}

export function createContext({ id, plugin, services, metrics, framing, onHealth }: ContextOptions): OwnedContext {
  const abort = new AbortController();
  const deferred: (() => Awaitable<void>)[] = [];
  let health: Health = { status: 'ok' };
  const run = async (cleanup: () => Awaitable<void>): Promise<void> => {
    const late = (): Error => new Error(`no end within ${CLEANUP_LIMIT / 1000} s`);
    try {
      await withinLimit(async () => cleanup(), { limit: CLEANUP_LIMIT, clock: services.clock, stop: new AbortController().signal, late });
    } catch (error) {
      services.log.warn(`${id}: a cleanup failed`, { error });
    }
  };
  const context: SourceContext & PluginContext = {
    id,
    log: named(services.log, id),
    metrics,
    clock: services.clock,
    random: services.random,
    signal: abort.signal,
    once: services.once,
    fetch: globalThis.fetch,
    // No event lies in shared memory, which the type of the body of `fetch` rules out.
    encodeLines: encodeLines as PluginContext['encodeLines'],
    encodePieces,
    defer: (cleanup) => {
      // What comes late, from a start that was given up, would never be run.
      if (abort.signal.aborted) void run(cleanup);
      else deferred.push(cleanup);
    },
    dataDir: async () => {
      const folder = join(services.dataDir, id);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
      } catch (error) {
        const reason = `the data directory ${services.dataDir} cannot be used: ${(error as Error).message}`;
        throw new HushpipeError('PLUGIN_START_FAILED', reason, { hint: 'Name one that may be written, with data_dir: or --data-dir.' });
      }
      return folder;
    },
    import: <T>(name: string): Promise<T> => importPackage<T>(id, plugin, name, services.folder),
    report: (next) => {
      if (next.status !== health.status) services.log[LEVEL_OF[next.status]](`${id} is ${next.status}`, next.detail === undefined ? {} : { detail: next.detail });
      health = next;
      onHealth?.(next);
    },
    framer: () => createFramer(framing ?? { multiline: 'none', maxLine: 1024 * 1024, onOversize: () => {} }),
  };
  return {
    context,
    health: () => health,
    async dispose() {
      abort.abort();
      for (let cleanup = deferred.pop(); cleanup !== undefined; cleanup = deferred.pop()) await run(cleanup);
    },
  };
}

async function importPackage<T>(id: string, plugin: AnyPlugin, name: string, folder: string): Promise<T> {
  const range = plugin.requires?.[name];
  if (range === undefined) {
    throw new HushpipeError('PLUGIN_INVALID', `${id}: the plugin ${plugin.name} imports ${name} without stating it in requires`);
  }
  try {
    return (await import(name)) as T;
  } catch (error) {
    // What is there and fails for a reason of its own says so itself.
    if (!isMissing(error, name)) throw error;
    const file = resolveModule(name, folder);
    if (file !== undefined) return (await import(pathToFileURL(file).href)) as T;
    throw new HushpipeError('PLUGIN_PACKAGE_MISSING', `${id}: the package ${name} cannot be found`, { hint: `Run: npm install ${name}@"${range}"`, cause: error });
  }
}

function isMissing(error: unknown, name: string): boolean {
  const packageName = name.split('/', name.startsWith('@') ? 2 : 1).join('/');
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${packageName}'`);
}

/** The process log with the instance's id on every line. */
function named(log: ProcessLog, instance: string): ProcessLog {
  return {
    debug: (message, fields) => log.debug(message, { instance, ...fields }),
    info: (message, fields) => log.info(message, { instance, ...fields }),
    warn: (message, fields) => log.warn(message, { instance, ...fields }),
    error: (message, fields) => log.error(message, { instance, ...fields }),
  };
}
