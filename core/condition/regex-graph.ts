import { ALL_CHARS, intersection, overlaps, union, type CharSet } from './char-set.js';
import type { RegexNode } from './regex-syntax.js';

/** A repeat that leaves a choice how often: where it begins and ends, the positions in it, and the characters it goes over. */
interface Loop {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly chars: CharSet;
  readonly choices: number;
}

interface Part {
  readonly nullable: boolean;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

type Repeat = Extract<RegexNode, { kind: 'repeat' }>;
const EMPTY: Part = { nullable: true, first: [], last: [] };

/**
 * The positions of a regular expression and which can follow which (Glushkov's construction), kept with multiplicity: a
 * position that can follow another in two ways makes a backtracking matcher try both.
 */
export class RegexGraph {
  readonly #chars: CharSet[] = [];
  readonly #follow: number[][] = [];
  readonly #loops: Loop[] = [];
  readonly #root: Part;
  readonly #anchored: boolean;
  #problem: string | undefined;

  constructor(root: RegexNode) {
    const essential = withoutTail(root);
    this.#root = this.#add(essential, false);
    this.#anchored = isAnchored(essential);
  }

  /**
   * Why a text of `length` could cost more than `steps` steps, or undefined where it can't. A loop that can hand on to a later
   * one the text that it went over multiplies the steps by its choices; so does the search for a place to begin.
   */
  problem(length: number, steps: number): string | undefined {
    if (this.#problem !== undefined) return this.#problem;
    const search: Loop = { first: [], last: [], from: 0, to: 0, chars: ALL_CHARS, choices: Infinity };
    const loops = this.#anchored ? this.#loops : [search, ...this.#loops];
    const costs: number[] = [];
    for (const [index, loop] of loops.entries()) {
      let worst = 1;
      for (const [before, earlier] of loops.slice(0, index).entries()) {
        const nested = earlier !== search && earlier.from >= loop.from;
        const next = earlier === search ? this.#root.first : earlier.last.flatMap((position) => this.#next(position));
        const reach = nested ? undefined : this.#reach(next, earlier, loop);
        if (reach === 'next' && earlier !== search && earlier.choices + loop.choices === Infinity && earlier.choices === loop.choices) {
          return 'two unbounded repeats in a row that can match the same text';
        }
        if (reach !== undefined) worst = Math.max(worst, costs[before] ?? 1);
      }
      const cost = worst * Math.min(loop.choices, length);
      if (cost > steps) return 'repeats that can match the same text one after the other';
      costs.push(cost);
    }
    return undefined;
  }

  #add(node: RegexNode, looped: boolean): Part {
    switch (node.kind) {
      case 'chars': {
        const position = this.#chars.push(node.set) - 1;
        this.#follow.push([]);
        return { nullable: false, first: [position], last: [position] };
      }
      case 'assertion':
        return EMPTY;
      case 'choice': {
        const parts = node.nodes.map((child) => this.#add(child, looped));
        return {
          nullable: parts.some((part) => part.nullable),
          first: parts.flatMap((part) => part.first),
          last: parts.flatMap((part) => part.last),
        };
      }
      case 'sequence':
        return this.#addSequence(node.nodes, looped);
      case 'repeat':
        return this.#addRepeat(node, looped);
    }
  }

  #addSequence(nodes: readonly RegexNode[], looped: boolean): Part {
    let whole = EMPTY;
    for (const node of nodes) {
      const part = this.#add(node, looped);
      this.#connect(whole.last, part.first);
      whole = {
        nullable: whole.nullable && part.nullable,
        first: whole.nullable ? [...whole.first, ...part.first] : whole.first,
        last: part.nullable ? [...whole.last, ...part.last] : part.last,
      };
    }
    return whole;
  }

  #addRepeat({ node, min, max }: Repeat, looped: boolean): Part {
    const endless = max === Infinity;
    if (endless && looped) this.#problem ??= 'an unbounded repeat inside another';
    const from = this.#chars.length;
    const part = this.#add(node, looped || endless);
    const simple = isOneChar(node);
    // `x{3}` goes one way through its text only, so it may stand for a single x.
    if (max > 1 && !(simple && min === max)) this.#connect(part.last, part.first);
    if (max > 1 && !simple) this.#checkRepeated(from, part);
    if (min !== max) {
      const to = this.#chars.length;
      this.#loops.push({ ...part, from, to, chars: union(this.#chars.slice(from)), choices: max - min + 1 });
    }
    return { ...part, nullable: part.nullable || min === 0 };
  }

  #connect(before: readonly number[], after: readonly number[]): void {
    for (const position of before) this.#follow[position]?.push(...after);
  }

  /** In what is repeated, each character must leave one way on, else the ways multiply with each repetition. */
  #checkRepeated(from: number, { first, nullable }: Part): void {
    const ways = [first, ...this.#follow.slice(from)];
    if (nullable || ways.some((next) => this.#isAmbiguous(next))) this.#problem ??= 'a repeated group that can match the same text in several ways';
  }

  #isAmbiguous(positions: readonly number[]): boolean {
    if (positions.length < 2) return false;
    const ranges = positions.flatMap((position) => this.#set(position)).toSorted((a, b) => a[0] - b[0]);
    return ranges.some(([low], index) => index > 0 && low <= (ranges[index - 1]?.[1] ?? -1));
  }

  /** Whether `to` can be reached from these positions over characters that both loops accept; `next` where nothing is between. */
  #reach(start: readonly number[], from: Loop, to: Loop): 'next' | 'later' | undefined {
    const shared = intersection(from.chars, to.chars);
    const seen = new Set<number>();
    let open = start.filter((position) => overlaps(this.#set(position), shared));
    if (open.some((position) => to.first.includes(position))) return 'next';
    while (open.length > 0) {
      for (const position of open) seen.add(position);
      open = [...new Set(open.flatMap((position) => this.#next(position)))]
        .filter((position) => !seen.has(position) && overlaps(this.#set(position), shared));
      if (open.some((position) => to.first.includes(position))) return 'later';
    }
    return undefined;
  }

  #set(position: number): CharSet {
    return this.#chars[position] ?? [];
  }

  #next(position: number): readonly number[] {
    return this.#follow[position] ?? [];
  }
}

/** Without what a search never fails at once it is there: what may be empty at the end, and repeats beyond the least of the last. */
function withoutTail(root: RegexNode): RegexNode {
  if (root.kind !== 'sequence') return root;
  const nodes = [...root.nodes];
  for (let last = nodes.at(-1); last !== undefined && isNullable(last); last = nodes.at(-1)) nodes.pop();
  const last = nodes.at(-1);
  if (last?.kind === 'repeat') nodes.splice(-1, 1, { ...last, max: last.min });
  return { ...root, nodes };
}

/** Whether it matches nothing at every place; an assertion does not. */
function isNullable(node: RegexNode): boolean {
  switch (node.kind) {
    case 'chars':
    case 'assertion':
      return false;
    case 'choice':
      return node.nodes.some(isNullable);
    case 'sequence':
      return node.nodes.every(isNullable);
    case 'repeat':
      return node.min === 0 || isNullable(node.node);
  }
}

function isOneChar(node: RegexNode): boolean {
  if (node.kind === 'chars') return true;
  const [only] = node.kind === 'sequence' ? node.nodes : [];
  return node.kind === 'sequence' && node.nodes.length === 1 && only !== undefined && isOneChar(only);
}

function isAnchored(node: RegexNode): boolean {
  if (node.kind === 'assertion') return node.start;
  if (node.kind === 'choice') return node.nodes.every(isAnchored);
  const [first] = node.kind === 'sequence' ? node.nodes : [];
  return first !== undefined && isAnchored(first);
}
