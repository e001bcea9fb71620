import type { JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { Transition } from '../trigger/transition.js';

/** One firing of a trigger. Times are epoch milliseconds. */
export interface FiringReading {
  readonly id: string;
  readonly key: Readonly<Record<string, JsonValue>>;
  readonly at: number;
  /** Undefined where it still fired at the end, or where the trigger fires for single events. */
  readonly end: number | undefined;
  /** Most events that it counted. */
  readonly count: number;
}

export interface TriggerReading {
  readonly fired: number;
  /** Notices that people would have been sent, after throttle. */
  readonly notices: number;
  readonly heldBack: number;
  /** Firings by day (UTC), `2026-09-21`. */
  readonly days: ReadonlyMap<string, number>;
  /** Milliseconds; 0 where none came to an end. */
  readonly longest: number;
  readonly peak: number;
  /** The first ones, as many as are kept. */
  readonly firings: readonly FiringReading[];
  readonly stillFiring: number;
  /** What did not count or was not said, by reason. */
  readonly reasons: ReadonlyMap<Reason, number>;
}

/** Firings that are kept one by one: the rest is counted. */
const MOST_KEPT = 1000;
const MOST_OPEN = 200_000;

interface Open {
  id: string;
  key: Readonly<Record<string, JsonValue>>;
  at: number;
  end: number | undefined;
  count: number;
}

/** What one trigger did in a replay. */
export class FiringRecord {
  readonly #days = new Map<string, number>();
  readonly #reasons = new Map<Reason, number>();
  readonly #firings: Open[] = [];
  readonly #open = new Map<string, Open>();
  readonly #lasts: boolean;
  #fired = 0;
  #notices = 0;
  #longest = 0;
  #peak = 0;

  /** @param lasts whether what it fires for comes to an end */
  constructor(lasts: boolean) {
    this.#lasts = lasts;
  }

  add({ id, kind, key, at, count, repeat, withheld }: Transition): void {
    // Of single events, what throttle holds back is no firing of its own.
    if (kind === 'pending' || (!this.#lasts && withheld === 'throttled')) return;
    const open = this.#open.get(id);
    if (kind === 'fired') {
      if (withheld === undefined) this.#notices++;
      this.#peak = Math.max(this.#peak, count);
      if (open !== undefined) open.count = Math.max(open.count, count);
      if (repeat === 0) this.#begin({ id, key, at, end: undefined, count });
    } else if (open !== undefined) {
      open.end = at;
      open.count = Math.max(open.count, count);
      this.#peak = Math.max(this.#peak, count);
      this.#longest = Math.max(this.#longest, at - open.at);
      this.#open.delete(id);
    }
  }

  count(reason: Reason): void {
    this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
  }

  read(): TriggerReading {
    return {
      fired: this.#fired, notices: this.#notices, heldBack: this.#reasons.get('throttled') ?? 0, days: this.#days, longest: this.#longest, peak: this.#peak,
      firings: this.#firings, stillFiring: this.#open.size, reasons: this.#reasons,
    };
  }

  #begin(firing: Open): void {
    this.#fired++;
    const day = new Date(firing.at).toISOString().slice(0, 10);
    this.#days.set(day, (this.#days.get(day) ?? 0) + 1);
    if (this.#firings.length < MOST_KEPT) this.#firings.push(firing);
    if (!this.#lasts) return;
    this.#open.set(firing.id, firing);
    // More than any trigger has groups: what is left of them has no end that anybody would wait for.
    if (this.#open.size > MOST_OPEN) this.#open.delete(this.#open.keys().next().value ?? '');
  }
}
