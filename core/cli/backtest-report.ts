import { formatDuration } from '../alert/duration.js';
import type { Place } from '../config/source-text.js';
import { figure, groupText } from '../trigger/funnel-text.js';
import type { RunReading } from './backtest-run.js';
import type { Style } from './style.js';
import { counted } from './table.js';

export interface TriggerReport extends RunReading {
  readonly name: string;
  /** The name as people know the trigger. */
  readonly shown: string;
  readonly place: Place;
  readonly severity: string;
  /** How often the trigger of another revision fired; undefined where there is none of this name. */
  readonly compared?: { readonly with: string; readonly fired: number | undefined };
  readonly sweep?: { readonly key: string; readonly tries: readonly { readonly value: string; readonly fired: number; readonly notices: number }[] };
}

export interface BacktestReport {
  readonly files: number;
  readonly read: number;
  /** Epoch milliseconds of the first and the last event; undefined where there was none. */
  readonly span: { readonly from: number; readonly to: number } | undefined;
  /** Milliseconds of real time. */
  readonly took: number;
  /** Why not all was read. */
  readonly partial: string | undefined;
  readonly triggers: readonly TriggerReport[];
}

const DAY = 86_400_000;
/** Firings that a report shows of a trigger. */
const MOST_SHOWN = 5;

export function backtestText({ files, read, span, took, partial, triggers }: BacktestReport, style: Style): string {
  const rate = took > 0 ? ` in ${(took / 1000).toFixed(1)} s (${figure(Math.round(read / took * 1000))}/s)` : '';
  const head = `read ${counted(read, 'event')} of ${counted(files, 'file')}${span === undefined ? '' : `, ${minute(span.from)} to ${minute(span.to)} UTC`}${rate}`;
  const days = span === undefined ? 1 : Math.max(1, (span.to - span.from) / DAY);
  const notices = triggers.reduce((sum, { reading }) => sum + reading.notices, 0);
  return [
    ...(partial === undefined ? [] : [`${style.bad('PARTIAL')}  ${partial}`]),
    head,
    ...triggers.flatMap((trigger) => triggerLines(trigger, days, style)),
    `notifications ${figure(notices)}${partial === undefined ? '' : ', of a part'}`,
    '',
  ].join('\n');
}

function triggerLines({ shown, matched, reading, severity, compared, sweep }: TriggerReport, days: number, style: Style): readonly string[] {
  const { fired, notices, heldBack, longest, peak, firings, stillFiring, reasons } = reading;
  const perDay = fired === 0 ? '' : ` (${(fired / days).toFixed(1)}/day)`;
  const facts = [
    `matched ${figure(matched)}`,
    `would fire ${figure(fired)}${perDay}`,
    ...(fired === 0 ? [] : [`notifications ${figure(notices)}${heldBack > 0 ? `, ${figure(heldBack)} held back` : ''}`]),
    ...(longest > 0 ? [`longest ${roughly(longest)}`] : []),
    ...(peak > 1 ? [`peak ${figure(peak)}`] : []),
    ...(stillFiring > 0 ? [`${figure(stillFiring)} still firing at the end`] : []),
    ...(compared === undefined ? [] : [`${compared.with}: ${compared.fired === undefined ? 'not there' : figure(compared.fired)}`]),
  ];
  const noted = [...reasons].filter(([reason]) => reason !== 'throttled').map(([reason, count]) => `${reason} ${figure(count)}`);
  return [
    `${style.strong(shown)}  ${facts.join('  ')}`,
    ...dayLines(reading.days),
    ...firings.slice(0, MOST_SHOWN).map(({ at, end, key, count }) => `  ${second(at)}  ${severity}${Object.keys(key).length === 0 ? '' : `  ${groupText(key)}`}${count > 1 ? `  ${figure(count)} events` : ''}${end === undefined ? '' : `  ${roughly(end - at)}`}`),
    ...(fired > MOST_SHOWN ? [`  and ${figure(fired - MOST_SHOWN)} more`] : []),
    ...(noted.length === 0 ? [] : [`  not counted: ${noted.join(', ')}`]),
    ...(sweep === undefined || sweep.tries.length === 0 ? [] : [`  sweep ${sweep.key}: ${sweep.tries.map((tried) => `${tried.value}->${figure(tried.fired)}`).join('  ')}`]),
  ];
}

/** Only where there is more than one day to tell apart. */
function dayLines(days: ReadonlyMap<string, number>): readonly string[] {
  return days.size < 2 ? [] : [`  by day: ${[...days].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([day, count]) => `${day} ${figure(count)}`).join('  ')}`];
}

export function backtestJson({ files, read, span, took, partial, triggers }: BacktestReport): string {
  const time = (ms: number): string => new Date(ms).toISOString();
  return `${JSON.stringify({
    partial: partial ?? null,
    files,
    read,
    from: span === undefined ? null : time(span.from),
    to: span === undefined ? null : time(span.to),
    took_ms: Math.round(took),
    triggers: triggers.map(({ name, place, severity, matched, reading, compared, sweep }) => ({
      name, file: place.file, line: place.line, severity, matched,
      fired: reading.fired, notifications: reading.notices, held_back: reading.heldBack,
      by_day: Object.fromEntries(reading.days), longest_ms: reading.longest, peak: reading.peak, still_firing: reading.stillFiring,
      reasons: Object.fromEntries(reading.reasons),
      firings: reading.firings.map(({ id, key, at, end, count }) => ({ id, key, at: time(at), end: end === undefined ? null : time(end), count })),
      ...(compared === undefined ? {} : { compared: { with: compared.with, fired: compared.fired ?? null } }),
      ...(sweep === undefined ? {} : { sweep: { key: sweep.key, tries: sweep.tries } }),
    })),
  }, undefined, 2)}\n`;
}

function minute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

function second(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** A duration to two figures' worth: 41m, 2h, 90s. */
function roughly(ms: number): string {
  const rounded = ms < 120_000 ? Math.round(ms / 1000) * 1000 : ms < 2 * 3_600_000 ? Math.round(ms / 60_000) * 60_000 : Math.round(ms / 3_600_000) * 3_600_000;
  return ms < 1000 ? `${ms}ms` : formatDuration(rounded);
}
