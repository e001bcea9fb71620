import type { AlertDelivery } from '../../core/contract/alert.js';
import type { MessageButton } from './alert-buttons.js';
import type { Fact, GroupForm } from './alert-facts.js';

/** What a message is made from: an incident or many, why it is sent now, and how. */
export type Notice = Pick<AlertDelivery, 'content' | 'cause' | 'form'>;

/** What a message is coloured by, where a target has colours; the words and shapes say the same. */
export type Tone = 'info' | 'warning' | 'critical' | 'quiet' | 'resolved';

/**
 * What a full message says, in the order in which it says it, before a target gives it its form. `status` and the buttons
 * are ours; all else may hold what came from events. It forms no mention in Slack or Discord, has no control characters and
 * is bounded, and is still to be escaped and cut for the target.
 */
export interface Card {
  readonly tone: Tone;
  readonly status: string;
  /** On one line. */
  readonly title: string;
  readonly text: string;
  readonly facts: readonly Fact[];
  /** Log lines, redacted; of a summary, one line for each incident that is shown. */
  readonly lines: readonly string[];
  readonly buttons: readonly MessageButton[];
  readonly smallPrint: string;
}

/** How many characters of each part a target takes, at most. */
export interface CardLimits extends GroupForm {
  readonly title: number;
  readonly text: number;
  readonly line: number;
  /** Of the address of a button. */
  readonly url: number;
}
