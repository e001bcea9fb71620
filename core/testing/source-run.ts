import { systemClock } from '../contract/clock.js';
import type { RawBatch, Source } from '../contract/plugin.js';
import { eventually, fail, pause, within } from './check.js';
import type { Feed } from './feed.js';
import { Marks } from './items.js';
import type { Exercise } from './lifecycle.js';
import { STEP_LIMIT, type Rig } from './rig.js';
import type { VirtualClock } from './virtual-clock.js';

export type SourceRig = Rig<Source, Feed>;

/** What core does with a batch: takes it at once, keeps it, or refuses it. */
export type Taking = 'take' | 'hold' | 'reject';

interface Given {
  readonly batch: RawBatch;
  /** The bytes at the time they were given. */
  readonly copy: Uint8Array;
  readonly settle: (error?: Error) => void;
}

/** A source's run, and what it has emitted, as core sees it. */
export class SourceRun {
  taking: Taking;
  readonly given: Given[] = [];
  readonly ended: Promise<void>;
  readonly #controller = new AbortController();
  readonly #clock: VirtualClock;
  #outstanding = 0;
  #over = false;

  constructor({ instance, context }: SourceRig, taking: Taking = 'take') {
    this.taking = taking;
    this.#clock = context.clock;
    this.ended = instance.run((batch) => this.#emit(batch), this.#controller.signal).finally(() => { this.#over = true; });
    // Who waits for the end sees the failure; nobody else has to.
    this.ended.catch(() => {});
  }

  /** Calls of emit that were not answered yet. */
  get outstanding(): number {
    return this.#outstanding;
  }

  get over(): boolean {
    return this.#over;
  }

  get records(): readonly string[] {
    return this.given.flatMap(({ copy, batch }) => recordsOf(copy, batch.ends)).map((record) => record.toString('latin1'));
  }

  /** Answers what is held, and everything from now on. */
  release(taking: 'take' | 'reject' = 'take'): void {
    this.taking = taking;
    for (const { settle } of this.given) settle(taking === 'reject' ? new Error('The pipeline stops.') : undefined);
  }

  /** Waits until as many records were emitted. Meanwhile the source's clock goes on, for sources that look now and then. */
  async reaches(count: number): Promise<void> {
    const end = systemClock.monotonic() + STEP_LIMIT;
    while (this.records.length < count && !this.#over && systemClock.monotonic() < end) {
      await pause(5);
      await this.#clock.advance(100);
    }
    if (this.records.length >= count) return;
    if (this.#over) await this.ended;
    fail(`${this.#over ? 'run ended' : `${STEP_LIMIT} ms passed`} after ${this.records.length} of ${count} records`);
  }

  abort(): void {
    this.#controller.abort(new Error('The source was stopped.'));
  }

  /** Aborts and waits for the end, which may be a rejection where emit rejected. */
  async end(): Promise<void> {
    this.abort();
    this.release('reject');
    await within(STEP_LIMIT, this.ended.catch(() => {}), `run did not settle within ${STEP_LIMIT} ms of an abort`);
  }

  #emit(batch: RawBatch): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#outstanding += 1;
      let open = true;
      const settle = (error?: Error): void => {
        if (!open) return;
        open = false;
        this.#outstanding -= 1;
        if (error) reject(error);
        else resolve();
      };
      this.given.push({ batch, copy: Uint8Array.from(batch.bytes), settle });
      if (this.taking !== 'hold') settle(this.taking === 'reject' ? new Error('The pipeline stops.') : undefined);
    });
  }
}

/** The records of a batch, without their line ends. */
function recordsOf(bytes: Uint8Array, ends: readonly number[] | undefined): readonly Buffer[] {
  const buffer = Buffer.from(bytes);
  const records: Buffer[] = [];
  let start = 0;
  for (const end of ends ?? lineEnds(buffer)) {
    let to = end;
    if (buffer[to - 1] === 0x0a) to -= 1;
    records.push(buffer.subarray(start, to));
    start = end;
  }
  return records;
}

function lineEnds(buffer: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let at = buffer.indexOf(0x0a); at >= 0; at = buffer.indexOf(0x0a, at + 1)) ends.push(at + 1);
  if ((ends.at(-1) ?? 0) < buffer.length) ends.push(buffer.length);
  return ends;
}

export const asRecords = (texts: readonly string[]): readonly Buffer[] => texts.map((text) => Buffer.from(text, 'latin1'));

export function sourceExercise(): Exercise<Source, Feed> {
  const marks = new Marks();
  return {
    async work(rig) {
      const texts = marks.take(5);
      const run = new SourceRun(rig);
      try {
        const fed = rig.peer.feed(asRecords(texts));
        await run.reaches(texts.length);
        await within(STEP_LIMIT, fed, 'feed did not settle');
        if (!texts.every((text) => run.records.some((record) => record.includes(text)))) fail('the records that were fed did not come');
      } finally {
        await run.end();
      }
    },
    async exhaust(rig) {
      const errors: unknown[] = [];
      const note = (error: unknown): void => void errors.push(error);
      await this.work(rig).catch(note);
      const run = new SourceRun(rig, 'reject');
      const fed = rig.peer.feed(asRecords(marks.take(3))).catch(note);
      await eventually(() => run.given.length > 0, 1000);
      run.abort();
      await within(STEP_LIMIT, run.ended, `run did not settle within ${STEP_LIMIT} ms of an abort`).catch(note);
      await within(STEP_LIMIT, fed, 'feed did not settle').catch(note);
      await within(STEP_LIMIT, Promise.resolve(rig.instance.health?.(rig.signal)), 'health did not settle').catch(note);
      return errors;
    },
  };
}
