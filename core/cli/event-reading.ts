import type { LoadedConfig } from '../config/loaded-config.js';
import { parseDuration } from '../config/units.js';
import { systemClock, type Clock } from '../contract/clock.js';
import { searchBeside } from '../runtime/parallel-search.js';
import { readStored, sizeOf, STDIN, type Searcher, type StoredBatch } from '../runtime/stored-events.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { usage, type Flags } from './flags.js';
import { Progress } from './progress.js';

interface Limits {
  readonly from: number;
  readonly to: number;
}

function limitsOf(flags: Flags): Limits {
  return { from: timeOf('from', flags.text('from') ?? flags.text('since')) ?? Number.NEGATIVE_INFINITY, to: timeOf('to', flags.text('to')) ?? Number.POSITIVE_INFINITY };
}

/** An ISO 8601 time, `now`, or a duration before now. */
function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'now') return systemClock.now();
  const ago = parseDuration(text);
  const time = ago === undefined ? Date.parse(text) : systemClock.now() - ago;
  if (Number.isNaN(time)) throw usage(`--${name} takes a time such as 2026-09-21T14:00:00Z, a duration before now such as 7d, or now`);
  return time;
}

/** The events of the files, within the times that are asked for. */
export class EventReading {
  readonly #files: readonly string[];
  readonly #config: LoadedConfig;
  readonly #source: string | undefined;
  readonly #limits: Limits;
  readonly #stop = new AbortController();
  #bytes = 0;
  #latest = Number.NEGATIVE_INFINITY;
  #earliest = Number.POSITIVE_INFINITY;
  read = 0;

  constructor(files: readonly string[], config: LoadedConfig, flags: Flags) {
    this.#files = files;
    this.#config = config;
    this.#source = flags.text('source');
    this.#limits = limitsOf(flags);
  }

  get interrupted(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Whether all times are asked for. */
  get #isOpen(): boolean {
    return this.#limits.from === Number.NEGATIVE_INFINITY && this.#limits.to === Number.POSITIVE_INFINITY;
  }

  get span(): { readonly from: number; readonly to: number } | undefined {
    return this.read === 0 ? undefined : { from: this.#earliest, to: this.#latest };
  }

  /** With `beside`, events that none of these triggers is for may be left out. */
  async* batches(words: () => string, beside?: readonly TriggerConfig[]): AsyncGenerator<StoredBatch> {
    const total = this.#files.includes(STDIN) ? undefined : sizeOf(this.#files);
    const progress = new Progress(process.stderr, () => ({ done: total === undefined || total === 0 ? undefined : Math.min(1, this.#bytes / total), words: words() }));
    try {
      for await (const batch of this.#stored(false, beside)) if (batch.events.length > 0 || batch.share !== undefined) yield batch;
    } finally {
      progress.stop(process.stderr);
    }
  }

  numbered(): AsyncGenerator<StoredBatch> {
    return this.#stored(true);
  }

  async* #stored(numbered: boolean, beside?: readonly TriggerConfig[]): AsyncGenerator<StoredBatch> {
    const source = this.#source === undefined ? undefined : this.#config.sources.find(({ name }) => name === this.#source);
    if (this.#source !== undefined && source === undefined) throw usage(`there is no source ${JSON.stringify(this.#source)} in the config`);
    const { parse = 'auto', multiline = 'none' } = source?.settings ?? {};
    const clock: Clock = { ...systemClock, now: () => (this.#latest === Number.NEGATIVE_INFINITY ? systemClock.now() : this.#latest) };
    const onSignal = (): void => this.#stop.abort();
    process.once('SIGINT', onSignal);
    try {
      const searcherFor = beside === undefined || multiline !== 'none' || !this.#isOpen ? undefined : (file: string): Searcher | undefined => searchBeside(file, parse, beside);
      const how = searcherFor === undefined ? {} : { searcherFor };
      for await (const batch of readStored({ ...how, files: this.#files, parse, multiline, clock, numbered, signal: this.#stop.signal, onRead: (bytes) => void (this.#bytes += bytes) })) yield this.#within(batch);
    } finally {
      process.off('SIGINT', onSignal);
    }
  }

  #within(batch: StoredBatch): StoredBatch {
    const { from, to } = this.#limits;
    const { share } = batch;
    if (share !== undefined) {
      this.#earliest = Math.min(this.#earliest, share.count > 0 ? share.first : this.#earliest);
      this.#latest = Math.max(this.#latest, share.latest);
      this.read += share.count;
      return batch;
    }
    const kept = this.#isOpen ? undefined : batch.events.map(({ time }) => time >= from && time <= to);
    const events = kept === undefined ? batch.events : batch.events.filter((_, at) => kept[at]);
    // The ends of a batch are near enough: it is some thousand lines.
    for (const event of [events[0], events.at(-1)]) {
      if (event === undefined) continue;
      this.#earliest = Math.min(this.#earliest, event.time);
      this.#latest = Math.max(this.#latest, event.time);
    }
    this.read += events.length;
    return kept === undefined || batch.lines === undefined ? { ...batch, events } : { ...batch, events, lines: batch.lines.filter((_, at) => kept[at]) };
  }
}
