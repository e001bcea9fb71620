import type { Alert, AlertSummary } from '../../core/contract/alert.js';
import { groups, timeOf } from './alert-words.js';
import { cut } from './cut.js';
import type { Shown } from './drop-order.js';
import { durationWords } from './duration-words.js';
import { oneLine } from './untrusted-text.js';

/**
 * A piece of what is said. `text` is ours; `data` may have come from an event or a person and is still to be escaped; `code`
 * is such data that is best shown as it is; `time` (epoch milliseconds) is best shown in the reader's own time zone.
 */
export type Piece = { readonly text: string } | { readonly data: string } | { readonly code: string } | { readonly time: number };

/** Something that a message states under a name, which may have come from an event too. */
export interface Fact {
  readonly name: string;
  readonly pieces: readonly Piece[];
}

const LONGEST = { name: 80, why: 300 } as const;

/** How the group values of an alert are stated. */
export interface GroupForm {
  /** Characters of one value, at most. */
  readonly value: number;
  /** One fact for each group, by its own name, instead of one for all. */
  readonly groupsApart?: boolean;
}

/** What an alert states beside its title, in its order: how much, where, since, affected, owner, what was done, what comes next. */
export function alertFacts(alert: Alert, shown: Shown, form: GroupForm): readonly Fact[] {
  if (!shown.fields) return [];
  const why = cut(oneLine(alert.why, LONGEST.why), LONGEST.why);
  const { owner, nextEscalation } = alert;
  return [
    ...(why.trim() === '' ? [] : [{ name: 'How much', pieces: [{ data: why }] }]),
    ...where(alert, shown.groups, form),
    { name: 'Since', pieces: [{ time: alert.since }] },
    { name: alert.state === 'resolved' ? 'In all' : 'So far', pieces: [{ text: `${totals(alert)} ` }, { time: alert.peak.at }] },
    ...affected(alert),
    ...(owner === undefined ? [] : [{ name: 'Owner', pieces: [{ data: named(owner) }] }]),
    ...done(alert),
    ...(nextEscalation === undefined ? [] : [{ name: 'Next escalation', pieces: [{ time: nextEscalation.at }, { text: ', to ' }, { data: nextEscalation.to.slice(0, 5).map(named).join(', ') }] }]),
  ];
}

/** The exact counts of a summary, which add up to all incidents in it. */
export function summaryFacts({ counts, since }: AlertSummary): readonly Fact[] {
  const { firing, resolved, critical, warning, info } = counts;
  return [
    { name: 'Incidents', pieces: [{ text: `${firing + resolved}, ${firing} firing and ${resolved} resolved` }] },
    { name: 'Of these', pieces: [{ text: `${critical} critical, ${warning} warning, ${info} info` }] },
    { name: 'Since', pieces: [{ time: since }] },
  ];
}

/** "42 events, 3 a minute now, at most 12 a minute at": the time of the peak follows. */
function totals({ count, rate, peak, state }: Alert): string {
  const now = state === 'resolved' ? '' : `${rounded(rate)} a minute now, `;
  return `${count} ${count === 1 ? 'event' : 'events'}, ${now}at most ${rounded(peak.perMinute)} a minute at`;
}

export function rounded(rate: number): string {
  return Number.isFinite(rate) ? String(rate < 10 ? Math.round(rate * 10) / 10 : Math.round(rate)) : '0';
}

function where(alert: Alert, most: number, { value: max, groupsApart = false }: GroupForm): readonly Fact[] {
  const all = groups(alert, max).map(([name, value]) => [cut(name, LONGEST.name), value] as const);
  const shown = all.slice(0, most);
  const hidden = all.length - shown.length;
  const more = hidden === 0 ? [] : [{ text: `and ${hidden} more` }];
  if (groupsApart) return [...shown.map(([name, value]) => ({ name, pieces: [{ code: value }] })), ...(hidden === 0 ? [] : [{ name: 'Further groups', pieces: more }])];
  const stated = shown.flatMap(([name, value]): Piece[] => [{ text: ', ' }, { data: name }, { text: ' = ' }, { code: value }]).slice(1);
  const pieces = stated.length === 0 || hidden === 0 ? [...stated, ...more] : [...stated, { text: ' ' }, ...more];
  return pieces.length === 0 ? [] : [{ name: 'Where', pieces }];
}

function affected({ topGroups }: Alert): readonly Fact[] {
  const pieces = topGroups.slice(0, 3).flatMap(({ name, count }, index): Piece[] => [...(index === 0 ? [] : [{ text: ', ' }]), { code: named(name) }, { text: ` ${count}` }]);
  return pieces.length === 0 ? [] : [{ name: 'Affected most', pieces }];
}

function done({ acknowledged, silenced, resolved, votes, since }: Alert): readonly Fact[] {
  const facts: Fact[] = [];
  if (acknowledged !== undefined) facts.push({ name: 'Acknowledged', pieces: [{ text: 'by ' }, { data: named(acknowledged.by) }, { text: ', ' }, { time: acknowledged.at }] });
  if (silenced !== undefined) {
    facts.push({ name: 'Silenced', pieces: [{ text: 'until ' }, { time: silenced.until }, { text: ' by ' }, { data: named(silenced.by) }, { text: ': ' }, { data: silenceReason(silenced) }] });
  }
  if (resolved !== undefined) facts.push({ name: 'Resolved', pieces: [{ time: resolved.at }, { text: `, after ${durationWords(resolved.at - since)}, because ` }, ...resolveReason(resolved)] });
  if (votes !== undefined) facts.push({ name: 'Votes', pieces: [{ text: `${votes.useful} useful, ${votes.noise} noise` }] });
  return facts;
}

export function resolveReason({ reason, by }: NonNullable<Alert['resolved']>): readonly Piece[] {
  switch (reason) {
    case 'quiet': return [{ text: 'it no longer happens' }];
    case 'removed': return [{ text: 'its trigger was removed from the config' }];
    case 'by_hand': return by === undefined ? [{ text: 'somebody resolved it' }] : [{ data: named(by) }, { text: ' resolved it' }];
  }
}

export function silenceReason({ reason }: NonNullable<Alert['silenced']>): string {
  return cut(oneLine(reason, LONGEST.why), LONGEST.why).trim() || '(no reason)';
}

/** Somebody's or something's name: never empty. */
export function named(name: string): string {
  return cut(oneLine(name, LONGEST.name), LONGEST.name).trim() || '(no name)';
}

/** How a target writes the pieces that are not ours; each escaped for it. */
export interface PieceForm {
  readonly data: (data: string) => string;
  readonly code: (code: string) => string;
  readonly time: (ms: number) => string;
}

const RAW: PieceForm = { data: (data) => data, code: (code) => code, time: utc };

/** The pieces as one text of at most `max` characters, cut between pieces. */
export function joinPieces(pieces: readonly Piece[], form: PieceForm, max: number): string {
  let text = '';
  for (const piece of pieces) {
    const next = 'text' in piece ? piece.text : 'data' in piece ? form.data(piece.data) : 'code' in piece ? form.code(piece.code) : form.time(piece.time);
    if (text.length + next.length >= max) return `${text}…`;
    text += next;
  }
  return text;
}

/** The pieces as one raw text, times in UTC. */
export function piecesText(pieces: readonly Piece[]): string {
  return joinPieces(pieces, RAW, Number.POSITIVE_INFINITY);
}

/** "2025-01-01 00:04:00 UTC" */
export function utc(ms: number): string {
  return `${timeOf(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
