import type { LogEvent } from './event.js';
import type { JsonObject, JsonValue } from './json.js';

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

/**
 * Text in parts. `data` came from events: whoever could write a log line may have chosen it, so a renderer escapes it for
 * its target and lets it form no mention, link or markup. `text` came from the config and may be trusted.
 */
export type MessagePart = { readonly text: string } | { readonly data: string };
export type Message = readonly MessagePart[];

/** The message as plain text, control characters included: for logs and tests, never for a chat. */
export function plainText(message: Message): string {
  return message.map((part) => ('text' in part ? part.text : part.data)).join('');
}

export const INCIDENT_STATES = ['firing', 'acknowledged', 'escalated', 'silenced', 'resolved', 'reopened'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

/** Why something is sent now. */
export const ALERT_CAUSES = ['fired', 'digest', 'escalated', 'acknowledged', 'silenced', 'unsilenced', 'resolved', 'reopened'] as const;
export type AlertCause = (typeof ALERT_CAUSES)[number];

/** An incident, as an action gets it. Everything in it is redacted. Times are epoch milliseconds. */
export interface Alert {
  /** Deterministic: the same trigger, key and window start give the same id, also after a restart or a replay. */
  readonly id: string;
  /** For people: six characters of lower case base32, of a digest of `id`. */
  readonly shortId: string;
  readonly trigger: string;
  readonly severity: AlertSeverity;
  readonly state: IncidentState;
  readonly title: Message;
  /** What happened, in the words of the config; may be empty. */
  readonly text: Message;
  /** Why it fired, in words: "12 in 5m (limit 10)". */
  readonly why: string;
  /** Group values in the order of `by`, e.g. { user: 'eve' }. */
  readonly key: Readonly<Record<string, JsonValue>>;
  /** Of the trigger. */
  readonly tags: readonly string[];
  /** The first event that counted. */
  readonly since: number;
  /** The event that made it fire. */
  readonly at: number;
  /** The last change of anything in it. */
  readonly updatedAt: number;
  /** How many events counted so far. */
  readonly count: number;
  /** Events a minute, over the last minute. */
  readonly rate: number;
  /** The highest rate so far, and when it was. */
  readonly peak: { readonly perMinute: number; readonly at: number };
  /** At most three, of an alert that stands for several groups; else empty. */
  readonly topGroups: readonly { readonly name: string; readonly count: number }[];
  /** Notices that throttle held back since the last one that was sent. */
  readonly heldBack: number;
  /** At most three: the first, the last and the most telling. */
  readonly samples: readonly LogEvent[];
  /** Values redacted in the samples. */
  readonly redactions: number;
  readonly runbook: string | undefined;
  /** What the config says to mention, in the target's own form, where somebody is to be called now; never from an event. */
  readonly mention: string | undefined;
  /** Who looks after the trigger, as the config says. */
  readonly owner?: string;
  readonly acknowledged?: { readonly by: string; readonly at: number };
  readonly silenced?: { readonly by: string; readonly until: number; readonly reason: string };
  readonly resolved?: { readonly at: number; readonly reason: ResolveReason; readonly by?: string };
  /** How many found it so, since it opened last. */
  readonly votes?: { readonly useful: number; readonly noise: number };
  readonly nextEscalation?: { readonly at: number; readonly to: readonly string[] };
  /** Signed and expiring; those that are there may be shown as buttons. */
  readonly links: { readonly acknowledge?: string; readonly silence?: string; readonly resolve?: string; readonly view?: string; readonly useful?: string; readonly noise?: string };
  /** Nothing happened: somebody tries whether alerts arrive. To be shown as [DRILL]. */
  readonly drill: boolean;
}

/** Why an incident is over: what it counts is no longer there, its trigger left the config, or somebody said so. */
export type ResolveReason = 'quiet' | 'removed' | 'by_hand';

/** Many incidents in one message: a storm, a group, a catch-up after quiet hours, or what was suppressed. */
export interface AlertSummary {
  readonly id: string;
  readonly kind: 'storm' | 'group' | 'catch_up' | 'suppressed';
  /** The highest in it. */
  readonly severity: AlertSeverity;
  readonly title: Message;
  readonly since: number;
  readonly at: number;
  /** Exact, whatever the lines show. `firing` and `resolved` add up to all incidents; so do the severities. */
  readonly counts: { readonly firing: number; readonly resolved: number; readonly critical: number; readonly warning: number; readonly info: number };
  readonly lines: readonly SummaryLine[];
  /** Incidents that no line shows. */
  readonly hidden: number;
  /** Where the whole list is. */
  readonly link?: string;
  readonly mention: string | undefined;
  readonly drill: boolean;
}

/** One incident of a summary. */
export interface SummaryLine {
  readonly shortId: string;
  readonly severity: AlertSeverity;
  readonly state: IncidentState;
  readonly title: Message;
  readonly at: number;
  readonly count: number;
}

/** One item of an action's batch: something to be said, once. */
export interface AlertDelivery {
  /** Repeatable: a redelivery of the same step has the same id. */
  readonly id: string;
  /** post: a new message. edit: the message of `receipt` anew. reply: into its thread. broadcast: into its thread, and shown in the channel. */
  readonly form: 'post' | 'edit' | 'reply' | 'broadcast';
  readonly cause: AlertCause;
  readonly content: { readonly alert: Alert } | { readonly summary: AlertSummary };
  /** What the action gave back for the message that this belongs to: of its own making, at most 1 KiB as JSON, no secret in it. */
  readonly receipt: JsonObject | undefined;
  /** Size of what is to be said, in bytes, for the queue's bound. */
  readonly byteLength: number;
}
