import type { FieldReader } from '../condition/compile.js';
import type { Condition } from '../condition/condition.js';
import { fold } from '../condition/fold.js';
import { LiteralAutomaton, type AnchoredLiteral } from '../condition/literal-automaton.js';
import type { Witness } from '../condition/witness.js';
import type { JsonValue } from '../contract/json.js';

/** To ask for some fields costs less than to hear which an event has. */
const MOST_ASKED = 16;

/**
 * Finds the conditions that an event may meet, by what their fields have to hold: whole values by a map, parts of values by
 * one pass over each. So their number costs nothing; those without a witness alone have to be looked at for every event.
 */
export class TriggerIndex {
  /** Conditions without a witness, ascending: each costs something for every event. */
  readonly always: readonly number[];
  readonly #fields: readonly FieldIndex[];
  /** Fields by each name that an event which has them has: the field's own, and every path that its own begins with. */
  readonly #byName = new Map<string, FieldIndex[]>();
  /** Turn in which each condition was last found, so that it is found once an event. */
  readonly #foundAt: Float64Array;
  #turn = 0;
  #found: number[] = [];

  constructor(conditions: readonly Pick<Condition, 'witnesses'>[]) {
    this.#foundAt = new Float64Array(conditions.length);
    this.always = conditions.flatMap(({ witnesses }, index) => (witnesses === undefined ? [index] : []));
    const byField = new Map<string, (Witness & { readonly id: number })[]>();
    for (const [id, { witnesses }] of conditions.entries()) {
      for (const witness of witnesses ?? []) {
        const entries = byField.get(witness.field) ?? [];
        byField.set(witness.field, entries);
        entries.push({ ...witness, id });
      }
    }
    this.#fields = [...byField].map(([field, entries]) => new FieldIndex(field, entries));
    for (const field of this.#fields) {
      for (const name of headsOf(field.field)) {
        const fields = this.#byName.get(name);
        if (fields === undefined) this.#byName.set(name, [field]);
        else fields.push(field);
      }
    }
  }

  /** Bytes that it takes, about. */
  get bytes(): number {
    return this.#fields.reduce((sum, field) => sum + field.bytes, this.#foundAt.byteLength);
  }

  /** Indexes of the conditions to look at, ascending. Valid until the next call. */
  candidates(event: FieldReader): readonly number[] {
    this.#turn++;
    this.#found = [];
    const names = this.#fields.length > MOST_ASKED ? event.names?.() : undefined;
    if (names === undefined) for (const field of this.#fields) field.search(event.get(field.field), this.#mark);
    else for (const name of names) for (const field of this.#byName.get(name) ?? []) field.search(event.get(field.field), this.#mark);
    if (this.#found.length === 0) return this.always;
    if (this.always.length > 0) this.#found.push(...this.always);
    return this.#found.length === 1 ? this.#found : this.#found.sort((a, b) => a - b);
  }

  readonly #mark = (ids: readonly number[]): void => {
    for (const id of ids) {
      if (this.#foundAt[id] === this.#turn) continue;
      this.#foundAt[id] = this.#turn;
      this.#found.push(id);
    }
  };
}

/** The witnesses on one field. */
class FieldIndex {
  readonly field: string;
  readonly #equals = new Map<string, number[]>();
  readonly #present: number[] = [];
  readonly #parts: LiteralAutomaton | undefined;

  constructor(field: string, entries: readonly (Witness & { readonly id: number })[]) {
    this.field = field;
    const parts: AnchoredLiteral[] = [];
    for (const { match, literal, id } of entries) {
      if (match === 'present') this.#present.push(id);
      else if (match !== 'equals') parts.push({ match, literal, id });
      else if (!this.#equals.has(literal)) this.#equals.set(literal, [id]);
      else this.#equals.get(literal)?.push(id);
    }
    this.#parts = parts.length === 0 ? undefined : new LiteralAutomaton(parts);
  }

  get bytes(): number {
    let bytes = 8 * this.#present.length + (this.#parts?.bytes ?? 0);
    for (const [literal, ids] of this.#equals) bytes += 80 + literal.length + 8 * ids.length;
    return bytes;
  }

  search(value: JsonValue | undefined, mark: (ids: readonly number[]) => void): void {
    if (value === undefined) return;
    if (this.#present.length > 0) mark(this.#present);
    this.#searchValue(value, mark);
  }

  #searchValue(value: JsonValue, mark: (ids: readonly number[]) => void): void {
    if (typeof value === 'object') {
      if (Array.isArray(value)) for (const item of value as readonly JsonValue[]) this.#searchValue(item, mark);
      return;
    }
    const text = typeof value === 'string' ? fold(value) : String(value);
    const ids = this.#equals.get(text);
    if (ids !== undefined) mark(ids);
    this.#parts?.search(text, mark);
  }
}

/** `a.b.c` gives a, a.b and a.b.c. */
function headsOf(field: string): readonly string[] {
  return [...[...field.matchAll(/\./g)].map(({ index }) => field.slice(0, index)), field];
}
