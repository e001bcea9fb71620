import { join } from 'node:path';
import type { Timer } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { createTriggerEngine, type TriggerEngine } from '../trigger/engine.js';
import type { Transition } from '../trigger/transition.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { RuntimeServices } from './services.js';
import { StateFile } from './state-file.js';

/** How often the windows are saved while events come in, in milliseconds. */
const SAVE_EVERY = 10_000;

/** Triggers that were checked and compiled, but do not run yet. */
export interface CompiledTriggers {
  readonly configs: readonly TriggerConfig[];
}

/** Runs the trigger engine in a pipeline: gives it events and time, keeps its windows on disk, and says what it does. */
export class TriggerRunner {
  readonly #services: RuntimeServices;
  readonly #engine: TriggerEngine;
  readonly #take: (transitions: readonly Transition[]) => void;
  #state: StateFile | undefined;
  #restored = false;
  #deadline: { readonly at: number; readonly timer: Timer } | undefined;
  #save: Timer | undefined;
  #count = 0;

  /** `take` is told what triggers do, at once and in order. */
  constructor(services: RuntimeServices, take: (transitions: readonly Transition[]) => void) {
    this.#services = services;
    this.#take = take;
    const tally = services.tallies.of('triggers');
    this.#engine = createTriggerEngine({ triggers: [], clock: services.clock, onReason: (reason) => tally.record(reason) });
  }

  /** Throws, with nothing changed, where a trigger cannot be used. */
  compile(config: LoadedConfig): CompiledTriggers {
    const configs = config.triggers.map((trigger) => trigger.config).filter(({ enabled }) => enabled);
    createTriggerEngine({ triggers: configs, clock: this.#services.clock, onReason: () => {} });
    return { configs };
  }

  /** Reads the windows that an earlier run saved; they are taken up by the first triggers put in place. */
  async open(dataDir: string): Promise<unknown> {
    if (this.#services.rehearsal !== undefined) return undefined;
    this.#state = new StateFile(join(dataDir, 'triggers.json'), this.#services.log);
    return this.#state.read();
  }

  /** Puts triggers in place; windows stay where they can. */
  replace({ configs }: CompiledTriggers): void {
    this.#count = configs.length;
    this.#tell(this.#engine.replace(configs));
    this.#wait();
  }

  /** Once, after the first triggers are in place. */
  restore(saved: unknown): void {
    if (this.#restored || saved === undefined) return;
    this.#restored = true;
    try {
      this.#engine.restore(saved as never);
    } catch (error) {
      void this.#state?.setAside(error);
    }
    this.#wait();
  }

  process(events: readonly LogEvent[]): void {
    this.#services.rehearsal?.onEvents?.(events);
    if (this.#count === 0) return;
    const transitions = this.#engine.process(events);
    if (transitions.length > 0) this.#tell(transitions);
    this.#wait();
    this.#save ??= this.#services.clock.after(SAVE_EVERY, () => {
      this.#save = undefined;
      void this.#state?.write(this.#engine.snapshot());
    }, { background: true });
  }

  async close(): Promise<void> {
    this.#deadline?.timer.cancel();
    this.#save?.cancel();
    if (this.#count > 0) await this.#state?.write(this.#engine.snapshot());
  }

  #tell(transitions: readonly Transition[]): void {
    const { signals, rehearsal } = this.#services;
    rehearsal?.onTransitions?.(transitions);
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
    const next = this.#engine.nextDeadline();
    if (next === undefined || (this.#deadline !== undefined && this.#deadline.at <= next)) return;
    const { clock } = this.#services;
    this.#deadline?.timer.cancel();
    const timer = clock.after(Math.max(1, next - clock.now()), () => {
      this.#deadline = undefined;
      this.#tell(this.#engine.advance(clock.now()));
      this.#wait();
    }, { background: true });
    this.#deadline = { at: next, timer };
  }
}
