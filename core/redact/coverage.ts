import type { JsonValue } from '../contract/json.js';
import type { Redactor } from './redactor.js';

/** Whether anything ever looked at a field's values: `replaced` whole by its name or path, `scanned` for what they hold, or neither. */
export type Inspection = 'replaced' | 'scanned' | 'never';

const MOST_FIELDS = 10_000;
const RANK: Readonly<Record<Inspection, number>> = { never: 0, scanned: 1, replaced: 2 };

/** Notes for each field of many events, by path, whether redaction inspected it: a list of what the rules cannot protect. */
export class FieldCoverage {
  readonly #rules: Redactor;
  readonly #fields = new Map<string, Inspection>();
  /** Fields beyond those that are kept. */
  overflow = 0;

  constructor(rules: Redactor) {
    this.#rules = rules;
  }

  /** Takes an event as it was before redaction; keeps names alone. */
  note(event: JsonValue): void {
    this.#walk(event, [], '');
  }

  /** In the order in which they came. */
  fields(): readonly (readonly [path: string, inspection: Inspection])[] {
    return [...this.#fields];
  }

  #walk(value: JsonValue, path: readonly (string | number)[], shown: string): void {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#member(item, [...path, index], `${shown}[*]`, undefined);
    } else if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) this.#member(item, [...path, name], shown === '' ? this.#name(name) : `${shown}.${this.#name(name)}`, name);
    } else {
      this.#put(shown, this.#isScanned(value) ? 'scanned' : 'never');
    }
  }

  #member(value: JsonValue, path: readonly (string | number)[], shown: string, name: string | undefined): void {
    const rule = this.#rules.path(path) ?? (name === undefined ? undefined : this.#rules.key(name));
    if (rule !== undefined && rule.action !== 'keep' && rule.only === undefined) this.#put(shown, 'replaced');
    else this.#walk(value, path, shown);
  }

  /** A name may be a secret itself. */
  #name(name: string): string {
    return this.#rules.text(name) ?? name;
  }

  #isScanned(value: JsonValue): boolean {
    if (typeof value === 'string') return true;
    return typeof value === 'number' && this.#rules.minDigits > 0 && String(value).replace(/\D/g, '').length >= this.#rules.minDigits;
  }

  #put(path: string, inspection: Inspection): void {
    const known = this.#fields.get(path);
    if (known === undefined && this.#fields.size >= MOST_FIELDS) this.overflow++;
    else if (known === undefined || RANK[inspection] > RANK[known]) this.#fields.set(path, inspection);
  }
}
