import type { LogEvent } from '../contract/event.js';

/** Bytes of events that are kept in memory for all incidents together: those of ordinary lines for more than 100,000 of them. */
const MOST_BYTES = 128 * 1024 * 1024;

/** The events that show what incidents are about. Beyond the bound, those of the incident that was heard of longest ago go. */
export class EvidenceStore {
  readonly #most: number;
  /** The one that was heard of longest ago first. */
  readonly #events = new Map<string, readonly LogEvent[]>();
  #bytes = 0;

  constructor(most = MOST_BYTES) {
    this.#most = most;
  }

  /** By the id of an incident. */
  get(id: string): readonly LogEvent[] {
    return this.#events.get(id) ?? [];
  }

  /** Gives the ids of the incidents whose events had to go for it. */
  set(id: string, events: readonly LogEvent[]): readonly string[] {
    this.delete(id);
    this.#events.set(id, events);
    this.#bytes += sizeOf(events);
    const gone: string[] = [];
    for (const oldest of this.#events.keys()) {
      if (this.#bytes <= this.#most || oldest === id) break;
      this.delete(oldest);
      gone.push(oldest);
    }
    return gone;
  }

  delete(id: string): void {
    this.#bytes -= sizeOf(this.get(id));
    this.#events.delete(id);
  }
}

function sizeOf(events: readonly LogEvent[]): number {
  return events.reduce((sum, { byteLength }) => sum + byteLength, 0);
}
