import type { SequenceStep } from './sequence-step.js';
import { FORBIDDEN } from './step-key-reader.js';
import type { Timeline } from './timeline.js';

export interface SequenceMatch {
  /** Epoch milliseconds of its first event. */
  readonly start: number;
  /** Place of its last event. */
  readonly end: number;
}

type Steps = readonly Pick<SequenceStep, 'times' | 'within'>[];

/**
 * The match that ends first, of those the one that begins first: its events stand in the order of the steps and lie within
 * `span` of each other, none that is forbidden among them.
 */
export function orderedMatch(line: Timeline, steps: Steps, span: number): SequenceMatch | undefined {
  // Of all ways to come to a step, the one that began last can go on the longest: if any comes to the end in time, it does.
  const found = scan(line, steps, span, line.consumed, line.length, (start, other) => start > other);
  if (found === undefined) return undefined;
  let from = line.consumed;
  while (line.time(from) <= line.time(found.end) - span) from++;
  return scan(line, steps, span, from, found.end + 1, (start, other) => start < other) ?? found;
}

/** The ways to come to the end of one step: places of their last events, ascending, and when each began at best. */
class Ends {
  readonly places: number[] = [];
  readonly starts: number[] = [];
  /** The best start of all up to here. */
  readonly best: number[] = [];
}

/** Goes through the events once, following each step's ends, and stops at the first that ends the last step in time. */
function scan(line: Timeline, steps: Steps, span: number, from: number, to: number, isBetter: (start: number, other: number) => boolean): SequenceMatch | undefined {
  let ends: Ends[] = [];
  let places: number[][] = [];
  const begin = (): void => {
    ends = steps.map(() => new Ends());
    places = steps.map(() => []);
  };
  begin();
  for (let at = from; at < to; at++) {
    const role = line.role(at);
    if (role === FORBIDDEN) {
      begin();
      continue;
    }
    // From the last step to the first, so that an event never stands for two of them.
    for (let index = steps.length - 1; index >= 0; index--) {
      const step = steps[index];
      const own = places[index];
      const mine = ends[index];
      if (step === undefined || own === undefined || mine === undefined || Math.floor(role / 2 ** index) % 2 === 0) continue;
      own.push(at);
      const first = own.at(-step.times);
      if (first === undefined || own.length < step.times) continue;
      const start = index === 0 ? ownStart(line, own, step, at, isBetter) : bestStart(line, ends[index - 1] ?? mine, first, line.time(at) - step.within, isBetter);
      if (start === undefined) continue;
      if (index === steps.length - 1 && line.time(at) - start < span) return { start, end: at };
      const before = mine.best.at(-1);
      mine.places.push(at);
      mine.starts.push(start);
      mine.best.push(before === undefined || isBetter(start, before) ? start : before);
    }
  }
  return undefined;
}

/** Where the first step begins that ends at `at`. */
function ownStart(line: Timeline, own: readonly number[], { times, within }: Steps[number], at: number, isBetter: (start: number, other: number) => boolean): number | undefined {
  let best: number | undefined;
  for (let place = own.length - times; place >= 0; place--) {
    const start = line.time(own[place] ?? at);
    if (line.time(at) - start >= within) break;
    if (best !== undefined && !isBetter(start, best)) break;
    best = start;
  }
  return best;
}

/** The best start of the ways to the step before that end before place `first`, and after time `after`. */
function bestStart(line: Timeline, before: Ends, first: number, after: number, isBetter: (start: number, other: number) => boolean): number | undefined {
  let last = before.places.length - 1;
  while (last >= 0 && (before.places[last] ?? 0) >= first) last--;
  if (last < 0) return undefined;
  if (after === -Infinity) return before.best[last];
  let best: number | undefined;
  for (; last >= 0 && line.time(before.places[last] ?? 0) > after; last--) {
    const start = before.starts[last];
    if (start !== undefined && (best === undefined || isBetter(start, best))) best = start;
  }
  return best;
}
