import type { Metrics } from '../contract/plugin.js';
import type { Reason } from '../contract/reasons.js';

/** What one instance (or the pipeline itself) has done, as plain counters: an increment costs an addition. */
export class Tally implements Metrics {
  readonly id: string;
  /** Events that came to it, and those that left it whole. */
  eventsIn = 0;
  eventsOut = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** Events that did not go through, and other things worth a reason, by reason. */
  readonly reasons = new Map<Reason, number>();
  readonly counters = new Map<string, number>();
  readonly gauges = new Map<string, number>();

  constructor(id: string) {
    this.id = id;
  }

  record(reason: Reason, events = 1): void {
    if (events > 0) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + events);
  }

  count(name: string, by = 1): void {
    this.counters.set(name, (this.counters.get(name) ?? 0) + by);
  }

  gauge(name: string, value: number): void {
    this.gauges.set(name, value);
  }

  /** A copy, as plain data. */
  read(): TallyReading {
    return {
      id: this.id,
      eventsIn: this.eventsIn,
      eventsOut: this.eventsOut,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      reasons: Object.fromEntries(this.reasons),
      counters: Object.fromEntries(this.counters),
      gauges: Object.fromEntries(this.gauges),
    };
  }
}

export interface TallyReading {
  readonly id: string;
  readonly eventsIn: number;
  readonly eventsOut: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly reasons: Readonly<Partial<Record<Reason, number>>>;
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}
