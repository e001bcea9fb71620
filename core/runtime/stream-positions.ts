import type { LogEvent } from '../contract/event.js';
import { viewOf } from '../event/line-event.js';

/** Most streams whose position is remembered; the one that nothing came from for longest goes. */
const MOST_STREAMS = 10_000;

/** Where a stream stands: the beginning of its events' ids, and the offset behind the last that was taken. */
export type Position = readonly [stream: string, offset: number];

/**
 * How far each stream with an `Origin` was read: what comes again after a crash, or because it was not acknowledged, is known
 * by its place. Streams are read forwards; what has no origin is never known.
 */
export class StreamPositions {
  readonly #offsets = new Map<string, number>();

  /** The events of one batch that were not taken yet. */
  unseen(events: readonly LogEvent[]): readonly LogEvent[] {
    const first = events[0];
    if (first === undefined) return events;
    const { provenance, place } = viewOf(first);
    const offset = provenance.origin === undefined ? undefined : this.#offsets.get(provenance.idPrefix);
    if (offset === undefined || place >= offset) return events;
    return events.filter((event) => viewOf(event).place >= offset);
  }

  /** Takes note of a batch. Gives where its stream stands now. */
  take(events: readonly LogEvent[]): Position | undefined {
    const last = events.at(-1);
    if (last === undefined) return undefined;
    const { provenance, place } = viewOf(last);
    if (provenance.origin === undefined) return undefined;
    // What is read again leads no further back.
    const position: Position = [provenance.idPrefix, Math.max(place + 1, this.#offsets.get(provenance.idPrefix) ?? 0)];
    this.set(position);
    return position;
  }

  set([stream, offset]: Position): void {
    this.#offsets.delete(stream);
    this.#offsets.set(stream, offset);
    if (this.#offsets.size <= MOST_STREAMS) return;
    const [stalest] = this.#offsets.keys();
    if (stalest !== undefined) this.#offsets.delete(stalest);
  }

  /** The one that nothing came from for longest first. */
  all(): readonly Position[] {
    return [...this.#offsets];
  }
}
