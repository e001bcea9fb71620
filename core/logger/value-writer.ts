import { types } from 'node:util';
import { httpForm } from './http-form.js';
import { memberKey } from './key-text.js';
import { quote } from './quote.js';

/** Bounds of one line. What lies beyond them is replaced whole and marked: text is never cut, so nothing hides from redaction in a half. */
const MOST_DEPTH = 8;
const MOST_MEMBERS = 1_000;
const MOST_OBJECTS = 10_000;
const MOST_CHARACTERS = 1024 * 1024;

/** How much deeper what hangs on an error counts: sockets and requests often do. */
const ERROR_DEPTH = 4;
const ERROR_NAMES: ReadonlySet<string> = new Set(['type', 'message', 'stack', 'cause', 'errors']);

const UNREADABLE = '"[unreadable]"';

/**
 * Writes values of any kind as JSON text in one pass, for one line. Never throws: getters and `toJSON` that do, cycles and
 * what is too deep or too large are replaced by a mark. Functions, symbols and undefined are left out, as in JSON.stringify;
 * BigInt, NaN and the infinities become strings, a Map an object or pairs, a Set a list, an Error its type, message, stack and causes,
 * an HTTP message what `httpForm` says of it.
 */
export class ValueWriter {
  readonly #ancestors: object[] = [];
  #objects = MOST_OBJECTS;
  #characters = MOST_CHARACTERS;
  /** How often something was replaced because it was too large. */
  cuts = 0;

  /** The value as JSON, or undefined where it has none. */
  value(value: unknown, depth: number): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.text(value);
      case 'number':
        return Number.isFinite(value) ? String(value) : `"${value}"`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'bigint':
        return `"${value}"`;
      case 'object':
        return value === null ? 'null' : this.#object(value, depth);
      default:
        return undefined;
    }
  }

  text(text: string): string {
    if (text.length > this.#characters) return this.#cut(`[text of ${text.length} characters]`);
    this.#characters -= text.length;
    return quote(text);
  }

  /** What stands under a key as JSON, or undefined where that has none. */
  member(source: object, key: string | number, depth: number): string | undefined {
    let value: unknown;
    try {
      value = (source as Record<string | number, unknown>)[key];
    } catch {
      return UNREADABLE;
    }
    return this.value(value, depth);
  }

  #object(value: object, depth: number): string {
    if (depth > MOST_DEPTH) return this.#cut('[too deep]');
    if (--this.#objects < 0) return this.#cut('[too large]');
    if (this.#ancestors.includes(value)) return '"[circular]"';
    this.#ancestors.push(value);
    try {
      return Array.isArray(value) ? this.#list(value, depth) : this.#record(value, depth);
    } catch {
      return UNREADABLE;
    } finally {
      this.#ancestors.pop();
    }
  }

  #record(value: object, depth: number): string {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      const special = this.#special(value, depth);
      if (special !== undefined) return special;
    }
    const { toJSON } = value as { readonly toJSON?: unknown };
    if (typeof toJSON === 'function') {
      const stated: unknown = toJSON.call(value, '');
      if (stated !== value) return this.value(stated, depth + 1) ?? 'null';
    }
    return this.#members(value, Object.keys(value), '', depth);
  }

  /** `total`: how many there are, where not all keys are given. */
  #members(source: object, keys: readonly string[], first: string, depth: number, total = keys.length): string {
    let text = first;
    for (let at = 0; at < keys.length; at++) {
      if (at === MOST_MEMBERS) {
        text += `${text === '' ? '' : ','}"...":${this.#cut(`[${total - at} more]`)}`;
        break;
      }
      const key = keys[at] as string;
      const member = this.member(source, key, depth + 1);
      if (member !== undefined) text += text === '' ? memberKey(key) + member : `,${memberKey(key)}${member}`;
    }
    return `{${text}}`;
  }

  #list(list: readonly unknown[], depth: number, total = list.length): string {
    let text = '';
    for (let at = 0; at < list.length; at++) {
      if (at > 0) text += ',';
      if (at === MOST_MEMBERS) {
        text += this.#cut(`[${total - at} more]`);
        break;
      }
      text += this.member(list, at, depth + 1) ?? 'null';
    }
    return `[${text}]`;
  }

  /** What has a form of its own; undefined for an object like any other. */
  #special(value: object, depth: number): string | undefined {
    if (isError(value)) return this.#error(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${value.toISOString()}"`;
    if (value instanceof Map) return this.#map(value, depth);
    if (value instanceof Set) return this.#list(firstOf(value), depth, value.size);
    if (value instanceof RegExp) return this.text(String(value));
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `"[${value.byteLength} bytes]"`;
    const form = httpForm(value);
    return form === undefined ? undefined : this.#members(form, Object.keys(form), '', depth);
  }

  #map(map: ReadonlyMap<unknown, unknown>, depth: number): string {
    const pairs = firstOf(map);
    if (!pairs.every(([key]) => typeof key === 'string')) return this.#list(pairs, depth, map.size);
    return this.#members(Object.fromEntries(pairs), pairs.map(([key]) => key as string), '', depth, map.size);
  }

  #error(error: Error, depth: number): string {
    const first = [`"type":${this.text(typeOf(error))}`];
    for (const name of ['message', 'stack', 'cause', 'errors']) {
      const member = name in error ? this.member(error, name, depth + 1) : undefined;
      if (member !== undefined) first.push(`"${name}":${member}`);
    }
    return this.#members(error, Object.keys(error).filter((key) => !ERROR_NAMES.has(key)), first.join(','), depth + ERROR_DEPTH);
  }

  #cut(mark: string): string {
    this.cuts++;
    return `"${mark}"`;
  }
}

/** As many as are written, and one more where there are more: a copy of a large cache would hold up the program. */
function firstOf<T>(values: Iterable<T>): readonly T[] {
  const first: T[] = [];
  for (const value of values) {
    first.push(value);
    if (first.length > MOST_MEMBERS) break;
  }
  return first;
}

/** Also for errors of another realm. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function typeOf(error: Error): string {
  try {
    const { name } = error;
    if (typeof name === 'string' && name !== '' && name !== 'Error') return name;
    const made: unknown = (error.constructor as { readonly name?: unknown } | undefined)?.name;
    return typeof made === 'string' && made !== '' ? made : 'Error';
  } catch {
    return 'Error';
  }
}
