import { join } from 'node:path';
import { createDispatcher, type Dispatched } from '../alert/dispatch.js';
import type { AlertDelivery } from '../contract/alert.js';
import type { Timer } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import type { Outlet } from '../pipeline/outlet.js';
import { Ticket } from '../pipeline/ticket.js';
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
  readonly dispatch: (transitions: readonly Transition[]) => readonly Dispatched[];
}

/** Runs the trigger engine in a pipeline: gives it events and time, keeps its windows on disk, and hands notices to actions. */
export class TriggerRunner {
  readonly #services: RuntimeServices;
  readonly #engine: TriggerEngine;
  #state: StateFile | undefined;
  #restored = false;
  #dispatch: CompiledTriggers['dispatch'] = () => [];
  #actions: ReadonlyMap<string, Outlet<AlertDelivery>> = new Map();
  #deadline: { readonly at: number; readonly timer: Timer } | undefined;
  #save: Timer | undefined;
  #count = 0;

  constructor(services: RuntimeServices) {
    this.#services = services;
    const tally = services.tallies.of('triggers');
    this.#engine = createTriggerEngine({ triggers: [], clock: services.clock, onReason: (reason) => tally.record(reason) });
  }

  /** Throws, with nothing changed, where a trigger cannot be used. */
  compile(config: LoadedConfig): CompiledTriggers {
    const configs = config.triggers.map((trigger) => trigger.config).filter(({ enabled }) => enabled);
    createTriggerEngine({ triggers: configs, clock: this.#services.clock, onReason: () => {} });
    return { configs, dispatch: createDispatcher(configs) };
  }

  /** Reads the windows that an earlier run saved; they are taken up by the first triggers put in place. */
  async open(dataDir: string): Promise<unknown> {
    if (this.#services.rehearsal !== undefined) return undefined;
    this.#state = new StateFile(join(dataDir, 'triggers.json'), this.#services.log);
    return this.#state.read();
  }

  /** Puts triggers and actions in place; windows stay where they can. */
  replace({ configs, dispatch }: CompiledTriggers, actions: ReadonlyMap<string, Outlet<AlertDelivery>>): void {
    this.#actions = actions;
    this.#dispatch = dispatch;
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
    // A notice is on its own from here: the events that caused it do not wait for a chat to answer, so not all may find room.
    for (const { action, delivery } of this.#dispatch(transitions)) {
      const ticket = new Ticket();
      this.#actions.get(action)?.offer([delivery], ticket);
      ticket.settle();
    }
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
