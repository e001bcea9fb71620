import { formatDuration } from '../alert/duration.js';
import { asText, type BestReading, type FunnelReading } from './funnel.js';

/** How times are shown: as those of a day, say, or after the start of a test. */
export type ShowTime = (ms: number) => string;

/** The way of events to a trigger's window in words: `12 read -> 9 met level: error -> 9 in group service=checkout`, one line an alternative. */
export function funnelLines({ read, alternatives, matched, inGroup }: FunnelReading, group: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const grouped = inGroup === undefined ? '' : ` -> ${figure(inGroup)} in group ${groupText(group)}`;
  const ways = alternatives.map((steps) => [`${figure(read)} read`, ...steps.map(({ passed, text }) => `${figure(passed)} met ${text}`)].join(' -> '));
  if (ways.length <= 1) return [`${ways[0] ?? `${figure(read)} read`}${grouped}`];
  return [...ways, `${figure(matched)} met one of these${grouped}`];
}

/** `best window 14:01:40-14:02:40: 8 of 10 (2 short)`; undefined where the trigger counts in none or nothing came. */
export function bestLine(best: BestReading | undefined, time: ShowTime): string | undefined {
  if (best === undefined) return undefined;
  const { key, count, need, from, to } = best;
  const group = Object.keys(key).length === 0 ? '' : ` of ${groupText(key)}`;
  const short = count < need ? ` (${need - count} short)` : '';
  return `best window ${time(from)}-${time(to)}${group}: ${figure(count)} of ${figure(need)}${short}`;
}

/** Why some that matched did not count. */
export function lostLines({ late, lateBy, duplicates }: FunnelReading): readonly string[] {
  return [
    late === 0 ? '' : `${figure(late)} more would have counted but came ${span(lateBy)} late, after their window had closed (lateness limit 30s)`,
    duplicates === 0 ? '' : `${figure(duplicates)} came again and counted once`,
  ].filter((line) => line !== '');
}

export function groupText(key: Readonly<Record<string, unknown>>): string {
  return Object.entries(key).map(([field, value]) => `${field}=${asText(value as never)}`).join(', ');
}

/** 1234567 as 1,234,567. */
export function figure(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

function span(lateBy: FunnelReading['lateBy']): string {
  if (lateBy === undefined) return '';
  const [least, most] = [formatDuration(lateBy.least), formatDuration(lateBy.most)];
  return least === most ? least : `${least} to ${most}`;
}
