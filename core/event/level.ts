import { LEVELS, type Level } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';

const ALIASES: Readonly<Record<Level, readonly string[]>> = {
  trace: ['verbose', 'finest', 'finer', 'trc', 'silly'],
  debug: ['fine', 'dbg', 'config'],
  info: ['information', 'informational', 'notice', 'inf', 'log', 'http', 'audit'],
  warn: ['warning', 'wrn'],
  error: ['err', 'severe', 'failure', 'eror'],
  critical: ['fatal', 'crit', 'alert', 'emerg', 'emergency', 'panic', 'dpanic', 'ftl'],
};
const BY_NAME = new Map<string, Level>(LEVELS.flatMap((level) => [level, ...ALIASES[level]].map((name) => [name, level] as const)));

/** Fields whose numbers are OpenTelemetry's and nobody else's. */
const SEVERITY_NUMBERS: ReadonlySet<string> = new Set(['severityNumber', 'severity_number', 'SeverityNumber']);

/**
 * The level that a log calls by this value: a word in any case, pino's and bunyan's numbers (10 trace to 60 fatal) or
 * OpenTelemetry's severity numbers (1 to 24, four a level); undefined where it is none of these. Where both know a number (10
 * and 20), the field's name decides.
 * OpenTelemetry: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
export function toLevel(value: JsonValue | undefined, field = 'level'): Level | undefined {
  if (typeof value === 'number') return fromNumber(value, field);
  if (typeof value !== 'string') return undefined;
  const known = BY_NAME.get(value);
  if (known !== undefined) return known;
  const word = value.trim().toLowerCase().replace(/^severity_number_/, '');
  if (/^\d{1,3}$/.test(word)) return fromNumber(Number(word), field);
  // OpenTelemetry counts within a level: INFO2.
  return BY_NAME.get(word) ?? BY_NAME.get(word.replace(/\d$/, ''));
}

function fromNumber(value: number, field: string): Level | undefined {
  if (value >= 1 && value <= 24 && (value % 10 !== 0 || SEVERITY_NUMBERS.has(field))) return LEVELS[Math.floor((value - 1) / 4)];
  return value >= 10 && value < 70 ? LEVELS[Math.floor(value / 10) - 1] : undefined;
}

/** Place of a level in `LEVELS`: the higher, the more severe. */
export function severity(level: Level): number {
  return LEVELS.indexOf(level);
}
