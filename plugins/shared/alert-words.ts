import type { Alert, AlertSeverity, IncidentState } from '../../core/contract/alert.js';
import type { JsonValue } from '../../core/contract/json.js';
import { cut } from './cut.js';
import { durationWords } from './duration-words.js';
import { messageLine, oneLine, printable, withoutLinks, withoutMentions } from './untrusted-text.js';

/** Told apart without colour. */
export const SEVERITY_SHAPES: Readonly<Record<AlertSeverity, string>> = { info: '●', warning: '▲', critical: '■' };

/** What is firing has the shape of its severity. */
const STATE_SHAPES: Readonly<Record<IncidentState, string | undefined>> = { firing: undefined, acknowledged: '◐', escalated: '⇧', silenced: '◌', resolved: '✓', reopened: '↻' };

/** Most log lines that a message shows. */
const MOST_SAMPLES = 3;

/** The least of a title that must be left for the reason to be put beside it. */
const SHORTEST_TITLE = 40;

/** Longest that a sentence says who did something, in characters. */
const LONGEST_WHO = 40;

/** "▲ FIRING · warning", "✓ RESOLVED · ▲ warning": the state and the severity, each as a word and a shape. */
export function statusLine({ state, severity, drill }: Pick<Alert, 'state' | 'severity' | 'drill'>): string {
  const shape = SEVERITY_SHAPES[severity];
  const own = STATE_SHAPES[state];
  const status = own === undefined ? `${shape} ${state.toUpperCase()} · ${severity}` : `${own} ${state.toUpperCase()} · ${shape} ${severity}`;
  return drill ? `[DRILL] ${status}` : status;
}

/** The raw title, at least `max` characters of it; the trigger's name where the title is empty. Still to be escaped and cut. */
export function titleText({ title, trigger }: Pick<Alert, 'title' | 'trigger'>, max: number): string {
  return messageLine(title, max) || oneLine(trigger, max).trim() || EMPTY;
}

/**
 * The alert as one sentence with its status first, as a phone or a screen reader announces it; at most `max` characters
 * after `escape`. The reason is left out where it would not leave enough of the title.
 */
export function alertSentence(alert: Alert, max: number, escape: (part: string) => string): string {
  const head = `${alert.drill ? '[DRILL] ' : ''}${capital(alert.state)}, ${alert.severity}: `;
  return sentence(head, titleText(alert, max), reasonOf(alert, max), max, escape);
}

/** `<head><title>, <reason>.` within `max` characters; of it the title is cut first, then the reason left out. */
export function sentence(head: string, title: string, reason: string, max: number, escape: (part: string) => string): string {
  const what = withoutLinks(title.replace(/[.!?:,;\s]+$/, ''));
  const why = reason.trim() === '' ? '' : `, ${escape(withoutLinks(reason))}`;
  const room = max - head.length - '.'.length;
  const tail = room - why.length >= Math.min(SHORTEST_TITLE, escape(what).length) ? why : '';
  const whole = `${head}${cut(what, room - tail.length, escape)}${tail}`;
  return whole.endsWith('…') ? whole : `${whole}.`;
}

/** What is worth most beside the title in this state: the limit, who took it, until when it is quiet, how long it lasted. */
function reasonOf({ state, why, acknowledged, silenced, resolved, since, count }: Alert, max: number): string {
  if (state === 'acknowledged' && acknowledged !== undefined) return `by ${cut(oneLine(acknowledged.by, LONGEST_WHO), LONGEST_WHO)}`;
  if (state === 'silenced' && silenced !== undefined) return `until ${timeOf(silenced.until).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (state === 'resolved' && resolved !== undefined) return `after ${durationWords(resolved.at - since)}, ${count} in all`;
  return oneLine(why, max);
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** No chat takes an empty text. */
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

/** How many of the lines that counted are shown, what was redacted in them, and what was held back. */
export function shownOf(alert: Alert, shown: number): string {
  const { heldBack, redactions } = alert;
  const redacted = shown === 0 || redactions === 0 ? '' : `, ${redactions} ${redactions === 1 ? 'value' : 'values'} redacted`;
  const lines = `${shown} of ${alert.count} ${alert.count === 1 ? 'line' : 'lines'} shown${redacted}.`;
  return heldBack === 0 ? lines : `${lines} ${heldBack} ${heldBack === 1 ? 'notice' : 'notices'} held back by throttle since the last one.`;
}

/** A time that any clock can show: an event may state one that no date holds. */
export function timeOf(ms: number): Date {
  return new Date(Math.min(Math.max(ms, 0), 253_402_300_799_000) || 0);
}
