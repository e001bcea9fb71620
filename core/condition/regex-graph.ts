import { ALL_CHARS, intersection, overlaps, union, type CharSet } from './char-set.js';
import type { RegexNode } from './regex-syntax.js';

/** A repeat that leaves a choice how often: where it begins and ends, the positions in it, and the characters it goes over. */
interface Loop {
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** Its lowest position. */
  readonly from: number;
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
 * Why looking for the expression in a text of `length` could cost more than `steps` steps, or undefined where it can't.
 * What is repeated must leave one way through each text; and loops that can go over the same text one after the other
 * multiply, as does the search for a place to begin.
 */
export function regexProblem(root: RegexNode, length: number, steps: number): string | undefined {
  return new RegexGraph(root).ambiguity ?? new RegexGraph(withoutTail(root)).cost(length, steps);
}

/**
 * The positions of a regular expression and which can follow which (Glushkov's construction), kept with multiplicity: a
 * position that can follow another in two ways makes a backtracking matcher try both.
 */
class RegexGraph {
  readonly #chars: CharSet[] = [];
  readonly #follow: number[][] = [];
  readonly #loops: Loop[] = [];
  readonly #root: Part;
  readonly #anchored: boolean;
  #ambiguity: string | undefined;

  constructor(root: RegexNode) {
    this.#root = this.#add(root, false);
    this.#anchored = isAnchored(root);
  }

  get ambiguity(): string | undefined {
    return this.#ambiguity;
  }

  cost(length: number, steps: number): string | undefined {
    const search: Loop = { first: this.#root.first, last: [], from: -1, chars: ALL_CHARS, choices: Infinity };
    const loops = this.#anchored ? this.#loops : [search, ...this.#loops];
    const costs: number[] = [];
    for (const [index, loop] of loops.entries()) {
      let worst = 1;
      for (const [before, earlier] of loops.slice(0, index).entries()) {
        // Inner loops come before the one they are in.
        if (earlier.from >= loop.from) continue;
        const shared = intersection(earlier.chars, loop.chars);
        if (!this.#reaches(earlier.first, loop.first, shared)) continue;
        const adjacent = earlier.last.flatMap((position) => this.#next(position)).some((position) => loop.first.includes(position));
        if (adjacent && earlier.choices === Infinity && loop.choices === Infinity) return 'two unbounded repeats in a row that can match the same text';
        worst = Math.max(worst, costs[before] ?? 1);
      }
      const cost = worst * Math.min(loop.choices, length);
      if (cost > steps) return 'repeats that can match the same text one after the other (begin with ^, or write [^ ]* or .{0,50} for .*)';
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
    if (endless && looped) this.#ambiguity ??= 'an unbounded repeat inside another';
    const from = this.#chars.length;
    const part = this.#add(node, looped || endless);
    const simple = isOneChar(node);
    // `x{3}` goes one way through its text only, so it may stand for a single x.
    if (max > 1 && !(simple && min === max)) this.#connect(part.last, part.first);
    if (max > 1 && !simple) this.#checkRepeated(from, part);
    if (min !== max) this.#loops.push({ ...part, from, chars: union(this.#chars.slice(from)), choices: max - min + 1 });
    return { ...part, nullable: part.nullable || min === 0 };
  }

  #connect(before: readonly number[], after: readonly number[]): void {
    for (const position of before) this.#follow[position]?.push(...after);
  }

  /** In what is repeated, each character must leave one way on, else the ways multiply with each repetition. */
  #checkRepeated(from: number, { first, nullable }: Part): void {
    const ways = [first, ...this.#follow.slice(from)];
    if (nullable || ways.some((next) => this.#isAmbiguous(next))) this.#ambiguity ??= 'a repeated group that can match the same text in several ways';
  }

  #isAmbiguous(positions: readonly number[]): boolean {
    if (positions.length < 2) return false;
    const ranges = positions.flatMap((position) => this.#set(position)).toSorted((a, b) => a[0] - b[0]);
    return ranges.some(([low], index) => index > 0 && low <= (ranges[index - 1]?.[1] ?? -1));
  }

  /** Whether there is a way from one set of positions to the other over characters of `shared` only. */
  #reaches(from: readonly number[], to: readonly number[], shared: CharSet): boolean {
    const seen = new Set<number>();
    let open = from.filter((position) => overlaps(this.#set(position), shared));
    while (open.length > 0) {
      if (open.some((position) => to.includes(position))) return true;
      for (const position of open) seen.add(position);
      open = [...new Set(open.flatMap((position) => this.#next(position)))]
        .filter((position) => !seen.has(position) && overlaps(this.#set(position), shared));
    }
    return false;
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
  if (node.kind === 'assertion') return node.place === 'start';
  if (node.kind === 'choice') return node.nodes.every(isAnchored);
  const [first] = node.kind === 'sequence' ? node.nodes : [];
  return first !== undefined && isAnchored(first);
}
