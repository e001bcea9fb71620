import type { Clock } from '../contract/clock.js';
import type { Signals } from '../pipeline/signals.js';
import type { Ticket } from '../pipeline/ticket.js';

/** A wait shorter than this is a wait for nothing but the next turn. */
const SHORTEST = 10;

/** A clock that moved by so much more or less than time passed was set to another time. */
const SHORTEST_STEP = 1_000;

/**
 * Measures how long nothing could come in: a source is down, its events wait for room in a queue, or they wait for an
 * acknowledgement from a sink that fails. That time, and the time by which the wall clock was set, is no time in which
 * anything stayed away.
 */
export class InputHold {
  readonly #clock: Clock;
  readonly #listening: readonly (() => void)[];
  readonly #failing = new Set<string>();
  readonly #down = new Set<string>();
  #blocked = 0;
  #unacknowledged = 0;
  /** Monotonic time since when it is held up; undefined while it is not. */
  #since: number | undefined;
  #total = 0;
  /** The wall clock less monotonic time, when it was last looked at. */
  #offset: number;

  constructor(clock: Clock, signals: Signals) {
    this.#clock = clock;
    this.#offset = clock.now() - clock.monotonic();
    const mark = (set: Set<string>, on: boolean) => (id: string): void => this.#change(() => void (on ? set.add(id) : set.delete(id)));
    this.#listening = [
      signals.on('outlet_failing', mark(this.#failing, true)),
      signals.on('outlet_recovered', mark(this.#failing, false)),
      signals.on('source_failed', mark(this.#down, true)),
      signals.on('source_restarted', mark(this.#down, false)),
      signals.on('source_ended', mark(this.#down, false)),
    ];
  }

  /** A batch waits for room until `taken` settles, and its source for an acknowledgement until the ticket is done. */
  async wait(taken: Promise<void>, { keeper, done }: Pick<Ticket, 'keeper' | 'done'>): Promise<void> {
    if (keeper === 'source') {
      this.#change(() => void (this.#unacknowledged += 1));
      const acknowledged = (): void => this.#change(() => void (this.#unacknowledged -= 1));
      done.then(acknowledged, acknowledged);
    }
    this.#change(() => void (this.#blocked += 1));
    try {
      await taken;
    } finally {
      this.#change(() => void (this.#blocked -= 1));
    }
  }

  /** Milliseconds since this was last asked that were held up, and by which the wall clock was set; negative where it was set back further. */
  take(): number {
    const now = this.#clock.monotonic();
    if (this.#since !== undefined && now - this.#since >= SHORTEST) {
      this.#total += now - this.#since;
      this.#since = now;
    }
    const held = Math.floor(this.#total);
    this.#total -= held;
    const offset = this.#clock.now() - now;
    const step = Math.round(offset - this.#offset);
    this.#offset = offset;
    return Math.abs(step) >= SHORTEST_STEP ? held + step : held;
  }

  close(): void {
    for (const stop of this.#listening) stop();
  }

  #change(change: () => void): void {
    change();
    const isHeld = this.#down.size > 0 || this.#blocked > 0 || (this.#failing.size > 0 && this.#unacknowledged > 0);
    const now = this.#clock.monotonic();
    if (isHeld) {
      this.#since ??= now;
      return;
    }
    if (this.#since !== undefined && now - this.#since >= SHORTEST) this.#total += now - this.#since;
    this.#since = undefined;
  }
}
