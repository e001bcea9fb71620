import type { CodecChoice } from './codec.js';
import { WELL_KNOWN } from '../event/well-known.js';
import { objectText, quote, type Fields } from './fields.js';

/**
 * JSON text of an envelope (a syslog header, a container's stamp) and its message, which `then` decodes: its fields stand beside
 * those of the envelope, and win where both state the same one. Undefined where the message does not fit `then`; `auto` always fits.
 */
export function withMessage(envelope: Fields, message: string, then: CodecChoice): string | undefined {
  const inner = then === 'text' ? undefined : decodeMessage(message, then);
  if (inner !== undefined) return join(envelope, inner);
  return then === 'text' || then === 'auto' ? objectText(envelope.set('message', quote(message))) : undefined;
}

interface Inner {
  /** JSON text of an object, trimmed, on one line. */
  readonly text: string;
  readonly value: Readonly<Record<string, unknown>>;
}

function decodeMessage(message: string, then: Exclude<CodecChoice, 'text'>): Inner | undefined {
  const text = typeof then === 'string' ? message.trim() : then.decode(message);
  if (text === undefined || !text.startsWith('{')) return undefined;
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    // Valid JSON has line feeds only between its tokens. The text is kept rather than the value: numbers stay as they are.
    return { text: text.replaceAll(/[\r\n]+/g, ' '), value };
  } catch {
    return undefined;
  }
}

function join(envelope: Fields, inner: Inner): string {
  const outer = objectText(new Map([...envelope].filter(([name]) => !states(inner.value, name))));
  if (Object.keys(inner.value).length === 0) return outer;
  return outer === '{}' ? inner.text : `${outer.slice(0, -1)},${inner.text.slice(1)}`;
}

/** Whether the message has the field itself; its own time and level may have any of the names that events know. */
function states(value: Inner['value'], field: string): boolean {
  if (field !== 'time' && field !== 'level') return Object.hasOwn(value, field);
  return WELL_KNOWN[field].paths.some(({ name }) => Object.hasOwn(value, name) || at(value, name.split('.')) !== undefined);
}

function at(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? at((value as Record<string, unknown>)[name], rest) : undefined;
}
