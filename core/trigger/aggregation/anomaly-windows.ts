import type { AnomalyConfig } from '../../../schemas/aggregation.js';
import type { JsonObject, JsonValue } from '../../contract/json.js';
import { LATENESS } from '../lateness.js';
import { loadList, loadNumber, loadObject } from '../saved.js';
import type { Match } from '../trigger-state.js';
import { eventDigest } from './event-digest.js';
import type { GroupWindow } from './group-windows.js';
import { loadRing, TimeRing } from './time-ring.js';
import { WindowFigure } from './window-figure.js';
import type { Added, Measure } from './windows.js';

/** So many of the latest events are known when they come again. */
const REMEMBERED = 1024;
/** The window itself. */
const UNITS_PER_GROUP = 115;
const UNITS_PER_EVENT = 2;
const UNITS_PER_WINDOW = 6;
/** A baseline that varies less than this share of its mean is taken to vary by so much: else the least change would be an anomaly. */
const LEAST_DEVIATION = 0.01;

/** A window with its figure. */
interface Entry {
  readonly count: number;
  readonly figure: number;
}

/** How the last whole window lies to those before it. */
interface Verdict {
  readonly window: number;
  readonly entry: Entry;
  readonly mean: number;
  readonly deviation: number;
  readonly zscore: number;
}

export interface AnomalyOptions {
  readonly config: AnomalyConfig;
  readonly read: (match: Match) => number | undefined;
}

/**
 * `anomaly: { field, fn, zscore, within, baseline }` for one group. Windows follow one another, aligned to the epoch: window n
 * is (n - 1) within to n within. Each is judged when it is over, against the figures of those before it. The one that the
 * first event came in is not whole, and is left out.
 */
export class AnomalyWindow implements GroupWindow {
  readonly #options: AnomalyOptions;
  /** How many windows the baseline goes back. */
  readonly #reach: number;
  /** Windows that nothing more comes for, by their number; those without events are not among them. */
  readonly #entries = new Map<number, Entry>();
  /** Those that something may still come for. */
  readonly #open = new Map<number, WindowFigure>();
  readonly #events: TimeRing;
  #first = Infinity;
  #newest = -Infinity;
  #verdict: { readonly window: number; readonly verdict: Verdict | undefined } | undefined;

  constructor(options: AnomalyOptions, saved?: JsonValue) {
    const { baseline, within, fn } = options.config;
    this.#options = options;
    this.#reach = Math.floor(baseline / within);
    if (saved === undefined) {
      this.#events = new TimeRing(REMEMBERED);
      return;
    }
    const { entries, open, events, first, newest } = loadObject(saved);
    this.#events = loadRing(events, REMEMBERED);
    this.#first = first === null ? Infinity : loadNumber(first);
    this.#newest = newest === null ? -Infinity : loadNumber(newest);
    for (const entry of loadList(entries)) {
      const [window, count, figure] = loadList(entry).map(loadNumber);
      if (window !== undefined && count !== undefined && figure !== undefined) this.#entries.set(window, { count, figure });
    }
    for (const entry of loadList(open)) {
      const [window, figure] = loadList(entry);
      this.#open.set(loadNumber(window), new WindowFigure(fn, figure));
    }
  }

  get size(): number {
    let size = UNITS_PER_GROUP + this.#entries.size * UNITS_PER_WINDOW + this.#events.size * UNITS_PER_EVENT;
    for (const figure of this.#open.values()) size += figure.size;
    return size;
  }

  get newest(): number {
    return this.#newest;
  }

  add(match: Match): Added {
    const { time, id } = match;
    const { within, fn } = this.#options.config;
    const value = this.#options.read(match);
    if (value === undefined) return 'ignored';
    const window = Math.ceil(time / within);
    if (window * within + LATENESS <= this.#newest) return 'late';
    const added = this.#events.add(time, eventDigest(id));
    // An event older than all that are known may have come before.
    if (added !== 'counted') return added === 'outside' ? 'late' : added;
    const isNext = window > this.#lastWindow();
    this.#newest = Math.max(this.#newest, time);
    if (isNext) this.#forget();
    if (this.#isEmpty()) this.#first = window;
    const figure = this.#open.get(window) ?? new WindowFigure(fn);
    figure.add(value);
    this.#open.set(window, figure);
    this.#verdict = undefined;
    return 'counted';
  }

  holds(at: number): boolean {
    const { direction, zscore } = this.#options.config;
    const verdict = this.#judge(at);
    if (verdict === undefined) return false;
    return (direction !== 'down' && verdict.zscore >= zscore) || (direction !== 'up' && verdict.zscore <= -zscore);
  }

  changesAt(at: number): number {
    if (this.#isEmpty()) return Infinity;
    const { within } = this.#options.config;
    const window = this.#wholeAt(at);
    const last = this.#lastWindow();
    const end = this.#isZeroAFigure() ? last + this.#reach + 1 : last + 1;
    return window >= end ? Infinity : (window + 1) * within + 1;
  }

  measure(at: number): Measure {
    const verdict = this.#judge(at);
    const { within } = this.#options.config;
    if (verdict === undefined) return { count: 0, value: 0, since: (this.#wholeAt(at) - 1) * within };
    const { window, entry, mean, deviation, zscore } = verdict;
    return { count: entry.count, value: entry.figure, since: (window - 1) * within, reference: mean, details: { zscore: Math.round(zscore * 100) / 100, deviation } };
  }

  spentAt(): number {
    return (this.#lastWindow() + this.#reach + 1) * this.#options.config.within + 1;
  }

  toJSON(): JsonObject {
    return {
      entries: [...this.#entries].map(([window, { count, figure }]) => [window, count, figure]),
      open: [...this.#open].map(([window, figure]) => [window, figure.toJSON()]),
      events: this.#events.toJSON(),
      first: this.#first === Infinity ? null : this.#first,
      newest: this.#newest === -Infinity ? null : this.#newest,
    };
  }

  /** Number of the last window that is over: what comes at its very end still belongs to it. */
  #wholeAt(at: number): number {
    return Math.floor((at - 1) / this.#options.config.within);
  }

  #lastWindow(): number {
    return Math.ceil(this.#newest / this.#options.config.within);
  }

  /** Whether a window without events has a figure: that of none is 0. */
  #isZeroAFigure(): boolean {
    const { fn } = this.#options.config;
    return fn === 'count' || fn === 'sum';
  }

  #entryOf(window: number): Entry | undefined {
    const open = this.#open.get(window);
    if (open !== undefined) return { count: open.count, figure: open.value };
    return this.#entries.get(window) ?? (this.#isZeroAFigure() ? { count: 0, figure: 0 } : undefined);
  }

  #judge(at: number): Verdict | undefined {
    if (this.#isEmpty()) return undefined;
    const window = this.#wholeAt(at);
    if (this.#verdict?.window !== window) this.#verdict = { window, verdict: this.#verdictOn(window) };
    return this.#verdict.verdict;
  }

  #verdictOn(window: number): Verdict | undefined {
    const entry = window > this.#first ? this.#entryOf(window) : undefined;
    if (entry === undefined) return undefined;
    const figures: number[] = [];
    for (let before = Math.max(this.#first + 1, window - this.#reach); before < window; before++) {
      const figure = this.#entryOf(before)?.figure;
      if (figure !== undefined) figures.push(figure);
    }
    if (figures.length < this.#options.config.min_windows) return undefined;
    const mean = figures.reduce((sum, figure) => sum + figure, 0) / figures.length;
    const variance = figures.reduce((sum, figure) => sum + (figure - mean) ** 2, 0) / (figures.length - 1);
    // Where all were 0, one is as good a unit as any.
    const deviation = Math.max(Math.sqrt(variance), LEAST_DEVIATION * Math.abs(mean)) || 1;
    return { window, entry, mean, deviation, zscore: (entry.figure - mean) / deviation };
  }

  /** Lets go of windows before any baseline, and of the numbers of those that nothing more comes for. */
  #forget(): void {
    const { within } = this.#options.config;
    const last = this.#lastWindow();
    for (const [window, open] of this.#open) {
      if (window * within + LATENESS > this.#newest) continue;
      this.#open.delete(window);
      this.#entries.set(window, { count: open.count, figure: open.value });
    }
    for (const window of this.#entries.keys()) if (window < last - this.#reach - 1) this.#entries.delete(window);
  }

  #isEmpty(): boolean {
    return this.#entries.size === 0 && this.#open.size === 0;
  }
}
