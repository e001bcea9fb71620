import { sleep, type Clock, type Random } from '../contract/clock.js';
import type { Instance, ProcessLog } from '../contract/plugin.js';
import type { DeliverySettings } from '../../schemas/delivery.js';
import { backoff } from './backoff.js';
import type { Gate } from './gate.js';
import { withinLimit } from './time-limit.js';

/** What a connection needs of its outlet. */
export interface ConnectionHost {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: ProcessLog;
  readonly gate: Gate;
  readonly stopped: AbortSignal;
  readonly receiver: Instance;
  readonly settings: DeliverySettings;
}

/** Whether the instance behind an outlet may be delivered to, and what brings it back where it may not. */
export class Connection {
  readonly #host: ConnectionHost;
  #lost = false;
  #restoring: Promise<void> | undefined;

  constructor(host: ConnectionHost) {
    this.#host = host;
  }

  get isLost(): boolean {
    return this.#lost;
  }

  /** From here on nothing may be delivered until it is restored. To be called from within the gate. */
  lose(): void {
    this.#lost = true;
  }

  /** A started instance stands there. To be called while the gate is closed. */
  found(): void {
    this.#lost = false;
  }

  /** Starts the instance again until that succeeds; resolves then, or when the outlet stops. Many may wait for it. Never rejects. */
  restore(): Promise<void> {
    this.#restoring ??= this.#restore().finally(() => {
      this.#restoring = undefined;
    });
    return this.#restoring;
  }

  async #restore(): Promise<void> {
    const { clock, random, gate, log, stopped } = this.#host;
    for (let failures = 0; this.#lost && !stopped.aborted; ) {
      // The gate is open between two tries, so that a reload can put another instance there.
      const error = await gate.alone(() => this.#startAgain());
      if (error === undefined) return;
      failures++;
      if (failures === 1) log.warn(`${this.#host.id} could not connect and tries again`, { error });
      await sleep(clock, backoff(failures, this.#host.settings.retry, random), stopped).catch(() => {});
    }
  }

  /** What went wrong, or undefined. */
  async #startAgain(): Promise<unknown> {
    if (!this.#lost) return undefined;
    const { receiver, clock, stopped: stop, settings } = this.#host;
    const limit = settings.timeout;
    const late = (): Error => new Error(`it has not started within ${limit} ms`);
    const run = async (step: ((signal: AbortSignal) => Promise<void>) | undefined): Promise<void> => {
      if (step !== undefined) await withinLimit((signal) => step.call(receiver, signal), { limit, clock, stop, late });
    };
    try {
      // What cannot be closed properly any more is no reason not to begin anew.
      await run(receiver.stop).catch(() => {});
      await run(receiver.start);
      this.#lost = false;
      return undefined;
    } catch (error) {
      return error;
    }
  }
}
