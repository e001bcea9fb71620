import type { FieldReader } from '../condition/compile.js';
import type { Condition } from '../condition/condition.js';
import { fold } from '../condition/fold.js';
import { LiteralAutomaton, type AnchoredLiteral } from '../condition/literal-automaton.js';
import type { Witness } from '../condition/witness.js';
import type { JsonValue } from '../contract/json.js';
import { RecentValues } from './recent-values.js';

/** To ask for some fields costs less than to hear which an event has. */
const MOST_ASKED = 16;

/**
 * Finds the conditions that an event may meet, by what their fields have to hold: whole values by a map, parts of values by
 * one pass over each. So their number costs nothing; those without a witness alone have to be looked at for every event.
 */
export class TriggerIndex {
  /** Conditions without a witness, ascending: each costs something for every event. */
  readonly always: readonly number[];
  readonly #conditions: readonly Pick<Condition, 'confirms'>[];
  readonly #fields: readonly FieldIndex[];
  /** Fields by each name that an event which has them has: the field's own, and every path that its own begins with. */
  readonly #byName = new Map<string, FieldIndex[]>();
  /** Turn in which a witness of each condition was last met, of its first set and of its further one. */
  readonly #metAt: Float64Array;
  /** Whether each condition has a further set. */
  readonly #hasFurther: Uint8Array;
  #turn = 0;
  #found: number[] = [];

  constructor(conditions: readonly Pick<Condition, 'witnesses' | 'further' | 'confirms'>[]) {
    this.#conditions = conditions;
    this.#metAt = new Float64Array(2 * conditions.length);
    this.#hasFurther = Uint8Array.from(conditions, ({ witnesses, further }) => (witnesses !== undefined && further !== undefined ? 1 : 0));
    this.always = conditions.flatMap(({ witnesses }, index) => (witnesses === undefined ? [index] : []));
    const byField = new Map<string, Entry[]>();
    for (const [index, { witnesses, further }] of conditions.entries()) {
      if (witnesses === undefined) continue;
      for (const [set, found] of [witnesses, further ?? []].entries()) {
        for (const witness of found) {
          const entries = byField.get(witness.field) ?? [];
          byField.set(witness.field, entries);
          entries.push({ ...witness, id: 2 * index + set });
        }
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
    return this.#fields.reduce((sum, field) => sum + field.bytes, this.#metAt.byteLength + this.#hasFurther.byteLength);
  }

  /** Indexes of the conditions that the event meets, ascending. */
  matching(event: FieldReader): readonly number[] {
    return this.candidates(event).filter((index) => this.#conditions[index]?.confirms(event));
  }

  /** Indexes of the conditions to look at, ascending: of each, one of the witnesses holds. Valid until the next call. */
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
    const turn = this.#turn;
    const metAt = this.#metAt;
    for (const id of ids) {
      if (metAt[id] === turn) continue;
      metAt[id] = turn;
      const index = id >> 1;
      if (this.#hasFurther[index] === 0 || metAt[id ^ 1] === turn) this.#found.push(index);
    }
  };
}

/** `id` is twice the place of the condition, and one more in its further set. */
type Entry = Witness & { readonly id: number };

/** The witnesses on one field. */
class FieldIndex {
  readonly field: string;
  readonly #equals = new Map<string, number[]>();
  readonly #present: number[] = [];
  readonly #parts: LiteralAutomaton | undefined;
  /** What was found in values of late: most fields hold the same ones again and again. */
  readonly #known = new RecentValues<readonly number[]>();

  constructor(field: string, entries: readonly Entry[]) {
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
    const text = typeof value === 'string' ? value : String(value);
    if (this.#parts === undefined) {
      const ids = this.#equals.get(fold(text));
      if (ids !== undefined) mark(ids);
      return;
    }
    const known = this.#known.get(text);
    if (known !== undefined) {
      mark(known);
      return;
    }
    const found = this.#find(fold(text), this.#parts);
    this.#known.set(text, found);
    mark(found);
  }

  #find(text: string, parts: LiteralAutomaton): readonly number[] {
    const found = new Set(this.#equals.get(text));
    parts.search(text, (ids) => {
      for (const id of ids) found.add(id);
    });
    return [...found];
  }
}

/** `a.b.c` gives a, a.b and a.b.c. */
function headsOf(field: string): readonly string[] {
  return [...[...field.matchAll(/\./g)].map(({ index }) => field.slice(0, index)), field];
}
