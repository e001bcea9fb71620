import type { CharSet } from './char-set.js';
import { charIn } from './regex-program.js';

const ASCII = 128;

/** Characters that some sets do not tell apart are of one class: an automaton need not know more of a text. */
export class CharClasses {
  /** For each class a character of it. */
  readonly samples: readonly number[];
  readonly #ascii = new Uint16Array(ASCII);
  /** Where ranges of one class begin, ascending from 0, and of which. */
  readonly #starts: readonly number[];
  readonly #classes: readonly number[];

  constructor(sets: readonly CharSet[]) {
    const starts = [...new Set([0, ...sets.flat().flatMap(([low, high]) => [low, high + 1])])].filter((code) => code <= 0xffff).sort((a, b) => a - b);
    const byMembership = new Map<string, number>();
    const samples: number[] = [];
    this.#starts = starts;
    this.#classes = starts.map((code) => {
      const membership = sets.map((set) => Number(charIn(set, code))).join('');
      let known = byMembership.get(membership);
      if (known === undefined) {
        known = samples.push(code) - 1;
        byMembership.set(membership, known);
      }
      return known;
    });
    this.samples = samples;
    for (let code = 0; code < ASCII; code++) this.#ascii[code] = this.#search(code);
  }

  of(code: number): number {
    return code < ASCII ? (this.#ascii[code] as number) : this.#search(code);
  }

  #search(code: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] as number) <= code) low = middle;
      else high = middle;
    }
    return this.#classes[low] as number;
  }
}
