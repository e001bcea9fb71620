import type { RuntimeServices } from './services.js';
import type { Working, WorkingAction, WorkingSink, WorkingSource, WorkingTransform } from './working-set.js';

/** How long a source may wait for its last acknowledgements before it makes way, in milliseconds. */
export const STOP_TIMEOUT = 10_000;

export interface SuspendedReceiver {
  readonly working: WorkingSink | WorkingAction;
  /** Opens its gate. */
  readonly open: () => void;
}

export interface SuspensionOptions {
  readonly services: RuntimeServices;
  /** Of the change-over. */
  readonly stop: AbortSignal;
  readonly resumeSource: (source: WorkingSource) => void;
}

/** Stops instances so that others can have what they own, and starts them again where it comes to nothing. */
export class Suspension {
  readonly #options: SuspensionOptions;
  readonly #sources: WorkingSource[] = [];
  readonly #transforms: WorkingTransform[] = [];
  readonly #receivers = new Map<string, SuspendedReceiver>();

  constructor(options: SuspensionOptions) {
    this.#options = options;
  }

  /** Sinks and actions, by id. */
  get receivers(): ReadonlyMap<string, SuspendedReceiver> {
    return this.#receivers;
  }

  /** Sources first: they wait for their acknowledgements, which only sinks that still deliver can give. */
  async suspend(instances: Iterable<Working>): Promise<void> {
    const all = [...instances];
    await Promise.all(all.map(async (working) => {
      if ('inlet' in working) await this.#stopSource(working);
    }));
    await Promise.all(all.map(async (working) => {
      if ('outlet' in working) await this.#stopReceiver(working);
      else if (!('inlet' in working)) await this.#stopTransform(working);
    }));
  }

  /** Starts them again, as often as it takes: deliveries and reading wait for that. */
  resume(): void {
    for (const { working: { outlet }, open } of this.#receivers.values()) {
      outlet.connection.lose();
      open();
      void outlet.connection.restore();
    }
    for (const { config, instance } of this.#transforms) {
      void instance.start(this.#options.stop).catch((error: unknown) => this.#options.services.log.error(`${config.id} could not start again`, { error }));
    }
    for (const source of this.#sources) this.#options.resumeSource(source);
  }

  async #stopSource(working: WorkingSource): Promise<void> {
    this.#sources.push(working);
    await working.runner?.stopWithin(STOP_TIMEOUT);
    await this.#stop(working);
  }

  async #stopReceiver(working: WorkingSink | WorkingAction): Promise<void> {
    const open = await working.outlet.gate.close();
    this.#receivers.set(working.config.id, { working, open });
    await this.#stop(working);
  }

  async #stopTransform(working: WorkingTransform): Promise<void> {
    this.#transforms.push(working);
    await this.#stop(working);
  }

  /** What does not stop cleanly may still have let go of what it owns: that shows when the other starts. */
  async #stop({ config, instance }: Working): Promise<void> {
    await instance.stop().catch((error: unknown) => this.#options.services.log.warn(`${config.id} did not stop cleanly`, { error }));
  }
}
