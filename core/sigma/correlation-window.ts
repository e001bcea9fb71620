import type { JsonObject, JsonValue } from '../contract/json.js';
import { ExactSum } from '../trigger/aggregation/exact-sum.js';
import { loadList, loadNumber } from '../trigger/saved.js';
import type { Expression } from './expression.js';
import type { CorrelationBounds, CorrelationType, SigmaCorrelation } from './correlation.js';

const TALLIED: readonly CorrelationType[] = ['value_count', 'temporal', 'temporal_ordered'];
const SUMMED: readonly CorrelationType[] = ['value_sum', 'value_avg'];
const RANKED: readonly CorrelationType[] = ['value_percentile', 'value_median'];

/** One occurrence in the window of a group. */
export interface Occurrence {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Place of the rule in the correlation's list. */
  readonly rule: number;
  /** What is summed up, or a digest of what is counted; undefined where the type does not ask for one. */
  readonly value: number | undefined;
}

/** What happened of late in one group, in order of time. Windows are half-open: (t − timespan, t]. */
export class CorrelationWindow {
  #correlation: SigmaCorrelation;
  readonly #most: number;
  #occurrences: Occurrence[] = [];
  /** Those before are no longer in the window. */
  #first = 0;
  #latest = -Infinity;
  /** How many occurrences there are of each value that is counted, or of each rule; so that none has to be looked at for each new one. */
  readonly #tally: Map<number, number> | undefined;
  /** Of all values, where these are summed up. */
  readonly #sum: ExactSum | undefined;
  /** All values in order, where they are ranked. */
  readonly #ranked: number[] | undefined;
  /** What came since `changes` was last asked; undefined where it has to tell everything. */
  #news: Occurrence[] | undefined;

  /** @param most how many occurrences it keeps; beyond them the oldest goes */
  constructor(correlation: SigmaCorrelation, most: number) {
    this.#correlation = correlation;
    this.#most = most;
    if (TALLIED.includes(correlation.type)) this.#tally = new Map();
    if (SUMMED.includes(correlation.type)) this.#sum = new ExactSum();
    if (RANKED.includes(correlation.type)) this.#ranked = [];
  }

  /** Time of the newest occurrence. */
  get latest(): number {
    return this.#latest;
  }

  /** How many occurrences it holds. */
  get size(): number {
    return this.#occurrences.length - this.#first;
  }

  /** Goes on with the same occurrences under other bounds. */
  set correlation(correlation: SigmaCorrelation) {
    this.#correlation = correlation;
  }

  /** Takes one in. `late`: its window is over, nothing changed; `full`: the oldest had to go for it. */
  add(occurrence: Occurrence): 'taken' | 'late' | 'full' {
    if (this.#isLate(occurrence.time)) return 'late';
    if (this.#beginsAnew(occurrence.time)) this.clear();
    this.#insert(occurrence);
    this.#note(occurrence);
    this.#latest = Math.max(this.#latest, occurrence.time);
    this.#slide();
    const isFull = this.size > this.#most;
    if (isFull) this.#leave();
    // Not for each one that leaves: that would move all others each time.
    if (this.#first > 64 && this.#first * 2 > this.#occurrences.length) {
      this.#occurrences = this.#occurrences.slice(this.#first);
      this.#first = 0;
    }
    return isFull ? 'full' : 'taken';
  }

  clear(): void {
    this.#occurrences = [];
    this.#first = 0;
    this.#news = undefined;
    this.#tally?.clear();
    this.#sum?.clear();
    this.#ranked?.splice(0);
  }

  /** All of it, as JSON. */
  save(): JsonObject {
    return { ...this.#saveLatest(), occurrences: this.#present().map(saveOccurrence) };
  }

  /** As `save`, or with `more` in the place of `occurrences` where these only came in addition since this was last asked. */
  changes(): JsonObject {
    const news = this.#news;
    this.#news = [];
    return news === undefined ? this.save() : { ...this.#saveLatest(), more: news.map(saveOccurrence) };
  }

  /** Takes what `save` gave. Throws on what it can't read. */
  load({ latest, occurrences }: JsonObject): void {
    this.#latest = latest === undefined ? -Infinity : loadNumber(latest);
    this.#occurrences = loadList(occurrences).map(loadOccurrence).toSorted((a, b) => a.time - b.time);
    this.#first = Math.max(0, this.#occurrences.length - this.#most);
    for (const occurrence of this.#present()) this.#count(occurrence, 1);
    this.#slide();
    this.#news = undefined;
  }

  /** What the correlation measures, and whether its condition holds for it. */
  measure(): { readonly value: number; readonly holds: boolean } {
    const { type, expression, condition, rules, percentile } = this.#correlation;
    const count = this.size;
    if (type === 'event_count') return { value: count, holds: count > 0 && isWithin(count, condition) };
    if (expression !== undefined) {
      const met = new Set([...this.#tally?.keys() ?? []].map((rule) => rules[rule]));
      const inOrder = type !== 'temporal_ordered' || longestChain(this.#present()) >= met.size;
      return { value: met.size, holds: count > 0 && inOrder && holdsFor(expression, met) };
    }
    const value = this.#measured(type, percentile);
    return { value, holds: count > 0 && isWithin(value, condition) };
  }

  #measured(type: Exclude<SigmaCorrelation['type'], 'event_count'>, percentile: number): number {
    switch (type) {
      case 'value_count':
      case 'temporal': return this.#tally?.size ?? 0;
      case 'temporal_ordered': return longestChain(this.#present());
      case 'value_sum': return this.#sum?.value ?? 0;
      case 'value_avg': return (this.#sum?.value ?? 0) / this.size;
      case 'value_percentile': return quantile(this.#ranked ?? [], percentile / 100);
      case 'value_median': return quantile(this.#ranked ?? [], 0.5);
    }
  }

  #count({ rule, value }: Occurrence, sign: 1 | -1): void {
    this.#sum?.add(sign * Number(value));
    this.#ranked?.splice(rankOf(Number(value), this.#ranked), sign === 1 ? 0 : 1, ...(sign === 1 ? [Number(value)] : []));
    if (this.#tally === undefined) return;
    const key = this.#correlation.type === 'value_count' ? Number(value) : rule;
    const count = (this.#tally.get(key) ?? 0) + sign;
    if (count === 0) this.#tally.delete(key);
    else this.#tally.set(key, count);
  }

  /** The oldest leaves. */
  #leave(): void {
    const oldest = this.#occurrences[this.#first++];
    if (oldest !== undefined) this.#count(oldest, -1);
  }

  #saveLatest(): JsonObject {
    return this.#latest === -Infinity ? {} : { latest: this.#latest };
  }

  /** Where there is more to tell than everything, everything is told. */
  #note(occurrence: Occurrence): void {
    if (this.#news === undefined) return;
    this.#news.push(occurrence);
    if (this.#news.length > this.#occurrences.length) this.#news = undefined;
  }

  #slide(): void {
    const { window, timespan } = this.#correlation;
    if (window.kind === 'sliding') while (this.#start <= this.#latest - timespan) this.#leave();
  }

  #present(): readonly Occurrence[] {
    return this.#first === 0 ? this.#occurrences : this.#occurrences.slice(this.#first);
  }

  get #start(): number {
    return this.#occurrences[this.#first]?.time ?? Infinity;
  }

  #isLate(time: number): boolean {
    const { window, timespan } = this.#correlation;
    if (this.#latest === -Infinity) return false;
    switch (window.kind) {
      case 'sliding': return time <= this.#latest - timespan;
      case 'tumbling': return Math.floor(time / timespan) < Math.floor(this.#latest / timespan);
      case 'session': return time < this.#start - window.gap;
    }
  }

  #beginsAnew(time: number): boolean {
    const { window, timespan } = this.#correlation;
    switch (window.kind) {
      case 'sliding': return false;
      case 'tumbling': return Math.floor(time / timespan) > Math.floor(this.#latest / timespan);
      case 'session': return time > this.#latest + window.gap || time >= this.#start + timespan;
    }
  }

  #insert(occurrence: Occurrence): void {
    this.#count(occurrence, 1);
    let at = this.#occurrences.length;
    while (at > this.#first && (this.#occurrences[at - 1]?.time ?? 0) > occurrence.time) at--;
    if (at === this.#occurrences.length) this.#occurrences.push(occurrence);
    else this.#occurrences.splice(at, 0, occurrence);
  }
}

function saveOccurrence({ time, rule, value }: Occurrence): JsonValue {
  return value === undefined ? [time, rule] : [time, rule, value];
}

function loadOccurrence(saved: JsonValue): Occurrence {
  const [time, rule, value] = loadList(saved);
  return { time: loadNumber(time), rule: loadNumber(rule), value: value === undefined ? undefined : loadNumber(value) };
}

/** Place of the first value that is no less. */
function rankOf(value: number, sorted: readonly number[]): number {
  let low = 0;
  for (let high = sorted.length; low < high;) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Between two values, in proportion (as SQL's percentile_cont). */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

/** How many of the rules were met one after the other, in the order of the list. */
function longestChain(present: readonly Occurrence[]): number {
  const best: number[] = [];
  for (const { rule } of present) {
    let before = 0;
    for (let earlier = 0; earlier < rule; earlier++) before = Math.max(before, best[earlier] ?? 0);
    best[rule] = Math.max(best[rule] ?? 0, before + 1);
  }
  return best.reduce((most, length) => Math.max(most, length ?? 0), 0);
}

function isWithin(value: number, { gt, gte, lt, lte, eq, neq }: CorrelationBounds): boolean {
  return (gt === undefined || value > gt) && (gte === undefined || value >= gte) && (lt === undefined || value < lt)
    && (lte === undefined || value <= lte) && (eq === undefined || value === eq) && (neq === undefined || value !== neq);
}

function holdsFor(expression: Expression, met: ReadonlySet<string | undefined>): boolean {
  switch (expression.kind) {
    case 'name': return met.has(expression.name);
    case 'not': return !holdsFor(expression.inner, met);
    case 'and': return expression.parts.every((part) => holdsFor(part, met));
    case 'or': return expression.parts.some((part) => holdsFor(part, met));
    case 'of': return false;
  }
}
