import type { JsonObject, JsonValue } from '../../contract/json.js';
import type { Match } from '../trigger-state.js';

/**
 * `counted`: it changed the window. `kept`: it may count later, together with others. `duplicate`: the same event is in it. `outside`: older than all that is kept, which is
 * the same without it. `late`: older than what it may still change. `ignored`: it has nothing to count, such as no number.
 */
export type Added = 'counted' | 'kept' | 'duplicate' | 'outside' | 'late' | 'ignored';

/** One of the things that an alert stands for, and how often it came. The name may have come from events. */
export interface TopValue {
  readonly name: string;
  readonly count: number;
}

/** What a window shows at a moment: told in notices and by `explain`. */
export interface Measure {
  /** Events in it that counted; where only the last few are kept, those. */
  readonly count: number;
  /** The figure that is held against the trigger's bound. */
  readonly value: number;
  /** Epoch milliseconds of its first event. */
  readonly since: number;
  /** What the figure is held against where that is no constant: the rate before a spike, the mean of a baseline. */
  readonly reference?: number;
  /** An estimate, shown with "~". */
  readonly approximate?: boolean;
  /** Where different values count: those that came most often, at most three. */
  readonly top?: readonly TopValue[];
  /** More to tell: values from and to, the steps of a sequence. Small. */
  readonly details?: JsonObject;
}

/**
 * The windows of all groups of one trigger, by slot: one implementation for each way of counting. They know nothing of keys,
 * notices or the clock: all times are those of events. A slot is a small integer that is used again once it was closed.
 * Between calls for one slot, `at` never goes back further than the lateness that events are allowed.
 */
export interface Windows {
  /** Milliseconds that an event matters for; events older than this and the lateness before the newest are not given. */
  readonly span: number;
  /** Units of memory in use: about 12 bytes each. */
  readonly size: number;
  open(slot: number): void;
  /** The group is waited for although nothing came from it, from `at` on; undefined where it is known, and goes on as it is. For windows that miss what does not come. */
  expect?(slot: number, at: number | undefined): void;
  /** Forgets all of it. */
  close(slot: number): void;
  /** Its alert was told at `at`, and it is to begin anew (`on_match: reset`); without this, it is closed and opened. */
  restart?(slot: number, at: number): void;
  /** How much was let go of within a group for the sake of a bound, since this was last asked; for windows that have one. */
  takeDropped?(): number;
  /** Time of the newest event; -Infinity while there is none. */
  newest(slot: number): number;
  /** Takes an event; `role` is what the key reader said of it: the step of a sequence, else 0. Keeps nothing of the match itself. */
  add(slot: number, match: Match, role: number): Added;
  /** Whether the trigger's condition holds for what lies in the window that ends at `at`. */
  holds(slot: number, at: number): boolean;
  /** The next time after `at` at which `holds` may change although nothing comes; Infinity where it does not. */
  changesAt(slot: number, at: number): number;
  measure(slot: number, at: number): Measure;
  /** As `top` of `measure`. */
  top?(slot: number): readonly TopValue[] | undefined;
  /** The time from which on a new, empty window would do the same; Infinity for what must not be forgotten. */
  spentAt(slot: number): number;
  save(slot: number): JsonValue;
  /** Opens a slot with what `save` gave. Throws on what it can't read. */
  load(slot: number, saved: JsonValue): void;
}
