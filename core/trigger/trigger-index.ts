import type { FieldReader } from '../condition/compile.js';
import type { Condition } from '../condition/condition.js';
import { fold } from '../condition/fold.js';
import { LiteralAutomaton, type AnchoredLiteral } from '../condition/literal-automaton.js';
import type { Witness } from '../condition/witness.js';
import type { JsonValue } from '../contract/json.js';
import { RecentValues } from './recent-values.js';

/** A witness of more conditions than that, and of more than that part of all, is one to do without. */
const MOST_SHARED = 64;
const MOST_SHARED_PART = 0.1;
/** To ask for some fields costs less than to hear which an event has. */
const MOST_ASKED = 16;

/**
 * Finds the conditions that an event may meet, by what their fields have to hold: whole values by a map, parts of values by
 * one pass over each. So their number costs nothing; those without a witness alone have to be looked at for every event.
 */
export class TriggerIndex {
  /** Conditions without a witness, ascending: each costs something for every event. */
  readonly always: readonly number[];
  readonly #conditions: readonly Indexed[];
  readonly #fields: readonly FieldIndex[];
  /** Fields by each name that an event which has them has: the field's own, and every path that its own begins with. */
  readonly #byName = new Map<string, FieldIndex[]>();
  /** Turn in which a witness of each condition was last met, of each of its sets. */
  readonly #metAt: Float64Array;
  /** Whether both sets of each condition are looked for: then it is found by one of each, and else by one. */
  readonly #needsBoth: Uint8Array;
  #turn = 0;
  #found: number[] = [];

  constructor(conditions: readonly Indexed[]) {
    this.#conditions = conditions;
    this.#metAt = new Float64Array(2 * conditions.length);
    this.#needsBoth = new Uint8Array(conditions.length);
    this.always = conditions.flatMap(({ witnesses }, index) => (witnesses === undefined ? [index] : []));
    const byField = new Map<string, Entry[]>();
    for (const [index, sets] of setsToLookFor(conditions).entries()) {
      this.#needsBoth[index] = sets.length === 2 ? 1 : 0;
      for (const [set, found] of sets.entries()) {
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
    return this.#fields.reduce((sum, field) => sum + field.bytes, this.#metAt.byteLength + this.#needsBoth.byteLength);
  }

  /** Indexes of the conditions that the event meets, ascending. */
  matching(event: FieldReader): readonly number[] {
    const candidates = this.candidates(event);
    return candidates.length === 0 ? candidates : candidates.filter((index) => {
      const condition = this.#conditions[index] as Indexed;
      return condition.further === undefined || this.#needsBoth[index] === 1 ? condition.confirms(event) : condition.matches(event);
    });
  }

  /** Indexes of the conditions to look at, ascending: of each, one of the witnesses holds. Valid until the next call. */
  candidates(event: FieldReader): readonly number[] {
    this.#turn++;
    if (this.#found.length > 0) this.#found = [];
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
      if (this.#needsBoth[index] === 0 || metAt[id ^ 1] === turn) this.#found.push(index);
    }
  };
}

type Indexed = Pick<Condition, 'witnesses' | 'further' | 'confirms' | 'matches'>;

/**
 * The sets of each condition that the index looks for: both, unless one holds what many other conditions ask for too, such
 * as a level. An event with that would have to mark all of them.
 */
function setsToLookFor(conditions: readonly Indexed[]): readonly (readonly (readonly Witness[])[])[] {
  const shares = new Map<string, number>();
  const keyOf = ({ field, match, literal }: Witness): string => `${field}|${match}|${literal}`;
  for (const { witnesses, further } of conditions) {
    for (const key of new Set([...(witnesses ?? []), ...(further ?? [])].map(keyOf))) shares.set(key, (shares.get(key) ?? 0) + 1);
  }
  const most = Math.max(MOST_SHARED, conditions.length * MOST_SHARED_PART);
  const share = (set: readonly Witness[]): number => set.reduce((largest, witness) => Math.max(largest, shares.get(keyOf(witness)) ?? 0), 0);
  return conditions.map(({ witnesses, further }) => {
    if (witnesses === undefined || further === undefined) return witnesses === undefined ? [] : [witnesses];
    const [first, second] = [share(witnesses), share(further)];
    if (first <= most && second <= most) return [witnesses, further];
    return first <= second ? [witnesses] : [further];
  });
}

/** `id` is twice the place of the condition, and one more in the second of two sets. */
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
