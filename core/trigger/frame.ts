import { zoneOffset } from './zone-offset.js';

/** How windows are cut out of time. */
export type WindowShape =
  | { readonly kind: 'sliding' }
  | { readonly kind: 'tumbling'; readonly length: number; readonly zone: string }
  | { readonly kind: 'session'; readonly gap: number; readonly longest: number };

interface Span {
  start: number;
  end: number;
}

/**
 * Where the windows of each slot begin and end, for windows that do not slide. A tumbling window is (start, end], with ends
 * at whole multiples of its length since the epoch by the clocks of the zone; a session ends one gap after its last event.
 */
export class Frames {
  readonly #shape: Exclude<WindowShape, { kind: 'sliding' }>;
  readonly #spans = new Map<number, Span>();

  constructor(shape: Exclude<WindowShape, { kind: 'sliding' }>) {
    this.#shape = shape;
  }

  /** Last millisecond of the slot's window, as far as can be told by now; Infinity where it has none. */
  end(slot: number): number {
    return this.#spans.get(slot)?.end ?? Infinity;
  }

  /** Where an event of this time belongs: in the window that is open, in a next one, or in one that is closed. */
  place(slot: number, time: number): 'open' | 'next' | 'closed' {
    const span = this.#spans.get(slot);
    if (span === undefined || time > span.end) return 'next';
    if (this.#shape.kind === 'tumbling') return time > span.start ? 'open' : 'closed';
    return time >= span.start - this.#shape.gap ? 'open' : 'closed';
  }

  /** Begins the window that an event of this time belongs to. */
  begin(slot: number, time: number): void {
    if (this.#shape.kind === 'session') {
      this.#spans.set(slot, { start: time, end: time + Math.min(this.#shape.gap, this.#shape.longest) });
      return;
    }
    const { length, zone } = this.#shape;
    const offset = zoneOffset(zone, time);
    const end = Math.ceil((time + offset) / length) * length - offset;
    this.#spans.set(slot, { start: end - length, end });
  }

  /** Takes note of an event in the open window. */
  extend(slot: number, time: number): void {
    const span = this.#spans.get(slot);
    if (span === undefined || this.#shape.kind === 'tumbling') return;
    span.start = Math.min(span.start, time);
    span.end = Math.min(Math.max(span.end, time + this.#shape.gap), span.start + this.#shape.longest);
  }

  forget(slot: number): void {
    this.#spans.delete(slot);
  }

  save(slot: number): readonly [start: number, end: number] | null {
    const span = this.#spans.get(slot);
    return span === undefined ? null : [span.start, span.end];
  }

  load(slot: number, start: number, end: number): void {
    this.#spans.set(slot, { start, end });
  }
}
