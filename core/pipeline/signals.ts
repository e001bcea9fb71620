import { EventEmitter } from 'eventemitter3';
import type { Health, ProcessLog } from '../contract/plugin.js';

/** What happens to the pipeline as a whole, for who watches it. Events never travel here: an emitter has no back-pressure. */
export interface SignalMap {
  started: [];
  stopped: [];
  reloaded: [generation: number];
  reload_failed: [error: Error];
  source_ended: [id: string];
  source_failed: [id: string, error: Error];
  /** One that failed runs again. */
  source_restarted: [id: string];
  outlet_failing: [id: string, error: Error];
  outlet_recovered: [id: string];
  breaker_opened: [id: string];
  /** An instance reported another health than before. */
  health_changed: [id: string, health: Health];
  dead_lettered: [id: string, items: number];
  fired: [trigger: string, alertId: string];
  resolved: [trigger: string];
}

/** An emitter whose listeners can do no harm: one that throws is logged, and the others still hear. */
export class Signals {
  readonly #emitter = new EventEmitter<SignalMap>();
  readonly #log: ProcessLog;
  readonly #safe: (error: Error) => Error;

  /** `safe` gives an error as listeners may see it. */
  constructor(log: ProcessLog, safe: (error: Error) => Error = (error) => error) {
    this.#log = log;
    this.#safe = safe;
  }

  /** Returns what takes the listener off again. */
  on<K extends keyof SignalMap>(name: K, listener: (...args: SignalMap[K]) => unknown): () => void {
    const failed = (error: unknown): void => this.#log.error(`a listener of the signal ${name} failed`, { error });
    const guarded = (...args: SignalMap[K]): void => {
      try {
        // Many a listener is an async function, whose rejection would end the process.
        const result: unknown = listener(...args);
        if (result instanceof Promise) result.catch(failed);
      } catch (error) {
        failed(error);
      }
    };
    this.#emitter.on(name, guarded);
    return () => {
      this.#emitter.off(name, guarded);
    };
  }

  emit<K extends keyof SignalMap>(name: K, ...args: SignalMap[K]): void {
    this.#emitter.emit(name, ...(args.map((arg) => (arg instanceof Error ? this.#safe(arg) : arg)) as never));
  }
}
