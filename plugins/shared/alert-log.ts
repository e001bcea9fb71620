import type { Alert, AlertSummary } from '../../core/contract/alert.js';
import { named, resolveReason, rounded, silenceReason, type Piece } from './alert-facts.js';
import { titleText } from './alert-words.js';
import type { Notice } from './card.js';
import { cut } from './cut.js';
import { durationWords } from './duration-words.js';
import { messageLine } from './untrusted-text.js';

const LONGEST = { title: 200 } as const;

/** What happened now, as one entry of an incident's log: what a thread gets. Says nothing that the message itself repeats. */
export function logEntry({ content, cause }: Notice): readonly Piece[] {
  if (!('alert' in content)) return summaryEntry(content.summary);
  const { alert } = content;
  const drill: readonly Piece[] = alert.drill ? [{ text: '[DRILL] ' }] : [];
  return [...drill, ...entry(alert, cause)];
}

function entry(alert: Alert, cause: Notice['cause']): readonly Piece[] {
  switch (cause) {
    case 'fired': return [{ text: `Fired, ${alert.severity}: ` }, { data: title(alert) }];
    case 'reopened': return [{ text: `Reopened, ${alert.severity}: ` }, { data: title(alert) }, { text: ` is back, ${soFar(alert)}.` }];
    case 'digest': return [{ text: `Still ${alert.state}: ${soFar(alert)}, at most ${rounded(alert.peak.perMinute)} a minute at ` }, { time: alert.peak.at }, { text: '.' }];
    case 'escalated': return [{ text: `Escalated, ${alert.severity}: nobody has acknowledged ` }, { data: title(alert) }, { text: `, ${soFar(alert)}.` }, ...next(alert)];
    case 'acknowledged': return [{ text: 'Acknowledged by ' }, { data: named(alert.acknowledged?.by ?? '') }, { text: '.' }];
    case 'silenced': return silenced(alert);
    case 'unsilenced': return [{ text: `The silence is over, and it is still ${alert.state}: ${soFar(alert)}.` }];
    case 'resolved': return resolved(alert);
  }
}

function silenced({ silenced: silence }: Alert): readonly Piece[] {
  if (silence === undefined) return [{ text: 'Silenced.' }];
  return [{ text: 'Silenced until ' }, { time: silence.until }, { text: ' by ' }, { data: named(silence.by) }, { text: ': ' }, { data: silenceReason(silence) }];
}

function resolved({ resolved: end, since, count, peak, acknowledged }: Alert): readonly Piece[] {
  const reason: readonly Piece[] = end === undefined ? [] : [{ text: `Resolved after ${durationWords(end.at - since)}, because ` }, ...resolveReason(end)];
  const who: readonly Piece[] = acknowledged === undefined ? [{ text: ' Nobody acknowledged it.' }] : [{ text: ' Acknowledged by ' }, { data: named(acknowledged.by) }, { text: '.' }];
  return [...(end === undefined ? [{ text: 'Resolved' }] : reason), { text: `: ${events(count)}, at most ${rounded(peak.perMinute)} a minute.` }, ...who];
}

function next({ nextEscalation }: Alert): readonly Piece[] {
  if (nextEscalation === undefined) return [];
  return [{ text: ' Next: ' }, { data: nextEscalation.to.slice(0, 5).map(named).join(', ') }, { text: ' at ' }, { time: nextEscalation.at }, { text: '.' }];
}

function summaryEntry(summary: AlertSummary): readonly Piece[] {
  const { firing, resolved } = summary.counts;
  return [{ data: cut(messageLine(summary.title, LONGEST.title), LONGEST.title) }, { text: ` ${firing} firing, ${resolved} resolved.` }];
}

function soFar({ count, rate }: Alert): string {
  return `${events(count)} so far, ${rounded(rate)} a minute now`;
}

function events(count: number): string {
  return `${count} ${count === 1 ? 'event' : 'events'}`;
}

function title(alert: Alert): string {
  return cut(titleText(alert, LONGEST.title), LONGEST.title);
}
