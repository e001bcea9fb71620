import { isMap } from './documents.js';
import type { Report } from './problem.js';

/** The kind of log that a rule is for. */
export interface LogSource {
  readonly category?: string;
  readonly product?: string;
  readonly service?: string;
}

const KEYS = ['category', 'product', 'service'] as const;

export function readLogSource(value: unknown, report: Report): LogSource {
  if (!isMap(value)) {
    report(['logsource'], 'SIGMA_BAD_RULE', 'a rule needs a logsource: a map with category, product or service');
    return {};
  }
  return Object.fromEntries(KEYS.flatMap((key) => (typeof value[key] === 'string' ? [[key, value[key]]] : [])));
}

/** Whether all that `wanted` states is what `source` states. */
export function covers(wanted: LogSource, source: LogSource): boolean {
  return KEYS.every((key) => wanted[key] === undefined || wanted[key] === source[key]);
}
