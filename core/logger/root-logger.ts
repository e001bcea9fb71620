import type { RunningPipeline } from '../runtime/open-pipeline.js';
import { AppLogger } from './app-logger.js';
import type { BoundFields } from './bound-fields.js';
import type { LogHub } from './hub.js';
import type { RootLogger } from './logger.js';
import type { Outflow } from './outflow.js';

/** The logger that a program made, from which it may make children. */
export class RootAppLogger extends AppLogger implements RootLogger {
  readonly #outflow: Outflow;

  constructor(hub: LogHub, outflow: Outflow, name: string, bound: BoundFields) {
    super(hub, name, bound);
    this.#outflow = outflow;
  }

  get pipeline(): Promise<RunningPipeline> {
    return this.#outflow.pipeline;
  }

  close(options: { readonly timeout?: number | undefined } = {}): Promise<void> {
    return this.#outflow.close(options.timeout);
  }
}
