import { createHash } from 'node:crypto';
import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';

/** What a trigger did: it began to fire, or still fires and says so again, or it has come to an end. */
export interface Transition {
  /** The same trigger, key and window start give the same id, also after a restart or a replay. */
  readonly id: string;
  readonly trigger: string;
  readonly kind: 'fired' | 'resolved';
  /** 0 for the first notice of a firing, then 1, 2, ... for those that say it still fires. */
  readonly repeat: number;
  /** Group values in the order of `by`; "(none)" for what the events don't have. */
  readonly key: Readonly<Record<string, JsonValue>>;
  /** How many events counted since it began. */
  readonly count: number;
  /** Epoch milliseconds of the first event that counted. */
  readonly since: number;
  /** Epoch milliseconds of the event that made it fire, or of the moment the window no longer held enough. */
  readonly at: number;
  /** An early one of the window, where it could be kept, and the latest; detached. Empty when it resolves. */
  readonly samples: readonly LogEvent[];
  /** How many notices throttle held back since the last. */
  readonly heldBack: number;
  /** Lately the trigger had more groups than it may keep, and let the stalest go: counts may be short. */
  readonly saturated: boolean;
}

/** The id of what fires: `parts` are what tells it from all other firings of the trigger. */
export function transitionId(trigger: string, parts: readonly JsonValue[]): string {
  return `${trigger}/${hash(parts)}`;
}

/** A short digest of a value: 96 bits as base64url. */
export function hash(value: JsonValue): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);
}
