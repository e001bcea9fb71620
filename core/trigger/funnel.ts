import type { TriggerConfig } from '../../schemas/trigger.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import { BestWindow } from './best-window.js';
import { outlineOf, type Outline } from './outline.js';
import { alternativesFor, type Alternative, type Term } from './terms.js';

/** One step of the way from all events to those that count. */
export interface FunnelStep extends Pick<Term, 'path' | 'text'> {
  /** Events that met this and all before it. */
  readonly passed: number;
}

export interface FunnelReading {
  /** Events that came to the triggers. */
  readonly read: number;
  /** One for each map of the condition. */
  readonly alternatives: readonly (readonly FunnelStep[])[];
  readonly matched: number;
  /** Of those, the ones of the group that is asked about; undefined where none is. */
  readonly inGroup: number | undefined;
  /** How many groups there were. */
  readonly groups: number;
  /** The fullest window, where the trigger counts in one. */
  readonly best: BestReading | undefined;
  readonly late: number;
  /** Least and most that the late ones were late, in milliseconds. */
  readonly lateBy: { readonly least: number; readonly most: number } | undefined;
  readonly duplicates: number;
}

export interface BestReading {
  readonly key: Readonly<Record<string, JsonValue>>;
  readonly count: number;
  readonly need: number;
  readonly from: number;
  readonly to: number;
}

const NONE = '(none)';

/** Counts how far events come on their way to a trigger's window. It decides nothing: the engine does. */
export class Funnel {
  readonly #alternatives: readonly Alternative[];
  readonly #passed: readonly number[][];
  readonly #outline: Outline;
  readonly #group: Readonly<Record<string, string>>;
  readonly #windows: BestWindow;
  #read = 0;
  #matched = 0;
  #inGroup = 0;

  /**
   * @param group only the group with these values, as people write them
   * @param all the triggers, among which the rules of a correlation are
   */
  constructor(trigger: TriggerConfig, group: Readonly<Record<string, string>> = {}, all: readonly TriggerConfig[] = []) {
    this.#alternatives = alternativesFor(trigger, all);
    this.#passed = this.#alternatives.map((terms) => terms.map(() => 0));
    this.#outline = outlineOf(trigger);
    this.#group = group;
    this.#windows = new BestWindow(this.#outline.within ?? 0, this.#outline.distinct.length > 0);
  }

  take(event: LogEvent): void {
    this.#read++;
    if (!this.#meets(event)) return;
    this.#matched++;
    if (!Object.entries(this.#group).every(([field, value]) => asText(event.get(field)) === value)) return;
    this.#inGroup++;
    const { by, within, distinct } = this.#outline;
    if (within === undefined) return;
    const id = distinct.length === 0 ? event.id : JSON.stringify(distinct.map((field) => event.get(field) ?? null));
    this.#windows.add(JSON.stringify(by.map((field) => event.get(field) ?? null)), event.time, id);
  }

  read(): FunnelReading {
    const { best, late, lateBy, duplicates, groups } = this.#windows;
    const { need, by } = this.#outline;
    return {
      read: this.#read,
      alternatives: this.#alternatives.map((terms, at) => terms.map(({ path, text }, index) => ({ path, text, passed: this.#passed[at]?.[index] ?? 0 }))),
      matched: this.#matched,
      inGroup: Object.keys(this.#group).length === 0 ? undefined : this.#inGroup,
      groups,
      best: best === undefined || need === undefined ? undefined : { key: named(by, best.key), count: best.count, need, from: best.from, to: best.to },
      late,
      lateBy,
      duplicates,
    };
  }

  /** Also counts the terms, of every alternative as far as the event comes in it. */
  #meets(event: LogEvent): boolean {
    let meets = false;
    for (const [at, terms] of this.#alternatives.entries()) {
      const passed = this.#passed[at] as number[];
      const failed = terms.findIndex((term) => !term.matches(event));
      const reached = failed === -1 ? terms.length : failed;
      for (let index = 0; index < reached; index++) passed[index] = (passed[index] ?? 0) + 1;
      meets ||= failed === -1;
    }
    return meets;
  }
}

function named(by: readonly string[], key: string): Readonly<Record<string, JsonValue>> {
  const values = JSON.parse(key) as readonly JsonValue[];
  return Object.fromEntries(by.map((field, index) => [field, values[index] ?? NONE]));
}

/** A group value as people write it. */
export function asText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return NONE;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
