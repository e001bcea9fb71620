import { HushpipeError } from '../contract/errors.js';
import type { Redactor } from './redactor.js';

/** An error as it may be logged or answered. */
export interface SafeError {
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
}

/** Stands before every exit that is not an event: our own log, rendered alerts, errors of plugins, config dumps. */
export interface EgressGuard {
  /** The text with every finding of the rules and every secret of the config replaced. */
  text(text: string): string;
  /** What the config itself says: only its secrets are replaced. */
  stated(text: string): string;
  /** Message, code and stack of what was thrown, and of its causes; no other property is read, as some hold requests. */
  error(error: unknown): SafeError;
}

/** Shorter values than this are not looked for: they would hide common words. */
const SHORTEST_SECRET = 6;
/** A part of a secret URL, such as a webhook's token, that must not be shown without the rest either. */
const SHORTEST_PART = 16;
const CONFIG_SECRET = '[REDACTED:config_secret]';
const MAX_CAUSES = 8;

/** `secrets`: the values of all secrets in the config. They are found also as part of a URL, in JSON and in base64. */
export function createEgressGuard(redactor: Pick<Redactor, 'text'>, secrets: readonly string[]): EgressGuard {
  // The longest first: where one holds another, nothing of it may be left.
  const forms = [...new Set(secrets.filter((secret) => secret.length >= SHORTEST_SECRET).flatMap(formsOf))].sort((a, b) => b.length - a.length);

  function stated(value: string): string {
    let result = value;
    for (const form of forms) if (result.includes(form)) result = result.replaceAll(form, CONFIG_SECRET);
    return result;
  }

  function text(value: string): string {
    const result = stated(value);
    return redactor.text(result) ?? result;
  }

  return {
    text,
    stated,
    error(error) {
      const { message, code, stack } = describe(error);
      return { message: text(message), code: code === undefined ? undefined : text(code), stack: stack === undefined ? undefined : text(stack) };
    },
  };
}

/** What either of two guards keeps back: for while one config takes over from another. */
export function guardBoth(first: EgressGuard, second: EgressGuard): EgressGuard {
  return {
    text: (text) => second.text(first.text(text)),
    stated: (text) => second.stated(first.stated(text)),
    error(error) {
      const { message, code, stack } = first.error(error);
      return { message: second.text(message), code: code === undefined ? undefined : second.text(code), stack: stack === undefined ? undefined : second.text(stack) };
    },
  };
}

/** The error as it may be handed to who did not cause it: of the same code, its cause with nothing but a message and a stack. */
export function safeError(guard: EgressGuard, error: unknown, depth = 0): Error {
  const { stack } = guard.error(error);
  const message = guard.text(error instanceof Error ? error.message : String(error));
  const details = error instanceof Error && error.cause !== undefined && depth < MAX_CAUSES ? { cause: safeError(guard, error.cause, depth + 1) } : {};
  const safe = error instanceof HushpipeError ? new HushpipeError(error.code, message, { hint: guard.text(error.hint), ...details }) : new Error(message, details);
  if (stack !== undefined) safe.stack = stack;
  return safe;
}

function formsOf(secret: string): string[] {
  const whole = [secret, encodeURIComponent(Buffer.from(secret).toString()), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
  const parts = /^[a-z][a-z0-9+.-]*:\/\//i.test(secret) ? secret.split(/[/?&=:@#]+/).slice(1) : [];
  return [...whole, ...parts.filter((part) => part.length >= SHORTEST_PART && !/^[\w-]+(?:\.[\w-]+)+$/.test(part))];
}

/** Reads what a thrown value says of itself; a getter that throws is not let through. */
function describe(error: unknown): { message: string; code: string | undefined; stack: string | undefined } {
  try {
    if (!(error instanceof Error)) return { message: typeof error === 'string' ? error : `a thrown ${error === null ? 'null' : typeof error}`, code: undefined, stack: undefined };
    const { code } = error as { code?: unknown };
    const messages = [error.message];
    for (let cause = error.cause, i = 0; cause instanceof Error && i < MAX_CAUSES; cause = cause.cause, i++) messages.push(cause.message);
    return { message: messages.join(': '), code: typeof code === 'string' || typeof code === 'number' ? String(code) : undefined, stack: typeof error.stack === 'string' ? error.stack : undefined };
  } catch {
    return { message: 'an error that cannot be read', code: undefined, stack: undefined };
  }
}
