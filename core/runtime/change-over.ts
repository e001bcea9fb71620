import type { AlertDelivery } from '../contract/alert.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { PluginKind } from '../contract/plugin.js';
import type { ActionInstance, InstanceConfig, LoadedConfig, SinkInstance, SourceInstance } from '../config/loaded-config.js';
import type { ChangeGuard } from '../event/provenance.js';
import { asError } from '../pipeline/attempt.js';
import type { Inlet } from '../pipeline/inlet.js';
import type { Outlet } from '../pipeline/outlet.js';
import type { Overflow } from '../pipeline/overflow.js';
import { createContext } from '../plugin-host/context.js';
import { PluginInstance } from '../plugin-host/instance.js';
import type { EgressGuard } from '../redact/egress.js';
import { Inheritance } from './inheritance.js';
import { claimsOf, framingOf } from './instance-needs.js';
import { alertAsLine, batchLimits, createOutlet, openOverflow } from './receivers.js';
import type { RuntimeServices } from './services.js';
import { Suspension } from './suspension.js';
import type { Working, WorkingAction, WorkingSet, WorkingSink, WorkingSource, WorkingTransform } from './working-set.js';

export interface ChangeOverOptions {
  readonly old: WorkingSet;
  readonly next: LoadedConfig;
  readonly services: RuntimeServices;
  /** Ends it early, as if something had failed. */
  readonly stop: AbortSignal;
  readonly guard: ChangeGuard;
  readonly egress: () => EgressGuard;
  readonly inletFor: (source: SourceInstance) => Inlet;
  /** Runs a source again that had to make way for nothing. */
  readonly resumeSource: (source: WorkingSource) => void;
}

/** An instance that was made for the next set. */
interface Made {
  readonly config: InstanceConfig;
  readonly instance: PluginInstance<PluginKind>;
  readonly claims: readonly string[];
}

/**
 * Takes one set of instances over into the next, all or nothing. What is new is created and started first; only then an old
 * instance stops whose successor claims the same thing (a port, a file, its own state), and that starts. When anything fails, what
 * was started is disposed of, what was stopped starts again, and the old set goes on.
 */
export class ChangeOver {
  readonly #options: ChangeOverOptions;
  readonly #retired: readonly Working[];
  readonly #made = new Map<string, Made>();
  readonly #suspension: Suspension;
  readonly #added: Pick<Outlet<LogEvent>, 'id' | 'gate' | 'start' | 'abort'>[] = [];
  /** Spools that were opened for outlets which are there, by id. */
  readonly #overflows = new Map<string, Overflow<LogEvent>>();
  readonly #inheritance = new Inheritance();
  /** Outlets that stay, and what is to stand behind them. */
  readonly #swaps: { readonly outlet: Pick<Outlet<LogEvent>, 'id' | 'gate'>; readonly replace: () => void }[] = [];

  constructor(options: ChangeOverOptions) {
    this.#options = options;
    const { old, next, services, stop, resumeSource } = options;
    const configs = [...next.sources, ...next.transforms, ...next.sinks, ...next.actions];
    const kept = new Map(configs.map(({ id, hash }) => [id, hash]));
    const running: readonly Working[] = [...old.sources.values(), ...old.transforms.values(), ...old.sinks.values(), ...old.actions.values()];
    this.#retired = running.filter(({ config }) => kept.get(config.id) !== config.hash);
    this.#suspension = new Suspension({ services, stop, resumeSource });
  }

  /** Instances that have no place in the next set: changed or removed. */
  get retired(): readonly Working[] {
    return this.#retired;
  }

  /** Creates and starts what is new. Where it rejects, `rollBack` is to be called. */
  async prepare(): Promise<WorkingSet> {
    const { old, next } = this.#options;
    const running = new Map([...old.sources, ...old.transforms, ...old.sinks, ...old.actions].map(([id, { config }]) => [id, config.hash]));
    const fresh = [...next.sources, ...next.transforms, ...next.sinks, ...next.actions].filter(({ id, hash }) => running.get(id) !== hash);
    for (const config of fresh) this.#made.set(config.id, await placed(config, () => this.#create(config)));
    // Sources last: what they get has somewhere to go then.
    const made = [...this.#made.values()].toReversed();
    const free = made.filter(({ claims }) => this.#holders(claims).length === 0);
    for (const { config, instance } of free) await placed(config, () => instance.start(this.#options.stop));
    const bound = made.filter((each) => !free.includes(each));
    await this.#suspension.suspend(new Set(bound.flatMap(({ claims }) => this.#holders(claims))));
    for (const { config, instance } of bound) await placed(config, () => instance.start(this.#options.stop));
    return {
      sources: await this.#each(next.sources, old.sources, (config) => this.#source(config)),
      transforms: await this.#each(next.transforms, old.transforms, (config): WorkingTransform => ({ config, instance: this.#instanceOf<'transform'>(config) })),
      sinks: await this.#each(next.sinks, old.sinks, (config, before) => placed(config, () => this.#sink(config, before))),
      actions: await this.#each(next.actions, old.actions, (config, before) => this.#action(config, before)),
    };
  }

  /**
   * The point of no return, in one turn: what stays behind its queue goes over to its new instance as soon as no delivery is under
   * way. Resolves when all have.
   */
  commit(): Promise<void> {
    const { receivers } = this.#suspension;
    for (const { working, open } of receivers.values()) if (this.#isRemoved(working)) this.#passOn(working, open);
    for (const outlet of this.#added) {
      this.#inheritance.openAfter(outlet.id, outlet.gate.closeNow());
      outlet.start();
    }
    const swaps = this.#swaps.map(async ({ outlet, replace }) => {
      const open = receivers.get(outlet.id)?.open ?? await outlet.gate.close();
      replace();
      this.#inheritance.openAfter(outlet.id, open);
    });
    return Promise.all(swaps).then(() => {});
  }

  /** To be called when a removed instance has nothing left to deliver: whoever took its place begins. */
  finish({ config: { id } }: Working): void {
    this.#inheritance.settle(id);
  }

  /** Puts everything back as it was. Never rejects. */
  async rollBack(): Promise<void> {
    const { log } = this.#options.services;
    for (const outlet of this.#added) await outlet.abort();
    for (const [id, overflow] of this.#overflows) await overflow.close().catch((error: unknown) => log.warn(`${id}: its spool could not be closed`, { error }));
    for (const { config, instance } of [...this.#made.values()].toReversed()) {
      await instance.dispose().catch((error: unknown) => log.warn(`${config.id} did not stop cleanly`, { error }));
    }
    this.#suspension.resume();
  }

  async #each<C extends InstanceConfig, W extends { readonly config: C }>(configs: readonly C[], running: ReadonlyMap<string, W>, make: (config: C, before: W | undefined) => W | Promise<W>): Promise<Map<string, W>> {
    const set = new Map<string, W>();
    for (const config of configs) {
      const before = running.get(config.id);
      set.set(config.id, before !== undefined && !this.#made.has(config.id) ? before : await make(config, before));
    }
    return set;
  }

  #source(config: SourceInstance): WorkingSource {
    return { config, instance: this.#instanceOf<'source'>(config), inlet: this.#options.inletFor(config), runner: undefined };
  }

  async #sink(config: SinkInstance, before: WorkingSink | undefined): Promise<WorkingSink> {
    const { services, egress, guard } = this.#options;
    const instance = this.#instanceOf<'sink'>(config);
    const overflow = before?.outlet.hasOverflow === true ? undefined : await openOverflow(config, services, guard);
    if (before === undefined) {
      const outlet = createOutlet<LogEvent>(config, instance.made, { services, guard: egress, overflow, toLine: (event) => event.line() });
      this.#added.push(outlet);
      return { config, instance, outlet };
    }
    const { outlet } = before;
    if (overflow !== undefined) this.#overflows.set(config.id, overflow);
    this.#swaps.push({ outlet, replace: () => outlet.replace({ receiver: instance.made, settings: config.settings, limits: batchLimits(config), overflow }) });
    return { config, instance, outlet };
  }

  #action(config: ActionInstance, before: WorkingAction | undefined): WorkingAction {
    const { services, egress } = this.#options;
    const instance = this.#instanceOf<'action'>(config);
    if (before === undefined) {
      const outlet = createOutlet<AlertDelivery>(config, instance.made, { services, guard: egress, overflow: undefined, toLine: alertAsLine });
      this.#added.push(outlet);
      return { config, instance, outlet };
    }
    const { outlet } = before;
    this.#swaps.push({ outlet, replace: () => outlet.replace({ receiver: instance.made, settings: config.settings, limits: batchLimits(config), overflow: undefined }) });
    return { config, instance, outlet };
  }

  async #create(config: InstanceConfig): Promise<Made> {
    const { services } = this.#options;
    const owned = createContext({ id: config.id, plugin: config.plugin, services, metrics: services.tallies.of(config.id), framing: framingOf(config, services), onHealth: (health) => services.signals.emit('health_changed', config.id, health) });
    return { config, instance: await PluginInstance.create<PluginKind>(config.id, config.plugin, config.options, owned), claims: claimsOf(config) };
  }

  #instanceOf<K extends PluginKind>({ id }: InstanceConfig): PluginInstance<K> {
    return this.#made.get(id)?.instance as PluginInstance<K>;
  }

  #isRemoved({ config: { id } }: Working): boolean {
    const { sinks, actions } = this.#options.next;
    return ![...sinks, ...actions].some((config) => config.id === id);
  }

  /** What waits for a removed instance goes to the one that took its place, and before anything new; else to its dead letters. */
  #passOn(working: WorkingSink | WorkingAction, open: () => void): void {
    const { config } = working;
    const heir = [...this.#made.values()].find((made) => made.config.kind === config.kind && this.#holders(made.claims).includes(working));
    if (heir === undefined) {
      void working.outlet.abort('dead_letters');
    } else {
      // Of the same kind: it takes the same items.
      const outlet = working.outlet as Outlet<LogEvent>;
      outlet.replace({ receiver: heir.instance.made as Outlet<LogEvent>['receiver'], settings: config.settings, limits: batchLimits(config), overflow: undefined });
      this.#inheritance.add(heir.config.id, config.id);
    }
    open();
  }

  /** Retiring instances that own something of this. */
  #holders(claims: readonly string[]): readonly Working[] {
    const wanted = new Set(claims);
    return this.#retired.filter(({ config }) => claimsOf(config).some((claim) => wanted.has(claim)));
  }
}

/** Says at which place of the config it failed. */
async function placed<R>({ place: { file, line, column } }: InstanceConfig, work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (thrown) {
    const cause = asError(thrown);
    const isOurs = cause instanceof HushpipeError;
    throw new HushpipeError(isOurs ? cause.code : 'PLUGIN_START_FAILED', `${file}:${line}:${column} ${cause.message}`, { cause, ...(isOurs ? { hint: cause.hint } : {}) });
  }
}
