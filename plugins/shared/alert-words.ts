import type { Alert, AlertSeverity } from '../../core/contract/alert.js';
import type { JsonValue } from '../../core/contract/json.js';
import { cut } from './cut.js';
import { messageText, oneLine, printable, withoutLinks, withoutMentions } from './untrusted-text.js';

/** Told apart without colour. */
const SHAPES: Readonly<Record<AlertSeverity, string>> = { info: '●', warning: '▲', critical: '■' };

/** Most log lines that a message shows. */
const MOST_SAMPLES = 3;

/** The least of a title that must be left for the reason to be put beside it. */
const SHORTEST_TITLE = 40;

export function statusLine(alert: Alert): string {
  return `${SHAPES[alert.severity]} FIRING · ${alert.severity}`;
}

/** The raw title, at least `max` characters of it; the trigger's name where the title is empty. Still to be escaped and cut. */
export function titleText(alert: Alert, max: number): string {
  return messageText(alert.title, max).replace(/\s+/g, ' ').trim() || oneLine(alert.trigger, max);
}

/**
 * The alert as one sentence with its status first, as a phone or a screen reader announces it; at most `max` characters
 * after `escape`. The reason is left out where it would not leave enough of the title.
 */
export function alertSentence(alert: Alert, max: number, escape: (part: string) => string): string {
  const head = `Firing, ${alert.severity}: `;
  const title = withoutLinks(titleText(alert, max).replace(/[.!?:,;\s]+$/, ''));
  const why = alert.why === '' ? '' : `, ${escape(withoutLinks(oneLine(alert.why, max)))}`;
  const room = max - head.length - '.'.length;
  const reason = room - why.length >= Math.min(SHORTEST_TITLE, escape(title).length) ? why : '';
  const sentence = `${head}${cut(title, room - reason.length, escape)}${reason}`;
  return sentence.endsWith('…') ? sentence : `${sentence}.`;
}

/** Neither chat takes an empty text. */
export const EMPTY = '(empty)';

/**
 * The samples as lines of at most `max` characters each. Redacted by core, and raw but for what `escape` does to a whole
 * line; it must not shorten it.
 */
export function sampleLines(alert: Alert, max: number, escape: (line: string) => string = (line) => line): readonly string[] {
  return alert.samples.slice(0, MOST_SAMPLES).map((sample) => cut(escape(withoutMentions(printable(sample.line(), max))), max) || EMPTY);
}

/** The group values as raw text, of at most `max` characters each, in the order of `by`. */
export function groups(alert: Alert, max: number): readonly (readonly [name: string, value: string])[] {
  return Object.entries(alert.key).map(([name, value]) => [cut(oneLine(name, max), max) || EMPTY, cut(oneLine(valueText(value), max), max) || EMPTY]);
}

function valueText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** How many of the lines that counted are shown, and what was held back. */
export function shownOf(alert: Alert, shown: number): string {
  const lines = `${shown} of ${alert.count} ${alert.count === 1 ? 'line' : 'lines'} shown.`;
  const { heldBack } = alert;
  return heldBack === 0 ? lines : `${lines} ${heldBack} ${heldBack === 1 ? 'notice' : 'notices'} held back by throttle since the last one.`;
}

/** A time that any clock can show: an event may state one that no date holds. */
export function timeOf(ms: number): Date {
  return new Date(Math.min(Math.max(ms, 0), 253_402_300_799_000) || 0);
}

/** The runbook's address where it can be linked: http or https, and at most `max` characters. */
export function runbookUrl(alert: Alert, max: number): string | undefined {
  const { runbook } = alert;
  return runbook !== undefined && runbook.length <= max && /^https?:\/\//i.test(runbook) && URL.canParse(runbook) ? runbook : undefined;
}
