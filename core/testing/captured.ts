import type { Alert } from '../contract/alert.js';
import type { JsonValue } from '../contract/json.js';

/** What a trigger did, at a time of the virtual clock. */
export interface CapturedTransition {
  readonly trigger: string;
  /** `fired`, `resolved`, or another step of its life. */
  readonly kind: string;
  /** Group values by field. */
  readonly key: Readonly<Record<string, JsonValue>>;
  /** How many events counted since it began. */
  readonly count: number;
  /** 0 for the first notice of a firing, then 1, 2, ... for those that say it still fires. */
  readonly repeat: number;
  /** Epoch milliseconds, by the time of the events. */
  readonly at: number;
  readonly id: string;
}

/** A message that an action would have sent. */
export interface CapturedMessage {
  /** Name of the action as `actions:` has it. */
  readonly action: string;
  readonly form: 'post' | 'edit' | 'reply' | 'broadcast';
  /** What somebody would read: severity, title, text and reason, then what the action makes of it where it can say so without sending. */
  readonly text: string;
  /** Not there in a message about many. */
  readonly alert: Alert | undefined;
  /** Time of the virtual clock. */
  readonly at: number;
}

/** An event that a sink would have written. */
export interface CapturedEvent {
  /** Name of the sink as `sinks:` has it. */
  readonly sink: string;
  readonly line: string;
  readonly at: number;
}
