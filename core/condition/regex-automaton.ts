import { CharClasses } from './char-classes.js';
import { charIn, type Program, type Step } from './regex-program.js';
import { LINE_ENDS, WORD, type Place } from './regex-syntax.js';

/** Work that a search may still do, in units of a few nanoseconds. */
export class WorkBudget {
  #left: number;

  constructor(units: number) {
    this.#left = units;
  }

  /** Throws where no more is left: what was to be found is then unknown. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left < 0) throw new RangeError('the search takes too long');
  }
}

/** What stands on one side of a place. */
type Side = 'none' | 'word' | 'line_end' | 'other';

interface State {
  /** Steps to go on from, before what needs no character; in order of preference. */
  readonly items: readonly number[];
  /** What was read last. */
  readonly before: Side;
}

/** Transitions and steps of states that are kept; beyond it all are forgotten. */
const MOST_KEPT = 250_000;

/**
 * Reads a text once, in time linear in its length, and remembers which sets of steps it was in and what led from one to the
 * next (a deterministic automaton, made as far as texts ask for it), so that most characters cost a look at a table.
 */
export class RegexAutomaton {
  readonly #steps: readonly Step[];
  readonly #first: number;
  readonly #isReversed: boolean;
  readonly #classes: CharClasses;
  /** The class of no character: behind either end. */
  readonly #none: number;
  readonly #hasPlaces: boolean;
  #states: State[] = [];
  #ids = new Map<string, number>();
  #initials = new Map<Side, number>();
  /** By state and class: twice the next state, plus one where a match ends before the character; -1 where not known yet. */
  #next: Int32Array[] = [];
  #kept = 0;

  /** `program` is reversed where the automaton is. */
  constructor({ steps, first }: Program, isReversed: boolean) {
    this.#steps = steps;
    this.#first = first;
    this.#isReversed = isReversed;
    this.#hasPlaces = steps.some(({ kind }) => kind === 'place');
    const sets = steps.flatMap((step) => (step.kind === 'chars' ? [step.set] : []));
    this.#classes = new CharClasses(this.#hasPlaces ? [...sets, WORD, LINE_ENDS] : sets);
    this.#none = this.#classes.samples.length;
  }

  /** For a reversed program: the places at which matches begin, the last one first. */
  matchPlaces(text: string, budget: WorkBudget): readonly number[] {
    budget.spend(text.length);
    const places: number[] = [];
    let state = this.#initial(this.#side(this.#none));
    for (let at = text.length; at >= 0; at--) {
      const to = this.#go(state, at === 0 ? this.#none : this.#classes.of(text.charCodeAt(at - 1)), budget);
      if ((to & 1) === 1) places.push(at);
      state = to >> 1;
    }
    return places;
  }

  /** Where the match that begins at `start` ends, of several the one that a backtracking search would find first; -1 where none does. */
  matchEnd(text: string, start: number, budget: WorkBudget): number {
    let end = -1;
    let state = this.#initial(this.#side(start === 0 ? this.#none : this.#classes.of(text.charCodeAt(start - 1))));
    let at = start;
    for (; at <= text.length; at++) {
      const to = this.#go(state, at === text.length ? this.#none : this.#classes.of(text.charCodeAt(at)), budget);
      if ((to & 1) === 1) end = at;
      state = to >> 1;
      if ((this.#states[state] as State).items.length === 0) break;
    }
    budget.spend(at - start + WORK_OF_STEP);
    return end;
  }

  #go(state: number, charClass: number, budget: WorkBudget): number {
    const row = this.#next[state] as Int32Array;
    const known = row[charClass] as number;
    return known >= 0 ? known : this.#make(state, charClass, budget);
  }

  #make(id: number, charClass: number, budget: WorkBudget): number {
    const state = this.#states[id] as State;
    const after = this.#side(charClass);
    const items = new Set<number>();
    const sample = this.#classes.samples[charClass] ?? -1;
    const seen = new Set<number>();
    let isMatch = false;
    const stack = state.items.toReversed();
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      if (seen.has(index)) continue;
      seen.add(index);
      const step = this.#steps[index] as Step;
      if (step.kind === 'match') {
        isMatch = true;
        // What is left would only be tried if this were no match. From the end all beginnings are wanted.
        if (!this.#isReversed) break;
      } else if (step.kind === 'fork') {
        stack.push(step.other, step.next);
      } else if (step.kind === 'place') {
        if (this.#isReversed ? isAt(step.place, after, state.before) : isAt(step.place, state.before, after)) stack.push(step.next);
      } else if (charIn(step.set, sample)) {
        items.add(step.next);
      }
    }
    budget.spend((seen.size + items.size) * WORK_OF_STEP);
    // Read from the end, a match may also begin at any other place; and the order does not matter.
    const next = this.#isReversed ? [...items.add(this.#first)].sort((a, b) => a - b) : [...items];
    const isForgotten = this.#kept > MOST_KEPT;
    if (isForgotten) this.#forget();
    const to = this.#idOf({ items: next, before: after }) * 2 + Number(isMatch);
    if (!isForgotten) (this.#next[id] as Int32Array)[charClass] = to;
    return to;
  }

  #side(charClass: number): Side {
    if (!this.#hasPlaces) return 'other';
    const sample = this.#classes.samples[charClass];
    return sample === undefined ? 'none' : charIn(WORD, sample) ? 'word' : charIn(LINE_ENDS, sample) ? 'line_end' : 'other';
  }

  /** The state in which reading begins. */
  #initial(before: Side): number {
    let id = this.#initials.get(before);
    if (id === undefined) {
      id = this.#idOf({ items: [this.#first], before });
      this.#initials.set(before, id);
    }
    return id;
  }

  #idOf(state: State): number {
    const key = `${state.before} ${state.items.join(' ')}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#states.push(state) - 1;
    this.#ids.set(key, id);
    this.#next.push(new Int32Array(this.#none + 1).fill(-1));
    this.#kept += state.items.length + this.#none + STATE_COST;
    return id;
  }

  #forget(): void {
    this.#states = [];
    this.#ids = new Map();
    this.#initials = new Map();
    this.#next = [];
    this.#kept = 0;
  }
}

/** A step that is looked at in a state for the first time costs so much more than one from a table. */
const WORK_OF_STEP = 8;
const STATE_COST = 32;

function isAt(place: Place, before: Side, after: Side): boolean {
  switch (place) {
    case 'start': return before === 'none';
    case 'end': return after === 'none';
    case 'line_start': return before === 'none' || before === 'line_end';
    case 'line_end': return after === 'none' || after === 'line_end';
    case 'word_edge': return (before === 'word') !== (after === 'word');
    case 'no_word_edge': return (before === 'word') === (after === 'word');
  }
}
