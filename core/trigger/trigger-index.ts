import type { FieldReader } from '../condition/compile.js';
import type { Condition } from '../condition/condition.js';
import { fold } from '../condition/fold.js';
import type { JsonValue } from '../contract/json.js';

/**
 * Finds the conditions that an event may meet. Those that need a field to equal a literal are looked up by its value, so
 * their number costs nothing; all others have to be looked at for every event.
 */
export class TriggerIndex {
  readonly #byField = new Map<string, Map<string, number[]>>();
  readonly #always: number[] = [];
  /** Turn in which each condition was last found, so that it is found once an event. */
  readonly #foundAt: Float64Array;
  #turn = 0;
  #found: number[] = [];

  constructor(conditions: readonly Pick<Condition, 'witnesses'>[]) {
    this.#foundAt = new Float64Array(conditions.length);
    for (const [index, { witnesses }] of conditions.entries()) {
      if (witnesses === undefined) this.#always.push(index);
      for (const { field, literal } of witnesses ?? []) {
        const byLiteral = this.#byField.get(field) ?? new Map<string, number[]>();
        this.#byField.set(field, byLiteral);
        const indexes = byLiteral.get(literal);
        if (indexes === undefined) byLiteral.set(literal, [index]);
        else indexes.push(index);
      }
    }
  }

  /** Indexes of the conditions to look at, ascending. Valid until the next call. */
  candidates(event: FieldReader): readonly number[] {
    this.#turn++;
    this.#found = [];
    for (const [field, byLiteral] of this.#byField) this.#look(byLiteral, event.get(field));
    if (this.#found.length === 0) return this.#always;
    return this.#always.length === 0 && this.#found.length === 1 ? this.#found : [...this.#always, ...this.#found].sort((a, b) => a - b);
  }

  #look(byLiteral: ReadonlyMap<string, readonly number[]>, value: JsonValue | undefined): void {
    if (value === undefined || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value as readonly JsonValue[]) this.#look(byLiteral, item);
      return;
    }
    if (typeof value === 'object') return;
    for (const index of byLiteral.get(typeof value === 'string' ? fold(value) : String(value)) ?? []) {
      if (this.#foundAt[index] === this.#turn) continue;
      this.#foundAt[index] = this.#turn;
      this.#found.push(index);
    }
  }
}
