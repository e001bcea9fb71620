import type { FieldReader } from '../condition/compile.js';
import type { LogEvent } from '../contract/event.js';
import { admit, viewOf } from '../event/line-event.js';
import type { Match } from './trigger-state.js';

/** The event at hand as a match. One is used for all events, one after another. */
export class EventMatch implements Match {
  readonly fields: FieldReader;
  time = 0;
  arrival = 0;
  #event: LogEvent | undefined;

  constructor(fields: FieldReader) {
    this.fields = fields;
  }

  /** Turns to another event, or to none, so that none is held on to. */
  turnTo(event: LogEvent | undefined): void {
    this.#event = event;
  }

  get id(): string {
    return this.#event?.id ?? '';
  }

  get sampleBytes(): number {
    return this.#event?.byteLength ?? 0;
  }

  sample(): LogEvent | undefined {
    return this.#event && admit(viewOf(this.#event).detach());
  }
}
