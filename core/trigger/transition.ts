import { createHash } from 'node:crypto';
import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { Measure } from './aggregation/windows.js';

/** `pending`: its condition holds, but not for long enough yet. `fired`: it fires, or still does and says so again. */
export type TransitionKind = 'pending' | 'fired' | 'resolved';

/** What a trigger did. */
export interface Transition {
  /** The same trigger, key and window start give the same id, also after a restart or a replay. */
  readonly id: string;
  readonly trigger: string;
  readonly kind: TransitionKind;
  /** 0 for the first notice of a firing, then 1, 2, ... for those that say it still fires. */
  readonly repeat: number;
  /** Group values in the order of `by`; "(none)" for what the events don't have. */
  readonly key: Readonly<Record<string, JsonValue>>;
  /** How many events counted since it began. */
  readonly count: number;
  /** The figure that was held against the bound, and what came with it. */
  readonly measure: Measure;
  /** Epoch milliseconds of the first event that counted. */
  readonly since: number;
  /** Epoch milliseconds of the event that made it fire, or of the moment its condition ceased to hold. */
  readonly at: number;
  /** An early one of the window, where it could be kept, and the latest; detached. Empty when it resolves. */
  readonly samples: readonly LogEvent[];
  /** How many notices throttle held back since the last. */
  readonly heldBack: number;
  /** Lately the trigger had more groups than it may keep, and let the stalest go: counts may be short. */
  readonly saturated: boolean;
  /** Why people are not to be told; other triggers are. An end is told of what was announced only. */
  readonly withheld?: Reason | 'unannounced';
  /** Of an end: `removed` where the trigger is no more, `changed` where it is another now. */
  readonly ended?: 'quiet' | 'removed' | 'changed';
}

/** The id of what fires: `parts` are what tells it from all other firings of the trigger. */
export function transitionId(trigger: string, parts: readonly JsonValue[]): string {
  return [trigger, hash(parts)].join('/');
}

/** A short digest of a value: 96 bits as base64url. */
export function hash(value: JsonValue): string {
  return createHash('sha256').update(JSON.stringify(value)).digest().toString('base64url', 0, 12);
}
