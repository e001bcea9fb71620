import type { AlertCause, AlertSeverity, IncidentState, Message, ResolveReason } from '../contract/alert.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { TopValue } from '../trigger/aggregation/windows.js';

/** Something to be said in the thread of a message, or anew, in its turn. */
export interface Note {
  /** Within its incident: makes the id of the delivery. */
  readonly n: number;
  readonly cause: AlertCause;
  /** Only where somebody is to be called. */
  readonly mention?: string;
  /** Only for a message that cannot be edited. */
  readonly anew?: true;
}

/** The one message of an incident at one action, and what is still to be said there. */
export interface MessageState {
  /** It stands. Until then all that is to be said is in the first post. */
  readonly posted: boolean;
  readonly receipt?: JsonObject;
  /** It is part of a message that stands for many. */
  readonly bundle?: string;
  /** It was part of this one, whose message is of the past. */
  readonly stoodIn?: string;
  /** Held back by quiet hours, and counted as such. */
  readonly quiet?: true;
  /** It shows what was: to be edited. */
  readonly dirty?: Note;
  readonly notes: readonly Note[];
}

/** Why nothing is said of an incident that fires. */
export type HoldReason = 'muted' | 'inhibited' | 'silenced';

/** Somebody did something, or time passed it by. */
export interface Mark {
  readonly by: string;
  readonly at: number;
}

/** What people are told of something that is wrong, whenever they are told. */
export interface Told {
  readonly trigger: string;
  readonly severity: AlertSeverity;
  readonly title: Message;
  readonly text: Message;
  readonly why: string;
  readonly key: Readonly<Record<string, JsonValue>>;
  readonly tags: readonly string[];
  readonly owner?: string;
  readonly runbook?: string;
  /** Of the trigger's own alert, for the first post. */
  readonly mention?: string;
}

/**
 * Something that is wrong from the first event to the last, told apart by its trigger and group values. Plain data, never
 * altered: all that is known of it, what was said of it, and what is still to be said. Times are epoch milliseconds;
 * `since`, `at` and those of the peak are those of events, all others of the clock.
 */
export interface Incident extends Told {
  /** Of the firing that began it. */
  readonly id: string;
  readonly fingerprint: string;
  /** Actions that are told. */
  readonly to: readonly string[];
  readonly drill: boolean;
  /** Firings that were taken lately, newest first, each with its latest notice: what comes again is passed over. */
  readonly firings: readonly (readonly [id: string, repeat: number])[];
  readonly since: number;
  readonly at: number;
  readonly updatedAt: number;
  readonly count: number;
  readonly heldBack: number;
  /** What the count was, and when, for about a minute. */
  readonly rates: readonly (readonly [at: number, count: number])[];
  readonly peak: { readonly perMinute: number; readonly at: number };
  /** What it stands for, where different values are what counts: the most frequent, at most three. */
  readonly top?: readonly TopValue[];
  readonly openedAt: number;
  /** Last heard of, and how long it had not been heard of before: for what no trigger ends. */
  readonly heardAt: number;
  readonly longestGap: number;
  /** When it was decided to tell; undefined while nobody is told. */
  readonly announcedAt?: number;
  readonly held?: HoldReason;
  readonly reopened: number;
  readonly acknowledged?: Mark;
  readonly silenced?: { readonly id: string; readonly by: string; readonly until: number; readonly reason: string };
  readonly resolved?: { readonly at: number; readonly reason: ResolveReason; readonly by?: string };
  /** What people thought of it, since it opened last. */
  readonly votes?: { readonly useful: number; readonly noise: number };
  /** By level: how often somebody was called, and when last. */
  readonly called: readonly { readonly times: number; readonly at: number }[];
  /** Undefined until it was decided to tell. */
  readonly digestAt?: number;
  /** The count that messages which can be edited show. */
  readonly saidCount: number;
  /** The last word to who can only be told anew: when, how many, and how often so far because that had doubled. */
  readonly lastWord?: { readonly at: number; readonly count: number; readonly doublings: number };
  /** The last number that a note got. */
  readonly seq: number;
  readonly messages: Readonly<Record<string, MessageState>>;
}

/** What stands first counts: a silence hides an acknowledgement, and that an escalation. */
export function stateOf(incident: Incident): IncidentState {
  if (incident.resolved !== undefined) return 'resolved';
  if (incident.silenced !== undefined) return 'silenced';
  if (incident.acknowledged !== undefined) return 'acknowledged';
  if (incident.called.some(({ times }) => times > 0)) return 'escalated';
  return incident.reopened > 0 ? 'reopened' : 'firing';
}

export const isOpen = ({ resolved }: Incident): boolean => resolved === undefined;

/** Equal for what would be the same thing again. A drill is never the same as what it stands for, and what stands alone never comes again. */
export function fingerprintOf({ id, trigger, key, drill, isAlone }: { readonly id: string; readonly trigger: string; readonly key: Readonly<Record<string, JsonValue>>; readonly drill: boolean; readonly isAlone?: true }): string {
  return JSON.stringify([...(drill ? ['drill'] : []), trigger, ...Object.entries(key).flat(), ...(isAlone ? [id] : [])]);
}

/** Whether anything is still to be said of it, or it is part of a message that stands for many. */
export function isOwed({ messages }: Incident): boolean {
  return Object.values(messages).some(({ bundle, posted, dirty, notes }) => bundle !== undefined || !posted || dirty !== undefined || notes.length > 0);
}
