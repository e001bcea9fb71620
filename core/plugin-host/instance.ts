import { HushpipeError } from '../contract/errors.js';
import type { AnyPlugin, ContextOf, Health, InstanceOf, PluginKind } from '../contract/plugin.js';
import type { OwnedContext } from './context.js';

/** A plugin at work: what it made, its context, and whether it was started. */
export class PluginInstance<K extends PluginKind> {
  readonly id: string;
  readonly made: InstanceOf<K>;
  readonly #owned: OwnedContext;
  #started = false;

  private constructor(id: string, made: InstanceOf<K>, owned: OwnedContext) {
    this.id = id;
    this.made = made;
    this.#owned = owned;
  }

  /** Creates it without I/O. Rejects with PLUGIN_CREATE_FAILED; nothing is then left behind. */
  static async create<K extends PluginKind>(id: string, plugin: AnyPlugin, options: unknown, owned: OwnedContext): Promise<PluginInstance<K>> {
    try {
      const create = plugin.create as (config: unknown, ctx: ContextOf<K>) => InstanceOf<K> | PromiseLike<InstanceOf<K>>;
      return new PluginInstance<K>(id, await create.call(plugin, options, owned.context), owned);
    } catch (error) {
      await owned.dispose();
      throw new HushpipeError('PLUGIN_CREATE_FAILED', `${id} (${plugin.name}) could not be created: ${messageOf(error)}`, { cause: error });
    }
  }

  /** Rejects with PLUGIN_START_FAILED; the instance is then disposed of. */
  async start(signal: AbortSignal): Promise<void> {
    try {
      await this.made.start?.(signal);
      this.#started = true;
    } catch (error) {
      await this.dispose(signal).catch(() => {});
      throw new HushpipeError('PLUGIN_START_FAILED', `${this.id} could not start: ${messageOf(error)}`, { cause: error, ...(error instanceof HushpipeError ? { hint: error.hint } : {}) });
    }
  }

  get isStarted(): boolean {
    return this.#started;
  }

  /** Stops it, if it was started, and runs its deferred cleanups. May be called twice. */
  async dispose(signal: AbortSignal): Promise<void> {
    try {
      if (this.#started) await this.made.stop?.(signal);
      this.#started = false;
    } finally {
      await this.#owned.dispose();
    }
  }

  async health(signal: AbortSignal): Promise<Health> {
    return (await this.made.health?.(signal)) ?? this.#owned.health();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
