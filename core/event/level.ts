import { LEVELS, type Level } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';

const BY_NAME = new Map<string, Level>(LEVELS.map((level) => [level, level]));
const ALIASES: Readonly<Record<Level, readonly string[]>> = {
  trace: ['verbose', 'finest', 'finer', 'trc', 'silly'],
  debug: ['fine', 'dbg', 'config'],
  info: ['information', 'informational', 'notice', 'inf', 'log', 'http', 'audit'],
  warn: ['warning', 'wrn'],
  error: ['err', 'severe', 'failure', 'eror'],
  critical: ['fatal', 'crit', 'alert', 'emerg', 'emergency', 'panic', 'dpanic', 'ftl'],
};
for (const level of LEVELS) for (const alias of ALIASES[level]) BY_NAME.set(alias, level);

/**
 * The level that a log calls by this value: a word in any case, pino's and bunyan's numbers (10 trace to 60 fatal) or
 * OpenTelemetry's severity numbers (1 to 24, four a level); undefined where it is none of these.
 * OpenTelemetry: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
export function toLevel(value: JsonValue | undefined): Level | undefined {
  if (typeof value === 'string') {
    const known = BY_NAME.get(value);
    if (known !== undefined) return known;
    const word = value.trim().toLowerCase();
    return BY_NAME.get(word) ?? (/^\d{1,3}$/.test(word) ? fromNumber(Number(word)) : BY_NAME.get(word.replace(/\d$/, '')));
  }
  return typeof value === 'number' ? fromNumber(value) : undefined;
}

function fromNumber(value: number): Level | undefined {
  if (value >= 1 && value <= 24 && value % 10 !== 0) return LEVELS[Math.floor((value - 1) / 4)];
  if (value >= 10 && value < 70) return LEVELS[Math.floor(value / 10) - 1];
  return undefined;
}

/** Place of a level in `LEVELS`: the higher, the more severe. */
export function severity(level: Level): number {
  return LEVELS.indexOf(level);
}
