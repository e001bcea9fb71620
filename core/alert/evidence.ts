import type { LogEvent } from '../contract/event.js';
import { LEVELS } from '../contract/event.js';
import { packEvents, unpackEvents } from '../event/pack.js';
import type { ChangeGuard } from '../event/provenance.js';

/** Events of an incident are kept up to so many bytes in the journal; what is larger lives as long as the process. */
const MOST_KEPT = 65_536;

/**
 * At most three events that show what happened: the first, the most telling, the last. The most telling is the most severe, and
 * of those the one that says most.
 */
export function moreEvidence(before: readonly LogEvent[], samples: readonly LogEvent[]): readonly LogEvent[] {
  const seen = new Set<string>();
  const all = [...before, ...samples].filter(({ id }) => !seen.has(id) && seen.add(id));
  if (all.length <= 3) return all;
  const [first, ...rest] = all;
  const last = rest.pop();
  const telling = rest.reduce((best, event) => (weight(event) > weight(best) ? event : best), rest[0] as LogEvent);
  return [first as LogEvent, telling, last as LogEvent];
}

function weight(event: LogEvent): number {
  return LEVELS.indexOf(event.level) * 1_000_000 + Math.min(event.byteLength, 999_999);
}

/** As text for the journal; undefined where it would be too long. */
export function packEvidence(events: readonly LogEvent[]): string | undefined {
  const kept = events.filter(((left) => ({ byteLength }: LogEvent) => (left -= byteLength) >= 0)(MOST_KEPT));
  return kept.length === 0 ? undefined : packEvents(kept).toString('base64');
}

/** Throws on what `packEvidence` did not write. */
export function unpackEvidence(text: string, guard: ChangeGuard): readonly LogEvent[] {
  return unpackEvents(Buffer.from(text, 'base64'), guard);
}

/** How many values were redacted in these lines, by the marks that stand in their places. */
export function redactionsIn(events: readonly LogEvent[]): number {
  return events.reduce((sum, event) => sum + (event.line().match(/\[REDACTED(?::[^\]]{1,64})?\]|\[SEALED:/g)?.length ?? 0), 0);
}
