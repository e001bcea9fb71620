import type { LogEvent } from './event.js';
import type { JsonValue } from './json.js';

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

/** A firing trigger, as an action gets it. Everything in it is redacted. */
export interface Alert {
  /** Deterministic: the same trigger, key and window start give the same id, also after a restart or a replay. */
  readonly id: string;
  readonly trigger: string;
  readonly severity: AlertSeverity;
  readonly title: Message;
  /** What happened, in the words of the config; may be empty. */
  readonly text: Message;
  /** Why it fired, in words: "12 in 5m (limit 10)". */
  readonly why: string;
  /** Group values in the order of `by`, e.g. { user: 'eve' }. */
  readonly key: Readonly<Record<string, JsonValue>>;
  /** Epoch milliseconds of the first event that counted. */
  readonly since: number;
  /** Epoch milliseconds of the event that made it fire. */
  readonly at: number;
  /** How many events counted. */
  readonly count: number;
  /** Notices that throttle held back since the last one that was sent. */
  readonly heldBack: number;
  /** At most three: the first and the latest that counted. */
  readonly samples: readonly LogEvent[];
  readonly runbook: string | undefined;
  /** What the config says to mention, in the target's own form; never from an event. */
  readonly mention: string | undefined;
}

/** One item of an action's batch. */
export interface AlertDelivery {
  /** Repeatable: a redelivery of the same notice has the same id. */
  readonly id: string;
  readonly alert: Alert;
  /** Size of the rendered alert in bytes, for the queue's bound. */
  readonly byteLength: number;
}
