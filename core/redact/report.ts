import type { RedactionReport } from './redactor.js';

/** Counts of replacements by rule. Holds names and numbers only. */
export class RedactionCounts implements RedactionReport {
  readonly #counts = new Map<string, number>();

  count(rule: string): void {
    this.#counts.set(rule, this.of(rule) + 1);
  }

  /** How often the rule replaced something; `unscanned`: how often something was replaced as it could not be looked into. */
  of(rule: string): number {
    return this.#counts.get(rule) ?? 0;
  }

  get total(): number {
    let total = 0;
    for (const count of this.#counts.values()) total += count;
    return total;
  }

  /** Counts by rule, most frequent first. */
  entries(): readonly (readonly [rule: string, count: number])[] {
    return [...this.#counts].sort(([nameA, a], [nameB, b]) => b - a || (nameA < nameB ? -1 : 1));
  }

  /** Adds the counts of another report. */
  add(other: RedactionCounts): void {
    for (const [rule, count] of other.#counts) this.#counts.set(rule, this.of(rule) + count);
  }
}
