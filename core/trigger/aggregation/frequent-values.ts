import type { JsonValue } from '../../contract/json.js';
import { loadList, loadNumber, loadText } from '../saved.js';

/** So many texts are counted at a time. */
const MOST = 16;
/** Of a text: its place in a map, and its characters. About 12 bytes each. */
const UNITS_PER_TEXT = 8;
const CHARACTERS_PER_UNIT = 6;

/** A text, and how often it came at least. */
export type Frequent = readonly [text: string, count: number];

/**
 * Which texts came most often, and how often: exact while there are few different ones. Beyond that the rarest makes room, and who
 * takes its place may have been counted before: its count is a lower bound then. What is more than a 16th of all is always there.
 * Space-Saving: Metwally, Agrawal, El Abbadi, "Efficient computation of frequent and top-k elements in data streams", 2005.
 */
export class FrequentValues {
  /** By text: the most that it may have come, and how much of that is of others whose place it took. */
  readonly #counts = new Map<string, { count: number; readonly others: number }>();
  #size = 0;

  /** Units of memory in use. */
  get size(): number {
    return this.#size;
  }

  add(text: string): void {
    const known = this.#counts.get(text);
    if (known !== undefined) {
      known.count++;
      return;
    }
    const others = this.#counts.size < MOST ? 0 : this.#makeRoom();
    this.#put(text, others + 1, others);
  }

  /** The first so many, the most frequent first; of equal ones, the earlier first. */
  top(most: number): readonly Frequent[] {
    return [...this.#counts].map(([text, { count, others }]): Frequent => [text, count - others]).toSorted(([, a], [, b]) => b - a).slice(0, most);
  }

  clear(): void {
    this.#counts.clear();
    this.#size = 0;
  }

  toJSON(): JsonValue {
    return [...this.#counts].map(([text, { count, others }]) => [text, count, others]);
  }

  /** Takes what `toJSON` gave. Throws on anything else. */
  load(saved: JsonValue): void {
    for (const entry of loadList(saved).slice(0, MOST)) {
      const [text, count, others] = loadList(entry);
      this.#put(loadText(text), loadNumber(count), loadNumber(others));
    }
  }

  /** Lets go of the rarest; returns how often that may have come. */
  #makeRoom(): number {
    let rarest: readonly [string, number] = ['', Infinity];
    for (const [text, { count }] of this.#counts) if (count < rarest[1]) rarest = [text, count];
    this.#counts.delete(rarest[0]);
    this.#size -= unitsOf(rarest[0]);
    return rarest[1];
  }

  #put(text: string, count: number, others: number): void {
    this.#counts.set(text, { count, others });
    this.#size += unitsOf(text);
  }
}

function unitsOf({ length }: string): number {
  return UNITS_PER_TEXT + Math.ceil(length / CHARACTERS_PER_UNIT);
}
