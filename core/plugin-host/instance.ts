import { HushpipeError } from '../contract/errors.js';
import type { AnyPlugin, ContextOf, Health, InstanceOf, PluginKind } from '../contract/plugin.js';
import { withinLimit } from '../pipeline/time-limit.js';
import type { OwnedContext } from './context.js';

/** How long an instance may take to start and to stop, in milliseconds: one that hangs must not hang a reload, or the end. */
const START_LIMIT = 60_000;
const STOP_LIMIT = 10_000;

/** What an instance of each kind is there for. */
const WORK = { source: 'run', transform: 'apply', sink: 'deliver', action: 'deliver' } as const satisfies Readonly<Record<PluginKind, string>>;

/** A plugin at work: what it made, and its context. */
export class PluginInstance<K extends PluginKind> {
  readonly id: string;
  readonly made: InstanceOf<K>;
  readonly #owned: OwnedContext;
  #isDisposed = false;

  private constructor(id: string, made: InstanceOf<K>, owned: OwnedContext) {
    this.id = id;
    this.made = made;
    this.#owned = owned;
  }

  /** Creates it without I/O. Rejects with PLUGIN_CREATE_FAILED; nothing is then left behind. */
  static async create<K extends PluginKind>(id: string, plugin: AnyPlugin, options: unknown, owned: OwnedContext): Promise<PluginInstance<K>> {
    try {
      const create = plugin.create as (config: unknown, ctx: ContextOf<K>) => InstanceOf<K> | PromiseLike<InstanceOf<K>>;
      const made = await create.call(plugin, options, owned.context);
      const method = WORK[plugin.kind];
      const does = (made as unknown as Partial<Readonly<Record<typeof method, unknown>>> | undefined)?.[method];
      if (typeof does !== 'function') throw new HushpipeError('PLUGIN_CREATE_FAILED', `create gave nothing with a function ${method}`, { hint: `Return { ${method} } from create.` });
      return new PluginInstance<K>(id, made, owned);
    } catch (error) {
      await owned.dispose();
      throw failure('PLUGIN_CREATE_FAILED', `${id} (${plugin.name}) could not be created`, error);
    }
  }

  /** Rejects with PLUGIN_START_FAILED, also where `signal` aborts or it takes too long. May be called again after `stop`. */
  async start(signal: AbortSignal): Promise<void> {
    try {
      await this.#run('start', START_LIMIT, signal);
    } catch (error) {
      throw failure('PLUGIN_START_FAILED', `${this.id} could not start`, error);
    }
  }

  /** Rejects where it throws, or takes too long. */
  stop(): Promise<void> {
    return this.#run('stop', STOP_LIMIT, new AbortController().signal);
  }

  /** Stops it for good, whether it was started or not, and runs its deferred cleanups. Rejects as `stop`. May be called twice. */
  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    try {
      await this.stop();
    } finally {
      await this.#owned.dispose();
    }
  }

  /** What the instance says, or what it reported last. */
  async health(signal: AbortSignal): Promise<Health> {
    return (await this.made.health?.(signal)) ?? this.#owned.health();
  }

  async #run(step: 'start' | 'stop', limit: number, stop: AbortSignal): Promise<void> {
    const { made } = this;
    if (made[step] === undefined) return;
    const late = (): Error => new Error(`no ${step} within ${limit / 1000} s`);
    await withinLimit(async (signal) => made[step]?.(signal), { limit, clock: this.#owned.context.clock, stop, late });
  }
}

/** Keeps the code and the hint of what hushpipe's own parts throw: they know better. */
function failure(code: 'PLUGIN_CREATE_FAILED' | 'PLUGIN_START_FAILED', what: string, cause: unknown): HushpipeError {
  const isOurs = cause instanceof HushpipeError;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HushpipeError(isOurs && cause.code.startsWith('PLUGIN_') ? cause.code : code, `${what}: ${reason}`, { cause, ...(isOurs ? { hint: cause.hint } : {}) });
}
