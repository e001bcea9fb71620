import type { JsonValue } from '../../contract/json.js';
import { LATENESS } from '../lateness.js';
import { loadNumber, loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { eventDigest } from './event-digest.js';
import { orderedMatch } from './ordered-match.js';
import type { SequenceStep } from './sequence-step.js';
import { FORBIDDEN } from './step-key-reader.js';
import { Timeline } from './timeline.js';
import { unorderedMatch } from './unordered-match.js';
import type { Added, Measure, Windows } from './windows.js';

/** Most events that are kept of one group, or four times what a match takes where that is more. */
const MOST_KEPT = 256;

interface Course {
  readonly line: Timeline;
  /** The latest match: when it began, and until when it counts as what the window holds. */
  match: { readonly start: number; readonly until: number } | undefined;
}

/**
 * `sequence`: a match takes the events of its steps, at the first event with which there is one; of several that end with it,
 * the one that begins first. All events up to its last are used up by it. What it holds lasts until its first event leaves
 * the window.
 */
export class SequenceWindows implements Windows {
  readonly span: number;
  readonly #steps: readonly SequenceStep[];
  readonly #ordered: boolean;
  readonly #taken: number;
  readonly #most: number;
  readonly #courses: (Course | undefined)[] = [];
  #size = 0;
  #dropped = 0;

  constructor(steps: readonly SequenceStep[], span: number, ordered: boolean) {
    this.span = span;
    this.#steps = steps;
    this.#ordered = ordered;
    this.#taken = steps.reduce((sum, { times }) => sum + times, 0);
    this.#most = Math.max(MOST_KEPT, 4 * this.#taken);
  }

  get size(): number {
    return 2 * this.#size;
  }

  open(slot: number): void {
    this.#courses[slot] = { line: new Timeline(), match: undefined };
  }

  close(slot: number): void {
    this.#size -= this.#courses[slot]?.line.length ?? 0;
    this.#courses[slot] = undefined;
  }

  /** The match ends; what it used up stays so. */
  restart(slot: number): void {
    const course = this.#courses[slot];
    if (course !== undefined) course.match = undefined;
  }

  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  newest(slot: number): number {
    return this.#courses[slot]?.line.newest ?? -Infinity;
  }

  add(slot: number, { time, id }: Match, role: number): Added {
    const course = this.#courses[slot];
    if (course === undefined) return 'outside';
    const { line } = course;
    const before = line.length;
    const place = line.add(time, eventDigest(id), role);
    if (typeof place === 'string') return place;
    const match = this.#matchSince(line, place);
    if (match !== undefined) {
      line.consume(match.end);
      // One that a late event completed holds for a moment at least, to be told.
      course.match = { start: match.start, until: Math.max(match.start + this.span, line.newest + 1) };
    }
    line.forgetThrough(line.newest - this.span - LATENESS);
    for (; line.length > this.#most; this.#dropped++) line.remove(line.leastMissed(this.#taken));
    this.#size += line.length - before;
    return match === undefined ? 'kept' : 'counted';
  }

  holds(slot: number, at: number): boolean {
    const match = this.#courses[slot]?.match;
    return match !== undefined && at < match.until;
  }

  changesAt(slot: number, at: number): number {
    const until = this.#courses[slot]?.match?.until ?? -Infinity;
    return until > at ? until : Infinity;
  }

  measure(slot: number, at: number): Measure {
    const course = this.#courses[slot];
    if (course === undefined) return { count: 0, value: 0, since: -Infinity };
    const { line, match } = course;
    if (match !== undefined && at < match.until) return { count: this.#taken, value: this.#steps.length, since: match.start };
    const count = line.length - line.consumed;
    return { count, value: this.#met(line), since: count === 0 ? -Infinity : line.time(line.consumed) };
  }

  spentAt(slot: number): number {
    return this.newest(slot) + this.span;
  }

  save(slot: number): JsonValue {
    const course = this.#courses[slot];
    return course === undefined ? null : { ...course.line.toJSON(), ...(course.match === undefined ? {} : { match: course.match }) };
  }

  load(slot: number, saved: JsonValue): void {
    const line = Timeline.load(saved);
    const { match } = loadObject(saved);
    const { start, until } = match === undefined ? {} : loadObject(match);
    this.#courses[slot] = { line, match: start === undefined ? undefined : { start: loadNumber(start), until: loadNumber(until) } };
    this.#size += line.length;
  }

  /** A match that there was not before the event at this place came. */
  #matchSince(line: Timeline, place: number): { readonly start: number; readonly end: number } | undefined {
    const role = line.role(place);
    if (role === FORBIDDEN) return undefined;
    if (!this.#ordered) return unorderedMatch(line, this.#steps, this.span, place);
    const isLast = place === line.length - 1;
    if (isLast && Math.floor(role / 2 ** (this.#steps.length - 1)) % 2 === 0) return undefined;
    return orderedMatch(line, this.#steps, this.span);
  }

  /** How many steps have an event that may be theirs. */
  #met(line: Timeline): number {
    const bits = this.#steps.map(() => false);
    for (let at = line.consumed; at < line.length; at++) {
      if (line.role(at) === FORBIDDEN) bits.fill(false);
      else for (const index of bits.keys()) if (Math.floor(line.role(at) / 2 ** index) % 2 === 1) bits[index] = true;
    }
    return bits.filter(Boolean).length;
  }
}
