import type { AlertSeverity } from '../contract/alert.js';
import { isOpen, type Incident } from './incident.js';

/** Whom to call when nobody answered. */
export interface EscalationLevel {
  /** Milliseconds after the first word. */
  readonly after: number;
  /** What makes it needless. An incident that is resolved calls nobody in any case. */
  readonly unlessAcked: boolean;
  readonly to: readonly string[];
  readonly mention?: string;
  /** The incident is at least as severe from then on. */
  readonly severity?: AlertSeverity;
  /** Milliseconds between two calls of the same level. Without it there is one. */
  readonly repeat?: number;
}

/** When the level calls next; undefined where it does not. */
export function callAt({ after, unlessAcked, repeat }: EscalationLevel, index: number, incident: Incident): number | undefined {
  const { announcedAt, acknowledged, called } = incident;
  if (announcedAt === undefined || !isOpen(incident) || (unlessAcked && acknowledged !== undefined)) return undefined;
  const before = called[index];
  if (before === undefined || before.times === 0) return announcedAt + after;
  return repeat === undefined ? undefined : before.at + repeat;
}

/** The next call of all levels; undefined where there is none. */
export function nextCall(levels: readonly EscalationLevel[], incident: Incident): { readonly at: number; readonly to: readonly string[] } | undefined {
  let next: { readonly at: number; readonly to: readonly string[] } | undefined;
  for (const [index, level] of levels.entries()) {
    const at = callAt(level, index, incident);
    if (at !== undefined && (next === undefined || at < next.at)) next = { at, to: level.to };
  }
  return next;
}
