import type { CharSet } from './char-set.js';
import type { Place, RegexNode } from './regex-syntax.js';

/** Steps of a program: it is in several of them at once. Of a fork's two ways `next` goes before `other`. */
export type Step =
  | { readonly kind: 'chars'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'place'; readonly place: Place; readonly next: number }
  | { kind: 'fork'; next: number; other: number }
  | { readonly kind: 'match' };

/** An expression as steps, the first of which is `first` (Thompson's construction). */
export interface Program {
  readonly steps: readonly Step[];
  readonly first: number;
}

export interface ProgramOptions {
  /** It reads the text from its end; places are still those of the text. */
  readonly isReversed?: boolean;
}

/** Undefined where the expression has more than `most` steps when its repeats are written out. */
export function compileProgram(root: RegexNode, most: number, { isReversed = false }: ProgramOptions = {}): Program | undefined {
  const builder = new Builder(most, isReversed);
  const first = builder.add(root, 0);
  return first === undefined ? undefined : { steps: builder.steps, first };
}

class Builder {
  readonly steps: Step[] = [{ kind: 'match' }];
  readonly #most: number;
  readonly #isReversed: boolean;

  constructor(most: number, isReversed: boolean) {
    this.#most = most;
    this.#isReversed = isReversed;
  }

  /** Adds the steps of a node that go on at `next`; gives the first of them. */
  add(node: RegexNode, next: number): number | undefined {
    if (this.steps.length > this.#most) return undefined;
    switch (node.kind) {
      case 'chars':
        return this.steps.push({ kind: 'chars', set: node.set, next }) - 1;
      case 'assertion':
        return this.steps.push({ kind: 'place', place: node.place, next }) - 1;
      case 'sequence':
        return (this.#isReversed ? node.nodes : node.nodes.toReversed()).reduce<number | undefined>((after, child) => (after === undefined ? undefined : this.add(child, after)), next);
      case 'choice':
        return node.nodes.map((child) => this.add(child, next)).reduce((a, b) => (a === undefined || b === undefined ? undefined : this.#fork(a, b)));
      case 'repeat':
        return this.#addRepeat(node, next);
    }
  }

  #addRepeat({ node, min, max, lazy }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number | undefined {
    let at: number | undefined = next;
    if (max === Infinity) {
      const loop: Extract<Step, { kind: 'fork' }> = { kind: 'fork', next, other: next };
      at = this.steps.push(loop) - 1;
      const body = this.add(node, at);
      if (body === undefined) return undefined;
      if (lazy === true) loop.other = body;
      else loop.next = body;
    } else {
      for (let count = min; count < max && at !== undefined; count++) {
        const body = this.add(node, at);
        // What is empty may be repeated any number of times.
        if (body === at) break;
        at = body === undefined ? undefined : lazy === true ? this.#fork(next, body) : this.#fork(body, next);
      }
    }
    for (let count = 0; count < min && at !== undefined; count++) {
      const body = this.add(node, at);
      if (body === at) break;
      at = body;
    }
    return at;
  }

  #fork(next: number, other: number): number {
    return this.steps.push({ kind: 'fork', next, other }) - 1;
  }
}

/** Whether the UTF-16 unit is in the set. */
export function charIn(set: CharSet, code: number): boolean {
  for (const [low, high] of set) if (code <= high) return code >= low;
  return false;
}
