import type { CharSet } from './char-set.js';
import type { TextTest } from './pattern.js';
import { LINE_ENDS, WORD, type Place, type RegexNode } from './regex-syntax.js';

/** Steps of a program: it is in several of them at once. */
type Step =
  | { readonly kind: 'chars'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'place'; readonly place: Place; readonly next: number }
  | { kind: 'fork'; next: number; other: number }
  | { readonly kind: 'match' };

/** Repeats are written out, so a program can be much longer than its expression. */
const MOST_STEPS = 2000;

/**
 * Makes a test that looks for the expression anywhere in a text, in time linear in the text: all ways through it are
 * followed at once (Thompson's construction). Much slower than V8's engine on what that is good at. Undefined where the
 * expression is too large when its repeats are written out.
 */
export function compileMachine(root: RegexNode): TextTest | undefined {
  const steps: Step[] = [{ kind: 'match' }];
  const first = addNode(steps, root, 0);
  return first === undefined ? undefined : (text) => new Run(steps, text).search(first);
}

/** Adds the steps of a node that go on at `next`; gives the first of them. */
function addNode(steps: Step[], node: RegexNode, next: number): number | undefined {
  if (steps.length > MOST_STEPS) return undefined;
  switch (node.kind) {
    case 'chars':
      return steps.push({ kind: 'chars', set: node.set, next }) - 1;
    case 'assertion':
      return steps.push({ kind: 'place', place: node.place, next }) - 1;
    case 'sequence':
      return node.nodes.reduceRight<number | undefined>((after, child) => (after === undefined ? undefined : addNode(steps, child, after)), next);
    case 'choice':
      return node.nodes.map((child) => addNode(steps, child, next)).reduce((a, b) => (a === undefined || b === undefined ? undefined : fork(steps, a, b)));
    case 'repeat':
      return addRepeat(steps, node, next);
  }
}

function addRepeat(steps: Step[], { node, min, max }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number | undefined {
  let at: number | undefined = next;
  if (max === Infinity) {
    const loop: Extract<Step, { kind: 'fork' }> = { kind: 'fork', next, other: next };
    at = steps.push(loop) - 1;
    const body = addNode(steps, node, at);
    if (body === undefined) return undefined;
    loop.other = body;
  } else {
    for (let count = min; count < max && at !== undefined; count++) {
      const body = addNode(steps, node, at);
      // What is empty may be repeated any number of times.
      if (body === at) break;
      at = body === undefined ? undefined : fork(steps, body, next);
    }
  }
  for (let count = 0; count < min && at !== undefined; count++) {
    const body = addNode(steps, node, at);
    if (body === at) break;
    at = body;
  }
  return at;
}

function fork(steps: Step[], next: number, other: number): number {
  return steps.push({ kind: 'fork', next, other }) - 1;
}

class Run {
  readonly #steps: readonly Step[];
  readonly #text: string;
  /** Place in the text at which each step was last entered, plus one. */
  readonly #enteredAt: Int32Array;
  #open: number[] = [];

  constructor(steps: readonly Step[], text: string) {
    this.#steps = steps;
    this.#text = text;
    this.#enteredAt = new Int32Array(steps.length);
  }

  search(first: number): boolean {
    for (let at = 0; at <= this.#text.length; at++) {
      const before = this.#open;
      this.#open = [];
      const code = at === 0 ? -1 : this.#text.charCodeAt(at - 1);
      for (const index of before) {
        const step = this.#steps[index];
        if (step?.kind === 'chars' && holds(step.set, code) && this.#enter(step.next, at)) return true;
      }
      if (this.#enter(first, at)) return true;
    }
    return false;
  }

  /** Goes on from a step to all that can be reached without a character; true at a match. */
  #enter(from: number, at: number): boolean {
    const stack = [from];
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (this.#enteredAt[index] === at + 1) continue;
      this.#enteredAt[index] = at + 1;
      const step = this.#steps[index] as Step;
      if (step.kind === 'match') return true;
      if (step.kind === 'chars') this.#open.push(index);
      else if (step.kind === 'fork') stack.push(step.other, step.next);
      else if (this.#isAt(step.place, at)) stack.push(step.next);
    }
    return false;
  }

  #isAt(place: Place, at: number): boolean {
    const text = this.#text;
    switch (place) {
      case 'start': return at === 0;
      case 'end': return at === text.length;
      case 'line_start': return at === 0 || holds(LINE_ENDS, text.charCodeAt(at - 1));
      case 'line_end': return at === text.length || holds(LINE_ENDS, text.charCodeAt(at));
      case 'word_edge': return this.#isWord(at - 1) !== this.#isWord(at);
      case 'no_word_edge': return this.#isWord(at - 1) === this.#isWord(at);
    }
  }

  #isWord(at: number): boolean {
    return at >= 0 && at < this.#text.length && holds(WORD, this.#text.charCodeAt(at));
  }
}

function holds(set: CharSet, code: number): boolean {
  for (const [low, high] of set) if (code <= high) return code >= low;
  return false;
}
