import type { Random } from '../../core/contract/clock.js';
import type { Dead } from '../../core/pipeline/delivery.js';
import { bytesOf, type Item } from '../../core/pipeline/item-queue.js';
import { Outlet, type BatchLimits } from '../../core/pipeline/outlet.js';
import type { Overflow, Release } from '../../core/pipeline/overflow.js';
import { Signals, type SignalMap } from '../../core/pipeline/signals.js';
import { Tally } from '../../core/pipeline/tally.js';
import { Ticket, type Keeper } from '../../core/pipeline/ticket.js';
import { testContext } from '../../core/testing/test-context.js';
import { VirtualClock } from '../../core/testing/virtual-clock.js';
import type { DeliverySettings } from '../../schemas/delivery.js';
import { idsOf, items, scriptedReceiver, type ScriptedReceiver } from './items.js';

export interface RigOptions {
  readonly queue?: Partial<DeliverySettings['queue']>;
  readonly retry?: Partial<DeliverySettings['retry']>;
  readonly breaker?: Partial<DeliverySettings['breaker']>;
  readonly deadLetters?: boolean;
  readonly limits?: Partial<BatchLimits>;
  readonly overflow?: Overflow<Item>;
  readonly random?: Random;
}

export const settingsOf = ({ queue, retry, breaker, deadLetters = true }: RigOptions): DeliverySettings => ({
  queue: { max_events: 1000, max_bytes: 1_000_000, when_full: 'block', max_spool: 1_000_000, ...queue },
  batch: {},
  retry: { initial: 100, max: 1000, ...retry },
  breaker: { failures: 1000, cooldown: 10_000, ...breaker },
  timeout: 5000,
  dead_letters: deadLetters,
});

export const limitsOf = ({ limits }: RigOptions): BatchLimits => ({ maxItems: 100, maxBytes: 100_000, maxWait: 0, concurrency: 1, ...limits });

/** An outlet over a scripted receiver, on a virtual clock. What is random is always one half. */
export class OutletRig {
  readonly clock = new VirtualClock();
  readonly tally = new Tally('sinks.test');
  readonly receiver: ScriptedReceiver = scriptedReceiver();
  readonly outlet: Outlet<Item>;
  /** What became a dead letter: `id reason attempts`. */
  readonly dead: string[] = [];
  /** Names of the signals, in order. */
  readonly signals: (keyof SignalMap)[] = [];
  readonly logged: readonly { readonly level: string; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }[];
  /** How often the next writes of dead letters fail. */
  diskFailures = 0;
  closed = 0;

  constructor(options: RigOptions = {}) {
    const { log, logs } = testContext();
    const signals = new Signals(log);
    for (const name of ['outlet_failing', 'outlet_recovered', 'breaker_opened', 'dead_lettered'] as const) signals.on(name, () => this.signals.push(name));
    this.logged = logs;
    this.outlet = new Outlet<Item>({
      id: 'sinks.test',
      receiver: this.receiver,
      settings: settingsOf(options),
      limits: limitsOf(options),
      clock: this.clock,
      random: options.random ?? (() => 0.5),
      tally: this.tally,
      signals,
      log,
      deadLetters: { write: (entries) => this.#bury(entries), close: async () => void this.closed++ },
      overflow: options.overflow,
    });
  }

  /** Pushes one batch; says when it was taken and how it ended. */
  push(ids: string | readonly Item[], keeper: Keeper = 'source'): Pushed {
    const batch = typeof ids === 'string' ? items(ids) : ids;
    const ticket = new Ticket(keeper);
    const pushed: { -readonly [K in keyof Pushed]: Pushed[K] } = { taken: false, outcome: 'open' };
    const wait = this.outlet.push(batch, ticket, bytesOf(batch));
    pushed.taken = wait === undefined;
    void wait?.then(() => (pushed.taken = true));
    ticket.settle();
    ticket.done.then(() => (pushed.outcome = 'delivered'), (error: unknown) => (pushed.outcome = (error as Error).message));
    return pushed;
  }

  /** Lets promises settle. */
  settle(): Promise<void> {
    return this.clock.settle();
  }

  async #bury(entries: readonly Dead<Item>[]): Promise<void> {
    if (this.diskFailures-- > 0) throw new Error('no space left');
    this.dead.push(...entries.map(({ item, reason, attempts }) => `${item.id} ${reason} ${attempts}`));
  }
}

export interface Pushed {
  readonly taken: boolean;
  /** `open`, `delivered`, or why it was given up. */
  readonly outcome: string;
}

/** An overflow without a disk. */
export class MemoryOverflow implements Overflow<Item> {
  /** Ids of each record that is not released. */
  readonly records: { readonly list: readonly Item[]; isCopy: boolean }[] = [];
  readonly #unread: { readonly list: readonly Item[]; isCopy: boolean }[] = [];
  /** Most items that it takes. */
  room: number;
  /** What its next calls fail with. */
  failure: Error | undefined;
  isClosed = false;

  constructor(room = Infinity) {
    this.room = room;
  }

  get length(): number {
    return this.#unread.reduce((sum, { list }) => sum + list.length, 0);
  }

  /** What a restart would find, records in brackets. */
  get onDisk(): string {
    return this.records.map(({ list, isCopy }) => (isCopy ? `(${idsOf(list)})` : `[${idsOf(list)}]`)).join(' ');
  }

  async add(list: readonly Item[]): Promise<boolean> {
    const record = { list, isCopy: false };
    if (!this.#write(record)) return false;
    this.#unread.push(record);
    return true;
  }

  async keep(list: readonly Item[]): Promise<Release | undefined> {
    const record = { list, isCopy: true };
    return this.#write(record) ? () => this.#release(record) : undefined;
  }

  async next(): Promise<{ readonly items: readonly Item[]; readonly release: Release } | undefined> {
    if (this.failure !== undefined) throw this.failure;
    const record = this.#unread.shift();
    return record && { items: record.list, release: () => this.#release(record) };
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  #write(record: MemoryOverflow['records'][number]): boolean {
    if (this.failure !== undefined) throw this.failure;
    const held = this.records.reduce((sum, { list }) => sum + list.length, 0);
    if (held + record.list.length > this.room) return false;
    this.records.push(record);
    return true;
  }

  async #release(record: MemoryOverflow['records'][number]): Promise<void> {
    this.records.splice(this.records.indexOf(record), 1);
  }
}
