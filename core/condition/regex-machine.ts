import type { TextTest } from './pattern.js';
import { charIn, compileProgram, type Step } from './regex-program.js';
import { LINE_ENDS, WORD, type Place, type RegexNode } from './regex-syntax.js';

/** Repeats are written out, so a program can be much longer than its expression. */
const MOST_STEPS = 2000;

/**
 * Makes a test that looks for the expression anywhere in a text, in time linear in the text: all ways through it are
 * followed at once (Thompson's construction). Much slower than V8's engine on what that is good at. Undefined where the
 * expression is too large when its repeats are written out.
 */
export function compileMachine(root: RegexNode): TextTest | undefined {
  const program = compileProgram(root, MOST_STEPS);
  return program && ((text) => new Run(program.steps, text).search(program.first));
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
        if (step?.kind === 'chars' && charIn(step.set, code) && this.#enter(step.next, at)) return true;
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
      case 'line_start': return at === 0 || charIn(LINE_ENDS, text.charCodeAt(at - 1));
      case 'line_end': return at === text.length || charIn(LINE_ENDS, text.charCodeAt(at));
      case 'word_edge': return this.#isWord(at - 1) !== this.#isWord(at);
      case 'no_word_edge': return this.#isWord(at - 1) === this.#isWord(at);
    }
  }

  #isWord(at: number): boolean {
    return at >= 0 && at < this.#text.length && charIn(WORD, this.#text.charCodeAt(at));
  }
}
