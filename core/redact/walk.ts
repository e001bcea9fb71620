import { types } from 'node:util';
import type { JsonValue } from '../contract/json.js';
import { holdsName, holdsValue, MOST_BESIDE } from './named-value.js';
import type { RedactionReport } from './redactor.js';
import type { ValueRule } from './rule.js';

/** What the walk applies, by name, path and text. */
export interface WalkRules {
  key(name: string): ValueRule | undefined;
  path(path: readonly (string | number)[]): ValueRule | undefined;
  readonly hasPaths: boolean;
  text(value: string, report: RedactionReport | undefined, secretsOnly: boolean): string | undefined;
  named(name: string, value: string, report: RedactionReport | undefined, secretsOnly: boolean): string | undefined;
  replace(rule: ValueRule, value: JsonValue, report: RedactionReport | undefined): JsonValue | undefined;
}

const MAX_DEPTH = 200;
const MAX_NODES = 100_000;

/** Stands for what cannot be looked into. Never holds anything of the value. */
const CIRCULAR = '[CIRCULAR]';
const UNREADABLE = '[UNREADABLE]';
const TOO_DEEP = '[UNSCANNED:depth]';
const TOO_MANY = '[UNSCANNED:nodes]';

/** The value as JSON with everything applied; the same object where it is plain JSON and nothing in it changes. Never throws. */
export function walkValue(value: unknown, rules: WalkRules, report: RedactionReport | undefined, secretsOnly = false): JsonValue {
  return new Walk(rules, report, secretsOnly).visit(value, 0) ?? null;
}

class Walk {
  readonly #rules: WalkRules;
  readonly #report: RedactionReport | undefined;
  #secretsOnly: boolean;
  readonly #path: (string | number)[] = [];
  readonly #open = new Set<object>();
  #nodes = 0;

  constructor(rules: WalkRules, report: RedactionReport | undefined, secretsOnly: boolean) {
    this.#rules = rules;
    this.#report = report;
    this.#secretsOnly = secretsOnly;
  }

  /** Undefined where JSON has nothing to state: functions, symbols, undefined. */
  visit(value: unknown, depth: number): JsonValue | undefined {
    switch (typeof value) {
      case 'string': return this.#text(value) ?? value;
      case 'number': return Number.isFinite(value) ? (this.#number(value) ?? value) : null;
      case 'bigint': return this.#text(value.toString()) ?? value.toString();
      case 'boolean': return value;
      case 'object': return value === null ? null : this.#object(value, depth);
      default: return undefined;
    }
  }

  #text(value: string): string | undefined {
    return this.#rules.text(value, this.#report, this.#secretsOnly);
  }

  /** A card number sent as a number. */
  #number(value: number): string | undefined {
    return Number.isInteger(value) && Math.abs(value) >= 1e11 ? this.#text(String(value)) : undefined;
  }

  #object(value: object, depth: number): JsonValue | undefined {
    if (this.#open.has(value)) return CIRCULAR;
    if (depth >= MAX_DEPTH || ++this.#nodes > MAX_NODES) {
      this.#report?.count('unscanned');
      return depth >= MAX_DEPTH ? TOO_DEEP : TOO_MANY;
    }
    this.#open.add(value);
    try {
      return this.#content(value, depth);
    } catch {
      // A getter, a proxy or a toJSON of the application's threw.
      this.#report?.count('unscanned');
      return UNREADABLE;
    } finally {
      this.#open.delete(value);
    }
  }

  #content(value: object, depth: number): JsonValue | undefined {
    if (Array.isArray(value)) return this.#array(value, depth);
    const prototype: unknown = Object.getPrototypeOf(value);
    const isPlain = prototype === Object.prototype || prototype === null;
    if (!isPlain) {
      if (value instanceof Error) return this.#members(errorMembers(value), undefined, depth);
      if (value instanceof Map) return this.#members([...value].map(([key, item]) => [String(key), item]), undefined, depth);
      if (value instanceof Set) return this.#array([...value], depth);
      if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
      if (value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.visit(toJSON.call(value, String(this.#path.at(-1) ?? '')), depth + 1);
    if (types.isBoxedPrimitive(value)) return this.visit(value.valueOf(), depth + 1);
    return this.#members(Object.keys(value).map((key) => [key, this.#read(value, key)]), isPlain ? value : undefined, depth);
  }

  /** A getter that throws takes no other member with it. */
  #read(value: object, key: string): unknown {
    try {
      return (value as Record<string, unknown>)[key];
    } catch {
      this.#report?.count('unscanned');
      return UNREADABLE;
    }
  }

  #array(items: readonly unknown[], depth: number): JsonValue {
    let copy: JsonValue[] | undefined;
    for (let i = 0; i < items.length; i++) {
      const item = items[i];
      const result = this.#member(i, undefined, item, depth) ?? null;
      if (result !== item) copy ??= items.slice(0, i) as JsonValue[];
      copy?.push(result);
    }
    return copy ?? (items as readonly JsonValue[]);
  }

  /** `same`: what to give back where no member changes. */
  #members(members: readonly (readonly [string, unknown])[], same: object | undefined, depth: number): JsonValue {
    const copy: Record<string, JsonValue> = {};
    let isChanged = same === undefined;
    for (const [key, item] of members) {
      const result = this.#member(key, this.#rules.key(key), item, depth, holdsValue(key) ? nameBeside(members) : undefined);
      const name = this.#text(key) ?? key;
      isChanged ||= result !== item || name !== key;
      if (result !== undefined) define(copy, name, result);
    }
    return isChanged ? copy : (same as JsonValue);
  }

  /** `beside`: what another member says that this one is. */
  #member(key: string | number, keyRule: ValueRule | undefined, item: unknown, depth: number, beside?: string): JsonValue | undefined {
    this.#path.push(key);
    try {
      const rule = (this.#rules.hasPaths ? this.#rules.path(this.#path) : undefined) ?? keyRule;
      if (rule === undefined) return this.#unruled(key, item, depth, beside);
      if (rule.action === 'keep' || rule.only !== undefined) return this.#scoped(rule, item, depth);
      return item === undefined ? undefined : this.#rules.replace(rule, typeof item === 'string' ? item : plain(item), this.#report);
    } finally {
      this.#path.pop();
    }
  }

  #unruled(name: string | number, item: unknown, depth: number, beside?: string): JsonValue | undefined {
    const result = this.visit(item, depth + 1);
    if (typeof item !== 'string' || typeof name !== 'string' || result !== item) return result;
    return this.#named(name, item) ?? (beside === undefined ? undefined : this.#named(beside, item)) ?? item;
  }

  #named(name: string, value: string): string | undefined {
    return this.#rules.named(name, value, this.#report, this.#secretsOnly);
  }

  /** `keep` lifts the detectors of personal data for all that is below; a suggestive name decides on strings alone. */
  #scoped(rule: ValueRule, item: unknown, depth: number): JsonValue | undefined {
    if (rule.action !== 'keep') {
      const replaced = typeof item === 'string' ? this.#rules.replace(rule, item, this.#report) : undefined;
      return typeof item === 'string' && (replaced === undefined || replaced !== item) ? replaced : this.#unruled(this.#path.at(-1) ?? 0, item, depth);
    }
    const outer = this.#secretsOnly;
    this.#secretsOnly = true;
    try {
      return this.visit(item, depth + 1);
    } finally {
      this.#secretsOnly = outer;
    }
  }
}

function nameBeside(members: readonly (readonly [string, unknown])[]): string | undefined {
  const name = members.slice(0, MOST_BESIDE).find(([key]) => holdsName(key))?.[1];
  return typeof name === 'string' ? name : undefined;
}

/** As JSON text has it, for pseudonyms and partial masks; what cannot be stated so is only ever masked. */
function plain(value: unknown): JsonValue {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value.toString();
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null') as JsonValue;
  } catch {
    return UNREADABLE;
  }
}

/** Own properties, with those that are not enumerable: message, stack and cause. */
function errorMembers(error: Error): [string, unknown][] {
  const members: [string, unknown][] = [['type', error.name], ['message', error.message], ['stack', error.stack]];
  if (error.cause !== undefined) members.push(['cause', error.cause]);
  if (error instanceof AggregateError) members.push(['errors', error.errors]);
  const known = new Set(['name', 'message', 'stack', 'cause', 'errors']);
  for (const key of Object.keys(error)) if (!known.has(key)) members.push([key, (error as unknown as Record<string, unknown>)[key]]);
  return members;
}

/** Sets an own member whatever it is called; a name that is taken after redaction gets a number, so that no member is lost. */
function define(target: Record<string, JsonValue>, name: string, value: JsonValue): void {
  let free = name;
  for (let i = 2; Object.hasOwn(target, free); i++) free = `${name}~${i}`;
  Object.defineProperty(target, free, { value, enumerable: true, configurable: true, writable: true });
}
