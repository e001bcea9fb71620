import { styleText } from 'node:util';
import type { Clock } from '../contract/clock.js';
import { ERRORS, HushpipeError } from '../contract/errors.js';
import { LEVELS, type Level } from '../contract/event.js';
import type { ProcessLog } from '../contract/plugin.js';
import { safeError, type EgressGuard } from '../redact/egress.js';

export interface ProcessLogOptions {
  readonly level: Level;
  readonly format: 'pretty' | 'json';
  readonly color: boolean;
  readonly clock: Clock;
  /** Takes one finished line, with its line feed. */
  readonly write: (line: string) => void;
}

type Field = readonly [key: string, value: string | number | boolean];

const COLORS = { trace: 'gray', debug: 'gray', info: 'cyan', warn: 'yellow', error: 'red', critical: 'red' } as const;

/**
 * What hushpipe says about itself, one line a state change. Everything passes the egress guard, which a reload replaces. It never
 * enters the pipeline, and never throws.
 */
export class GuardedLog implements ProcessLog {
  readonly #options: ProcessLogOptions;
  guard: EgressGuard | undefined;
  /** Least severe level that is written. */
  level: Level;

  constructor(options: ProcessLogOptions) {
    this.#options = options;
    this.level = options.level;
  }

  debug(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('debug', message, fields);
  }

  info(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('warn', message, fields);
  }

  error(message: string, fields?: Readonly<Record<string, unknown>>): void {
    this.#log('error', message, fields);
  }

  /** An error as it may leave the process. */
  safe(error: Error): Error {
    return this.guard === undefined ? error : safeError(this.guard, error);
  }

  #log(level: Level, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.level)) return;
    try {
      const safe = Object.entries(withHint(fields)).map(([key, value]): Field => [this.#text(key), this.#value(value)]);
      const text = this.#text(message);
      const time = new Date(this.#options.clock.now()).toISOString();
      this.#options.write(this.#options.format === 'json' ? json({ time, level, logger: 'hushpipe', message: text }, safe) : this.#pretty(level, time, text, safe));
    } catch {
      // Who writes a line about something else must not fail because of it.
    }
  }

  /** A number or a truth value stays one, unless a rule hides it. */
  #value(value: unknown): Field[1] {
    const text = this.#text(value);
    return (typeof value === 'number' || typeof value === 'boolean') && text === String(value) ? value : text;
  }

  #text(value: unknown): string {
    try {
      if (value instanceof Error) return this.guard?.error(value).message ?? value.message;
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
      return this.guard?.text(text) ?? text;
    } catch {
      return '[unprintable]';
    }
  }

  #pretty(level: Level, time: string, message: string, fields: readonly Field[]): string {
    const word = level.padEnd(5);
    const shown = this.#options.color ? styleText(COLORS[level], word, { validateStream: false }) : word;
    const rest = fields.map(([key, value]) => ` ${key}=${typeof value === 'string' && /[\s"=]/.test(value) ? JSON.stringify(value) : value}`).join('');
    return `${time.slice(11, 23)} ${shown} ${printable(message)}${printable(rest)}\n`;
  }
}

/** What to do about an error that is told: where that is more than the table says of all with its code. */
function withHint(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { error, hint } = fields;
  return hint === undefined && error instanceof HushpipeError && error.hint !== ERRORS[error.code].remedy ? { ...fields, hint: error.hint } : fields;
}

/** A field does not take the place of what every line has. */
function json(line: Readonly<Record<string, string>>, fields: readonly Field[]): string {
  return `${JSON.stringify({ ...line, ...Object.fromEntries(fields.filter(([key]) => !Object.hasOwn(line, key))) })}\n`;
}

/** Control characters, escape sequences among them, must not reach a terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
