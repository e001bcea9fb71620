import { LEVELS, type Level } from '../contract/event.js';
import { toLevel } from '../event/level.js';

/** What a logger may be set to; `fatal` is read as `critical`, `silent` lets nothing through. */
export type LogLevel = Level | 'fatal' | 'silent';

const SILENT = LEVELS.length;

/** Place in `LEVELS`, or behind the last for `silent`. Throws for what is no level: that is a mistake in the program. */
export function thresholdOf(level: LogLevel): number {
  if (level === 'silent') return SILENT;
  const known = toLevel(level);
  if (known === undefined) throw new TypeError(`"${level}" is no level of a logger: use ${LEVELS.join(', ')} or silent`);
  return LEVELS.indexOf(known);
}

export function levelAt(threshold: number): Level | 'silent' {
  return LEVELS[threshold] ?? 'silent';
}
