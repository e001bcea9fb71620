import { AsyncResource } from 'node:async_hooks';
import { setMaxListeners } from 'node:events';
import PQueue from 'p-queue';
import type { Clock, Random, Timer } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { ProcessLog, Receiver } from '../contract/plugin.js';
import type { DeliverySettings } from '../../schemas/delivery.js';
import { Backlog, type BacklogHost } from './backlog.js';
import { Breaker } from './breaker.js';
import { Connection } from './connection.js';
import { deliverLoad, giveUp, type DeadLetterWriter, type DeliveryHost, type OnSettled } from './delivery.js';
import { Gate } from './gate.js';
import { bytesOf, isStored, type Item, type Load } from './item-queue.js';
import type { Overflow } from './overflow.js';
import type { Signals } from './signals.js';
import type { Tally } from './tally.js';
import { Share } from './share.js';
import type { Ticket } from './ticket.js';

/** Sizes of one delivery: the config's, else the plugin's, else core's. */
export interface BatchLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
  /** Milliseconds. */
  readonly maxWait: number;
  readonly concurrency: number;
}

export interface OutletOptions<T extends Item> {
  readonly id: string;
  readonly receiver: Receiver<T>;
  readonly settings: DeliverySettings;
  readonly limits: BatchLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
  readonly signals: Signals;
  readonly log: ProcessLog;
  readonly deadLetters: DeadLetterWriter<T>;
  readonly overflow: Overflow<T> | undefined;
}

/**
 * One sink or action, seen from the pipeline: a backlog, a batcher, p-queue with one task a batch, and the delivery of each
 * batch with retries. It outlives the instance behind it, which a reload replaces while the backlog stays. What is under way does
 * not count among what waits: that is at most `concurrency` batches.
 */
export class Outlet<T extends Item> implements DeliveryHost<T>, BacklogHost {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
  readonly signals: Signals;
  readonly log: ProcessLog;
  readonly gate = new Gate();
  readonly held = new Map<readonly T[], Load<T>>();
  readonly left = new Map<Load<T>, number>();
  readonly deadLetters: DeadLetterWriter<T>;
  readonly connection: Connection;
  receiver: Receiver<T>;
  settings: DeliverySettings;
  breaker: Breaker;
  keepsAll = false;
  isRefusing = false;
  stored = Promise.resolve();
  leftOnDisk = 0;
  onSettled: OnSettled<T> | undefined = undefined;
  #limits: BatchLimits;
  readonly #backlog: Backlog<T>;
  readonly #tasks: PQueue;
  readonly #scope = new AsyncResource('hushpipe.outlet');
  readonly #stop = new AbortController();
  readonly #idle: (() => void)[] = [];
  /** How many wait for `idle`: batches do not wait to fill meanwhile. */
  #hurrying = 0;
  /** Counts `maxWait` while a batch fills; when it is over, the batch is due. */
  #timer: Timer | undefined;
  #isDue = false;
  #aborted: Promise<void> | undefined;

  constructor(options: OutletOptions<T>) {
    this.id = options.id;
    this.receiver = options.receiver;
    this.settings = options.settings;
    this.#limits = options.limits;
    this.clock = options.clock;
    this.random = options.random;
    this.tally = options.tally;
    this.signals = options.signals;
    this.log = options.log;
    this.deadLetters = options.deadLetters;
    this.connection = new Connection(this);
    this.#backlog = new Backlog<T>(this, options.overflow);
    this.breaker = new Breaker(options.settings.breaker, options.clock);
    this.#tasks = new PQueue({ concurrency: options.limits.concurrency });
    // One or two for each delivery under way.
    setMaxListeners(0, this.#stop.signal);
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  get hasOverflow(): boolean {
    return this.#backlog.hasOverflow;
  }

  /** Items that wait, in memory and on disk. */
  get waiting(): number {
    return this.#backlog.length;
  }

  /** Items that have not come to their end: those that wait, are held back or are being delivered, and those that the next run delivers. */
  get undelivered(): number {
    return this.waiting + this.#backlog.heldBack + this.leftOnDisk + [...this.left.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Of the backlog. */
  readonly onChange = (): void => this.#pump();

  /** Delivers what an earlier run left on disk. To be called once the receiver has started. */
  start(): void {
    this.#pump();
  }

  /**
   * Takes items. Returns nothing when they are taken, or a promise to wait for while the queue is full and set to block. The
   * ticket is settled when they have left, whichever way.
   * @param bytes of all items together
   */
  push(items: readonly T[], ticket: Ticket, bytes = bytesOf(items)): Promise<void> | undefined {
    if (items.length === 0) return undefined;
    this.tally.eventsIn += items.length;
    this.tally.bytesIn += bytes;
    const parcel = { items, bytes, share: new Share(ticket) };
    if (this.#stop.signal.aborted) return giveUp(this, items, [parcel.share]);
    // A batch that is still filling is no reason to turn anything away.
    if (this.#timer !== undefined && !this.#backlog.hasRoom(parcel)) this.#setDue();
    return this.#backlog.push(parcel);
  }

  /** As `push`, for who cannot wait: what there is no room for is dropped, and counted. */
  offer(items: readonly T[], ticket: Ticket): void {
    if (!this.#backlog.isBlocking) return void this.push(items, ticket);
    this.tally.eventsIn += items.length;
    this.tally.record('queue_full_drop_newest', items.length);
  }

  /**
   * Changes what stands behind the queue; what waits is delivered by the new instance. To be called while the gate is closed,
   * so that no delivery is under way.
   */
  replace({ receiver, settings, limits, overflow }: Pick<OutletOptions<T>, 'receiver' | 'settings' | 'limits' | 'overflow'>): void {
    this.receiver = receiver;
    this.settings = settings;
    this.#limits = limits;
    this.#backlog.overflowTo(overflow);
    this.#tasks.concurrency = limits.concurrency;
    this.breaker = new Breaker(settings.breaker, this.clock);
    this.connection.found();
    this.#pump();
  }

  /** Resolves when nothing waits, in memory or on disk, and nothing is under way; also when it is aborted. */
  async idle(): Promise<void> {
    this.#hurrying++;
    this.#pump();
    while (!this.#isIdle) {
      await new Promise<void>((resolve) => {
        this.#idle.push(resolve);
      });
    }
    this.#hurrying--;
  }

  /**
   * Writes all that waits, here and now, where the receiver can: for while the process is ending. What a `deliver` was given
   * before is the receiver's to finish first; an empty batch asks it to. Returns how many items are left only in memory.
   */
  flushSync(): number {
    if (this.#stop.signal.aborted) return 0;
    this.#backlog.letAllIn();
    if (this.receiver.deliverSync !== undefined) {
      const isUnderWay = this.#backlog.underWay > this.held.size;
      while (this.#backlog.ready > 0) this.#begin();
      if (isUnderWay) this.#writeSync(Object.freeze([]));
      for (const [items, load] of this.held) {
        // The next run finds it on disk.
        if (isStored(load)) continue;
        if (!this.#writeSync(items)) break;
        this.held.delete(items);
      }
    }
    let left = this.#backlog.unstored;
    for (const [items, load] of this.held) if (!isStored(load)) left += items.length;
    return left;
  }

  #writeSync(items: readonly T[]): boolean {
    try {
      this.receiver.deliverSync?.(items);
      return true;
    } catch (error) {
      this.log.error(`${this.id} could not write what was left`, { error });
      return false;
    }
  }

  /**
   * Gives up what is left: running deliveries are aborted, and what waits goes to disk where the queue spools. Of the rest, what
   * nobody would give again goes to the dead letters, with `dead_letters` all of it. Never rejects. May be called again, with no
   * effect.
   */
  abort(leftovers: 'refuse' | 'dead_letters' = 'refuse'): Promise<void> {
    this.#aborted ??= this.#abort(leftovers === 'dead_letters');
    return this.#aborted;
  }

  async #abort(keepsAll: boolean): Promise<void> {
    this.keepsAll = keepsAll;
    this.#stop.abort(new HushpipeError('PIPELINE_CLOSED', `${this.id} is stopped`));
    this.#timer?.cancel();
    const left = this.#backlog.clear();
    const stored = this.#backlog.store(left);
    this.stored = stored.then(() => {});
    if ((await stored) && keepsAll) this.log.warn(`${this.id} was removed before all was delivered: what is in its spool stays there, for when there is a sink of this name again`);
    // One write for all that is to be kept, instead of one for each parcel.
    for (const keeper of ['source', 'disk', 'nobody']) {
      const parcels = left.filter(({ share }) => share.keeper === keeper && !share.isSettled);
      if (parcels.length > 0) await giveUp(this, parcels.flatMap(({ items }) => items), parcels.map(({ share }) => share));
    }
    await this.#tasks.onIdle();
    this.#pump();
    for (const part of [this.#backlog, this.deadLetters]) {
      await part.close().catch((error: unknown) => this.log.warn(`${this.id} could not close its files`, { error }));
    }
  }

  /** Starts as many deliveries as may run. */
  #pump(): void {
    const backlog = this.#backlog;
    backlog.refill();
    while (backlog.underWay < this.#limits.concurrency && backlog.ready > 0 && !this.#stop.signal.aborted && this.#takeTurn()) {
      this.#begin();
      backlog.refill();
    }
    if (this.#isIdle) for (const done of this.#idle.splice(0)) done();
  }

  get #isIdle(): boolean {
    return this.#stop.signal.aborted || this.#backlog.isEmpty;
  }

  /** Whether to send now: enough is there, the oldest has waited long enough, or somebody waits for it. */
  #takeTurn(): boolean {
    const { maxItems, maxBytes, maxWait } = this.#limits;
    const { ready, readyBytes, isBlocking } = this.#backlog;
    const isDue = this.#isDue || maxWait === 0 || this.#hurrying > 0 || isBlocking || ready >= maxItems || readyBytes >= maxBytes;
    if (isDue) {
      this.#timer?.cancel();
      this.#timer = undefined;
      this.#isDue = false;
    } else {
      this.#timer ??= this.clock.after(maxWait, () => this.#setDue());
    }
    return isDue;
  }

  #setDue(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isDue = true;
    this.#pump();
  }

  /** Takes one load from the queue, which is not empty, and sees to its delivery. */
  #begin(): void {
    const load = this.#backlog.take(this.#limits.maxItems, this.#limits.maxBytes) as Load<T>;
    this.held.set(load.items, load);
    this.left.set(load, load.items.length);
    void this.#tasks.add(() => this.#scope.runInAsyncScope(() => this.#run(load)));
  }

  async #run(load: Load<T>): Promise<void> {
    await deliverLoad(this, load);
    this.left.delete(load);
    this.#backlog.done(load);
    this.#pump();
  }
}
