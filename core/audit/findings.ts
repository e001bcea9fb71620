/**
 * What a verification found. `tampered`: something is not what was signed. `unproven`: nothing says that it is. `notice`: worth
 * knowing, and in order.
 */
export interface Finding {
  readonly grade: 'tampered' | 'unproven' | 'notice';
  /** The first record that it is about, or may be about. */
  readonly seq?: number;
  readonly message: string;
}

/** Most findings of one grade; the rest is counted. */
const MOST = 50;

/** Collects findings; of many, the first ones. */
export class Findings {
  readonly #all: Finding[] = [];
  readonly #counts = { tampered: 0, unproven: 0, notice: 0 };
  /** The first record that is known to be another than was signed, and the first that may be. */
  #bad = Number.POSITIVE_INFINITY;
  #suspect = Number.POSITIVE_INFINITY;

  add(grade: Finding['grade'], message: string, seq?: number): void {
    if (grade === 'tampered') this.#suspect = Math.min(this.#suspect, seq ?? Number.POSITIVE_INFINITY);
    if (this.#counts[grade]++ < MOST) this.#all.push({ grade, message, ...(seq === undefined ? {} : { seq }) });
  }

  /** As `add`, where it is known which record was changed. */
  addBad(message: string, seq: number): void {
    this.#bad = Math.min(this.#bad, seq);
    this.add('tampered', message, seq);
  }

  /** The first record that was changed, as far as can be told. */
  get firstBad(): number | undefined {
    const first = Number.isFinite(this.#bad) ? this.#bad : this.#suspect;
    return Number.isFinite(first) ? first : undefined;
  }

  count(grade: Finding['grade']): number {
    return this.#counts[grade];
  }

  /** The worst first, then by record. */
  sorted(): readonly Finding[] {
    const rank = { tampered: 0, unproven: 1, notice: 2 };
    return this.#all.toSorted((a, b) => rank[a.grade] - rank[b.grade] || (a.seq ?? Number.POSITIVE_INFINITY) - (b.seq ?? Number.POSITIVE_INFINITY));
  }
}
