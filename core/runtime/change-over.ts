import type { AlertDelivery } from '../contract/alert.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { PluginKind, Receiver } from '../contract/plugin.js';
import type { ActionInstance, InstanceConfig, LoadedConfig, SinkInstance, SourceInstance } from '../config/loaded-config.js';
import type { ChangeGuard } from '../event/provenance.js';
import type { Gate } from '../pipeline/gate.js';
import type { Inlet } from '../pipeline/inlet.js';
import type { Item } from '../pipeline/item-queue.js';
import type { Outlet } from '../pipeline/outlet.js';
import { createContext } from '../plugin-host/context.js';
import { PluginInstance } from '../plugin-host/instance.js';
import { safeError, type EgressGuard } from '../redact/egress.js';
import { alertAsLine, batchLimits, createOutlet, openOverflow } from './receivers.js';
import type { RuntimeServices } from './services.js';
import type { WorkingAction, WorkingSet, WorkingSink, WorkingSource, WorkingTransform } from './working-set.js';

/** How long a source may wait for its last acknowledgements before it makes way, in milliseconds. */
export const STOP_TIMEOUT = 10_000;

type Working = WorkingSource | WorkingTransform | WorkingSink | WorkingAction;
interface WorkingReceiver<T extends Item> {
  readonly config: SinkInstance | ActionInstance;
  readonly outlet: Outlet<T>;
}

export interface ChangeOverOptions {
  readonly old: WorkingSet;
  readonly next: LoadedConfig;
  readonly services: RuntimeServices;
  readonly signal: AbortSignal;
  /** Aborts when the change is to be given up: nothing new is waited for any more. */
  readonly giveUp: AbortSignal;
  readonly guard: ChangeGuard;
  readonly egress: () => EgressGuard;
  readonly inletFor: (source: SourceInstance) => Inlet;
  /** Starts a source that had to stop for its successor, when the successor failed. */
  readonly resumeSource: (source: WorkingSource) => void;
}

/**
 * Takes one set of instances over into the next, all or nothing: what is new is created and started first; an instance whose
 * successor needs the same thing (a port, a file, its own state) stops before that starts. When anything fails, what was
 * started is disposed of, what was stopped starts again, and the old set goes on.
 */
export class ChangeOver {
  readonly #options: ChangeOverOptions;
  readonly #started: PluginInstance<PluginKind>[] = [];
  readonly #undo: (() => Promise<void>)[] = [];
  readonly #commits: (() => void)[] = [];
  readonly #retired: Working[];

  constructor(options: ChangeOverOptions) {
    this.#options = options;
    const { old, next } = options;
    const kept = new Map([...next.sources, ...next.transforms, ...next.sinks, ...next.actions].map(({ id, hash }) => [id, hash]));
    const running: Working[] = [...old.sources.values(), ...old.transforms.values(), ...old.sinks.values(), ...old.actions.values()];
    this.#retired = running.filter(({ config }) => kept.get(config.id) !== config.hash);
  }

  /** Instances that have no place in the next set: changed or removed. */
  get retired(): readonly Working[] {
    return this.#retired;
  }

  /** Creates and starts what is new. Rejects after everything is as it was before. */
  async prepare(): Promise<WorkingSet> {
    const { old, next } = this.#options;
    try {
      // Sources first: one that has to stop waits for its acknowledgements, which held sinks could not give.
      const sources = await this.#each(next.sources, old.sources, (config) => this.#source(config));
      const transforms = await this.#each(next.transforms, old.transforms, async (config) => ({ config, instance: await this.#begin<'transform'>(config) }));
      const sinks = await this.#each(next.sinks, old.sinks, (config) => this.#sink(config, old.sinks.get(config.id)));
      const actions = await this.#each(next.actions, old.actions, (config) => this.#action(config, old.actions.get(config.id)));
      return { transforms, sinks, actions, sources };
    } catch (error) {
      await this.rollBack();
      throw error;
    }
  }

  /** The point of no return, in one turn: outlets go over to their new instances. */
  commit(): void {
    for (const commit of this.#commits) commit();
  }

  /** To be called when a retired instance has nothing left to deliver: whoever took its place begins. */
  finish(retired: Working): void {
    this.#heirs.get(retired)?.();
  }

  /** Puts everything back, in place of a commit. */
  async rollBack(): Promise<void> {
    const { log } = this.#options.services;
    for (const instance of this.#started.splice(0).toReversed()) await instance.dispose(this.#options.signal).catch(() => {});
    for (const undo of this.#undo.splice(0).toReversed()) await undo().catch((error: unknown) => log.error('after a reload that failed, not everything could be put back', { error }));
  }

  async #each<C extends InstanceConfig, W extends { readonly config: C }>(configs: readonly C[], running: ReadonlyMap<string, W>, make: (config: C) => Promise<W>): Promise<Map<string, W>> {
    const set = new Map<string, W>();
    for (const config of configs) {
      const same = running.get(config.id);
      set.set(config.id, same !== undefined && same.config.hash === config.hash ? same : await make(config));
    }
    return set;
  }

  async #source(config: SourceInstance): Promise<WorkingSource> {
    return { config, instance: await this.#begin<'source'>(config), inlet: this.#options.inletFor(config), runner: undefined };
  }

  async #sink(config: SinkInstance, before: WorkingSink | undefined): Promise<WorkingSink> {
    const { services, egress, guard } = this.#options;
    const instance = await this.#begin<'sink'>(config);
    const overflow = await openOverflowOnce(config, before, services, guard);
    if (before === undefined) {
      const outlet = createOutlet<LogEvent>(config, instance.made, { services, guard: egress, overflow, toLine: (event) => event.line() });
      this.#undo.push(() => outlet.abort());
      await this.#inherit(config, outlet.gate, instance.made, this.#options.old.sinks);
      this.#commits.push(() => outlet.start());
      return { config, instance, outlet };
    }
    await this.#swap(before.outlet, () => before.outlet.replace({ receiver: instance.made, settings: config.settings, limits: batchLimits(config), overflow }));
    return { config, instance, outlet: before.outlet };
  }

  async #action(config: WorkingAction['config'], before: WorkingAction | undefined): Promise<WorkingAction> {
    const { services, egress } = this.#options;
    const instance = await this.#begin<'action'>(config);
    if (before === undefined) {
      const outlet = createOutlet<AlertDelivery>(config, instance.made, { services, guard: egress, overflow: undefined, toLine: alertAsLine });
      this.#undo.push(() => outlet.abort());
      await this.#inherit(config, outlet.gate, instance.made, this.#options.old.actions);
      return { config, instance, outlet };
    }
    await this.#swap(before.outlet, () => before.outlet.replace({ receiver: instance.made, settings: config.settings, limits: batchLimits(config), overflow: undefined }));
    return { config, instance, outlet: before.outlet };
  }

  /** Holds an outlet's deliveries until the commit puts the new instance behind it, or the roll-back lets the old one go on. */
  async #swap(outlet: { readonly id: string; readonly gate: { close(): Promise<() => void> } }, replace: () => void): Promise<void> {
    const open = this.#held.get(outlet.id) ?? (await outlet.gate.close());
    if (!this.#held.has(outlet.id)) this.#undo.push(async () => open());
    this.#commits.push(() => {
      replace();
      open();
    });
  }

  /** What waits for a removed instance that made way for this one goes to this one, and before anything new. */
  async #inherit<T extends Item>(config: SinkInstance | ActionInstance, gate: Gate, receiver: Receiver<T>, old: ReadonlyMap<string, WorkingReceiver<T>>): Promise<void> {
    const removed = this.#holders(config).flatMap(({ config: { id } }) => (this.#survives(id) ? [] : (old.get(id) ?? [])));
    if (removed.length === 0) return;
    const open = await gate.close();
    this.#undo.push(async () => open());
    let left = removed.length;
    for (const from of removed) {
      this.#commits.push(() => from.outlet.replace({ receiver, settings: from.config.settings, limits: batchLimits(from.config), overflow: undefined }));
      this.#heirs.set(from, () => {
        if (--left === 0) open();
      });
    }
  }

  #survives(id: string): boolean {
    const { sinks, actions } = this.#options.next;
    return [...sinks, ...actions].some((config) => config.id === id);
  }

  /** What lets those begin that took the place of a removed instance. */
  readonly #heirs = new Map<unknown, () => void>();

  /** Gates that were closed because their instance had to stop early. */
  readonly #held = new Map<string, () => void>();

  /** Creates and starts one instance; whoever holds what it claims is stopped before. */
  async #begin<K extends PluginKind>(config: InstanceConfig): Promise<PluginInstance<K>> {
    const { services, giveUp } = this.#options;
    try {
      giveUp.throwIfAborted();
      const owned = createContext({ id: config.id, plugin: config.plugin, services, metrics: services.tallies.of(config.id), framing: framingOf(config, services) });
      const instance = await PluginInstance.create<K>(config.id, config.plugin, config.options, owned);
      for (const holder of this.#holders(config)) await this.#suspend(holder);
      this.#started.push(instance);
      await orAborted(instance.start(giveUp), giveUp);
      return instance;
    } catch (error) {
      const { file, line, column } = config.place;
      // What a plugin says when it cannot start is often its address, or its credentials.
      const safe = safeError(this.#options.egress(), error);
      throw new HushpipeError(safe instanceof HushpipeError ? safe.code : 'PLUGIN_START_FAILED', `${file}:${line}:${column} ${safe.message}`, {
        cause: safe,
        ...(safe instanceof HushpipeError ? { hint: safe.hint } : {}),
      });
    }
  }

  /** Retiring instances that own something which the new one claims too; a source owns its cursor. */
  #holders(config: InstanceConfig): readonly Working[] {
    const wanted = new Set(claimsOf(config));
    return this.#retired.filter((working) => claimsOf(working.config).some((claim) => wanted.has(claim)));
  }

  readonly #suspended = new Set<Working>();

  async #suspend(working: Working): Promise<void> {
    if (this.#suspended.has(working)) return;
    this.#suspended.add(working);
    const { signal, resumeSource } = this.#options;
    if ('outlet' in working) {
      const open = await working.outlet.gate.close();
      this.#held.set(working.config.id, open);
      if (!this.#survives(working.config.id)) this.#commits.push(open);
      await working.instance.made.stop?.(signal);
      this.#undo.push(async () => {
        try {
          await working.instance.made.start?.(signal);
        } finally {
          open();
        }
      });
    } else if ('inlet' in working) {
      await working.runner?.stop(STOP_TIMEOUT);
      await working.instance.made.stop?.(signal);
      this.#undo.push(async () => {
        try {
          await working.instance.made.start?.(signal);
        } finally {
          resumeSource(working);
        }
      });
    }
  }
}

/** The result, or a rejection as soon as the signal aborts: the work may be a plugin's that does not heed it. */
function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort)).catch(() => {});
  });
}

function claimsOf(config: InstanceConfig): readonly string[] {
  const claims = config.plugin.claims?.(config.options) ?? [];
  return config.kind === 'source' ? [...claims, `state:${config.id}`] : claims;
}

function framingOf(config: InstanceConfig, services: RuntimeServices): Parameters<typeof createContext>[0]['framing'] {
  if (config.kind !== 'source') return undefined;
  const tally = services.tallies.of(config.id);
  return {
    multiline: config.settings.multiline,
    parse: config.settings.parse,
    maxLine: config.settings.max_line,
    onOversize: (bytes) => {
      tally.record('oversize_line');
      tally.count('oversize_bytes', bytes);
    },
  };
}

async function openOverflowOnce(config: SinkInstance, before: WorkingSink | undefined, services: RuntimeServices, guard: ChangeGuard): ReturnType<typeof openOverflow> {
  return before?.outlet.hasOverflow === true ? undefined : openOverflow(config, services, guard);
}
