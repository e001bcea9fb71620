import type { Timer } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonObject } from '../contract/json.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import type { createTriggerEngine, TriggerEngine } from '../trigger/engine.js';
import type { Tally } from '../pipeline/tally.js';
import type { Transition } from '../trigger/transition.js';
import type { FiringCount } from '../trigger/trigger-state.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { InputHold } from './input-hold.js';
import type { RuntimeServices } from './services.js';
import { StreamPositions, type Position } from './stream-positions.js';
import { TriggerStore, type StoredTriggers } from './trigger-store.js';
import { TriggerTally } from './trigger-tally.js';

/** How long events that nobody reads again may be counted before that is saved, in milliseconds. */
const SAVE_AFTER = 1_000;

/** Triggers that were checked and compiled, but do not run yet. */
export interface CompiledTriggers {
  readonly configs: readonly TriggerConfig[];
}

/** Runs the trigger engine in a pipeline: gives it events and time, keeps its windows on disk, and says what it does. */
export class TriggerRunner {
  readonly #services: RuntimeServices;
  readonly #tally: Tally;
  /** Loaded and made with the first triggers: many pipelines never have one. */
  #engine: TriggerEngine | undefined;
  readonly #take: (transitions: readonly Transition[]) => void;
  readonly #positions = new StreamPositions();
  /** To be told of everything that keeps events from coming in. */
  readonly hold: InputHold;
  #store: TriggerStore | undefined;
  /** What became of each trigger, for who asks. */
  readonly #told = new TriggerTally();
  #restored = false;
  #deadline: { readonly at: number; readonly timer: Timer } | undefined;
  #save: Timer | undefined;
  #count = 0;

  /** `take` is told what triggers do, at once and in order. */
  constructor(services: RuntimeServices, take: (transitions: readonly Transition[]) => void) {
    this.#services = services;
    this.#take = take;
    this.#tally = services.tallies.of('triggers');
    this.hold = new InputHold(services.clock, services.signals);
  }

  /** Rejects, with nothing changed, where a trigger cannot be used. */
  async compile(config: LoadedConfig): Promise<CompiledTriggers> {
    const configs = config.triggers.map((trigger) => trigger.config).filter(({ enabled }) => enabled);
    if (configs.length > 0) {
      const [{ createTriggerEngine }, { planTriggers }] = await Promise.all([import('../trigger/engine.js'), import('../trigger/plan.js')]);
      planTriggers(configs);
      this.#engine ??= this.#makeEngine(createTriggerEngine);
    }
    return { configs };
  }

  /** Reads the windows that an earlier run saved; they are taken up by the first triggers put in place. */
  async open(dataDir: string): Promise<StoredTriggers | undefined> {
    if (this.#services.rehearsal !== undefined) return undefined;
    this.#store = new TriggerStore(dataDir, this.#services.log);
    return this.#store.read();
  }

  /** Puts triggers in place; windows stay where they can. */
  replace({ configs }: CompiledTriggers): void {
    const hadSome = this.#count > 0;
    this.#count = configs.length;
    this.#passHeldTime();
    if (this.#engine === undefined) return;
    this.#tell(this.#engine.replace(configs));
    if (this.#restored && (hadSome || this.#count > 0)) void this.#store?.fold(this.#engine, this.#positions);
    this.#wait();
  }

  /** What fires now, and how much counted so far. */
  firings(): Iterable<FiringCount> {
    return this.#engine?.firings() ?? [];
  }

  /** Once, after the first triggers are in place. */
  restore(stored: StoredTriggers | undefined): void {
    this.#restored = true;
    if (stored === undefined) return;
    for (const position of stored.positions) this.#positions.set(position);
    // A run without triggers, such as one that replays dead letters, leaves what is stored as it is.
    if (this.#engine === undefined) return;
    try {
      this.#engine.restore(stored.snapshot);
      if (this.#count > 0) void this.#store?.fold(this.#engine, this.#positions);
    } catch (error) {
      void this.#store?.setAside(error);
    }
    this.#wait();
  }

  process(events: readonly LogEvent[]): void {
    this.#services.rehearsal?.onEvents?.(events);
    if (this.#engine === undefined || this.#count === 0) return;
    this.#told.read(events.length);
    this.#passHeldTime();
    const transitions = this.#engine.process(this.#positions.unseen(events));
    if (transitions.length > 0) this.#tell(transitions);
    // What may be read again is saved before it counts as taken, but after it was told: a crash between gives the same alert again.
    const position = this.#positions.take(events);
    if (position !== undefined) this.#keep(position);
    else this.#save ??= this.#services.clock.after(SAVE_AFTER, () => {
      this.#save = undefined;
      this.#keep();
    }, { background: true });
    this.#wait();
  }

  /** What a trigger has done so far, and how far its groups are. */
  explain(trigger: string): JsonObject {
    return this.#told.explain(trigger, this.#engine?.groups(trigger) ?? []);
  }

  /** The steps of the firings whose ids fit, as far as they are remembered. */
  alert(matches: (id: string) => boolean): readonly JsonObject[] {
    return this.#told.alert(matches);
  }

  async close(): Promise<void> {
    this.hold.close();
    this.#deadline?.timer.cancel();
    this.#save?.cancel();
    if (this.#engine !== undefined && this.#count > 0) await this.#store?.close(this.#engine, this.#positions);
    else await this.#store?.settled();
  }

  #makeEngine(create: typeof createTriggerEngine): TriggerEngine {
    return create({ triggers: [], clock: this.#services.clock, notesChanges: this.#services.rehearsal === undefined, onReason: (reason, trigger) => {
      this.#tally.record(reason);
      this.#told.reason(reason, trigger);
    } });
  }

  #keep(position?: Position): void {
    if (this.#store === undefined || this.#engine === undefined) return;
    const changes = this.#engine.changes();
    if (changes !== undefined && this.#store.append(changes, position)) void this.#store.fold(this.#engine, this.#positions);
  }

  #passHeldTime(): void {
    const by = this.hold.take();
    if (by !== 0) this.#engine?.delay(by);
  }

  #tell(transitions: readonly Transition[]): void {
    const { signals, rehearsal } = this.#services;
    rehearsal?.onTransitions?.(transitions);
    this.#told.add(transitions);
    for (const { kind, trigger, id, withheld } of transitions) {
      if (withheld !== undefined) continue;
      if (kind === 'fired') signals.emit('fired', trigger, id);
      else if (kind === 'resolved') signals.emit('resolved', trigger);
    }
    // What is said of it is on its own from here: the events that caused it do not wait for a chat to answer.
    this.#take(transitions);
  }

  /** Asks to be called when the next firing may come to its end. */
  #wait(): void {
    const engine = this.#engine;
    const next = engine?.nextDeadline();
    if (engine === undefined || next === undefined || (this.#deadline !== undefined && this.#deadline.at <= next)) return;
    const { clock } = this.#services;
    this.#deadline?.timer.cancel();
    // What comes in the millisecond in which something ends is in time: so that has to be over.
    const timer = clock.after(Math.max(1, next + 1 - clock.now()), () => {
      this.#deadline = undefined;
      this.#passHeldTime();
      const transitions = engine.advance(clock.now() - 1);
      this.#tell(transitions);
      if (transitions.length > 0) this.#keep();
      this.#wait();
    }, { background: true });
    this.#deadline = { at: next, timer };
  }
}
