import { AsyncResource } from 'node:async_hooks';
import PQueue from 'p-queue';
import type { Clock, Random, Timer } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { ProcessLog, Receiver } from '../contract/plugin.js';
import type { DeliverySettings } from '../../schemas/delivery.js';
import { Breaker } from './breaker.js';
import { deliverLoad, type DeadLetterWriter, type DeliveryHost } from './delivery.js';
import { Gate } from './gate.js';
import { bytesOf, ItemQueue, type Item, type Load } from './item-queue.js';
import type { Overflow } from './overflow.js';
import { Patience } from './patience.js';
import type { Signals } from './signals.js';
import { Spillway } from './spillway.js';
import type { Tally } from './tally.js';
import { letGo, settleAll, type Ticket } from './ticket.js';

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
  readonly deadLetters: DeadLetterWriter<T> | undefined;
  readonly overflow: Overflow<T> | undefined;
}

/** Items that a full queue holds back, and how to go on with them. */
interface Blocked<T extends Item> {
  readonly items: readonly T[];
  readonly bytes: number;
  readonly ticket: Ticket;
  /** Whether they were taken out of turn. */
  taken: boolean;
  readonly goOn: () => void;
}

/**
 * One sink or action, seen from the pipeline: a bounded queue, a batcher, p-queue with one task a batch, and the delivery of
 * each batch with retries. It outlives the instance behind it, which a reload replaces while the queue stays.
 */
export class Outlet<T extends Item> implements DeliveryHost<T> {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
  readonly signals: Signals;
  readonly log: ProcessLog;
  readonly gate = new Gate();
  readonly held = new Map<readonly T[], Load<T>>();
  readonly deadLetters: DeadLetterWriter<T> | undefined;
  readonly #queue = new ItemQueue<T>();
  #spillway: Spillway<T> | undefined;
  readonly #tasks: PQueue;
  readonly #scope = new AsyncResource('hushpipe.outlet');
  readonly #stop = new AbortController();
  readonly #waiting: Blocked<T>[] = [];
  #idle: (() => void)[] = [];
  /** Under way, oldest first. */
  readonly #loads = new Set<Load<T>>();
  readonly #patience: Patience;
  /** Held up, and set to let events go: nobody waits for its deliveries until it has caught up. */
  #late = false;
  #flushing = false;
  #timer: Timer | undefined;
  receiver: Receiver<T>;
  settings: DeliverySettings;
  breaker: Breaker;
  #limits: BatchLimits;

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
    this.#patience = new Patience(options.clock, () => this.#onLate());
    this.#spillway = this.#spillwayOf(options.overflow);
    this.breaker = new Breaker(options.settings.breaker, options.clock);
    this.#tasks = new PQueue({ concurrency: options.limits.concurrency });
    if (this.#spilled > 0) this.#pump();
  }

  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  get hasOverflow(): boolean {
    return this.#spillway !== undefined;
  }

  /** Items that wait, in memory and on disk. */
  get waiting(): number {
    return this.#queue.length + this.#spilled;
  }

  /**
   * Takes items. Returns nothing when they are taken, or a promise to wait for while the queue is full and set to block. The
   * ticket is settled when they have left, whichever way.
   * @param bytes of all items together
   */
  push(items: readonly T[], ticket: Ticket, bytes = bytesOf(items)): Promise<void> | undefined {
    if (items.length === 0) return undefined;
    ticket.hold();
    this.tally.eventsIn += items.length;
    this.tally.bytesIn += bytes;
    if (this.#stop.signal.aborted) {
      this.tally.record('undelivered_at_stop', items.length);
      ticket.settle(new HushpipeError('PIPELINE_CLOSED', `${this.id} is stopped`));
      return undefined;
    }
    if (this.#waiting.length === 0 && this.#fits(items.length, bytes) && this.#spilled === 0) {
      this.#accept(items, bytes, ticket);
      return undefined;
    }
    return this.#full(items, bytes, ticket);
  }

  /**
   * Changes what stands behind the queue; what waits is delivered by the new instance. To be called while the gate is closed,
   * so that no delivery is under way.
   */
  replace({ receiver, settings, limits, overflow }: Pick<OutletOptions<T>, 'receiver' | 'settings' | 'limits' | 'overflow'>): void {
    this.receiver = receiver;
    this.settings = settings;
    this.#limits = limits;
    this.#spillway ??= this.#spillwayOf(overflow);
    this.#late = false;
    this.#tasks.concurrency = limits.concurrency;
    this.breaker = new Breaker(settings.breaker, this.clock);
    this.#pump();
  }

  /** Resolves when nothing waits in memory and nothing is under way. Batches no longer wait to fill meanwhile. */
  async idle(): Promise<void> {
    this.#flushing = true;
    this.#pump();
    try {
      while (this.waiting > 0 || this.#loads.size > 0 || this.#waiting.length > 0) {
        await new Promise<void>((resolve) => {
          this.#idle.push(resolve);
        });
      }
    } finally {
      this.#flushing = false;
    }
  }

  /**
   * Writes all that waits, here and now, where the receiver can: for while the process is ending. What a `deliver` was given
   * before is the receiver's to finish first; an empty batch asks it to. Returns how many items are left only in memory.
   */
  flushSync(): number {
    const { receiver } = this;
    if (this.#stop.signal.aborted) return 0;
    for (const blocked of this.#waiting.splice(0)) {
      blocked.taken = true;
      this.#accept(blocked.items, blocked.bytes, blocked.ticket);
      blocked.goOn();
    }
    if (receiver.deliverSync !== undefined) {
      const isUnderWay = this.#loads.size > this.held.size;
      while (this.#queue.length > 0) this.#start();
      if (isUnderWay) this.#writeSync(Object.freeze([]));
      for (const [items, { stored }] of this.held) {
        // The next run finds it on disk.
        if (stored) continue;
        if (!this.#writeSync(items)) break;
        this.held.delete(items);
      }
    }
    let left = this.#queue.unstored;
    for (const [items, { stored }] of this.held) if (!stored) left += items.length;
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

  /** Gives up what is left: it is spooled where the queue spools, else counted, its tickets rejected; running deliveries are aborted. */
  async abort(): Promise<void> {
    if (this.settings.queue.when_full === 'spool') await this.#spill();
    this.#stop.abort(new HushpipeError('PIPELINE_CLOSED', `${this.id} is stopped`));
    this.#timer?.cancel();
    this.#patience.stop();
    for (let parcel = this.#queue.shift(); parcel !== undefined; parcel = this.#queue.shift()) {
      if (!parcel.stored) this.tally.record('undelivered_at_stop', parcel.items.length);
      parcel.ticket.settle(this.#stop.signal.reason as Error);
    }
    this.#wake();
    await this.#tasks.onIdle();
    await this.#spillway?.close();
    await this.deadLetters?.close();
  }

  #fits(items: number, bytes: number): boolean {
    const { max_events, max_bytes } = this.settings.queue;
    return this.#queue.length === 0 || (this.#queue.length + items <= max_events && this.#queue.bytes + bytes <= max_bytes);
  }

  #accept(items: readonly T[], bytes: number, ticket: Ticket): void {
    this.#queue.push({ items, bytes, ticket: this.#late ? letGo(ticket) : ticket, stored: false });
    this.#patience.came(items.length);
    this.#pump();
  }

  /** What a full queue does. Audit and security events are never among those dropped: they wait for room. */
  #full(items: readonly T[], bytes: number, ticket: Ticket): Promise<void> | undefined {
    switch (this.settings.queue.when_full) {
      case 'block':
        return this.#block(items, bytes, ticket);
      case 'drop_newest': {
        const kept = this.#drop(items, 'queue_full_drop_newest');
        if (kept.length > 0) return this.#block(kept, bytesOf(kept), ticket);
        ticket.settle();
        return undefined;
      }
      case 'drop_oldest': {
        while (!this.#fits(items.length, bytes)) {
          const oldest = this.#queue.shift();
          if (oldest === undefined) break;
          const kept = this.#drop(oldest.items, 'queue_full_drop_oldest');
          if (kept.length > 0) {
            this.#queue.unshift({ ...oldest, items: kept, bytes: bytesOf(kept) });
            return this.#block(items, bytes, ticket);
          }
          oldest.ticket.settle();
        }
        this.#accept(items, bytes, ticket);
        return undefined;
      }
      case 'spool':
        return this.#spool(items, bytes, ticket);
    }
  }

  #drop(items: readonly T[], reason: 'queue_full_drop_oldest' | 'queue_full_drop_newest'): readonly T[] {
    const kept = items.filter((item) => item.class === 'audit' || item.class === 'security');
    this.tally.record(reason, items.length - kept.length);
    return kept;
  }

  async #block(items: readonly T[], bytes: number, ticket: Ticket): Promise<void> {
    const blocked = await new Promise<Blocked<T>>((resolve) => {
      const entry = { items, bytes, ticket, taken: false, goOn: () => resolve(entry) };
      this.#waiting.push(entry);
    });
    if (blocked.taken) return;
    if (this.#stop.signal.aborted) {
      this.tally.record('undelivered_at_stop', items.length);
      ticket.settle(this.#stop.signal.reason as Error);
      return;
    }
    this.#accept(items, bytes, ticket);
  }

  async #spool(items: readonly T[], bytes: number, ticket: Ticket): Promise<void> {
    // What is in memory is older: it goes first.
    if (this.#spilled === 0) void this.#spill();
    if ((await this.#spillway?.keep(items, [ticket])) !== true) await this.#block(items, bytes, ticket);
  }

  get #spilled(): number {
    return this.#spillway?.length ?? 0;
  }

  async #spill(): Promise<void> {
    this.#patience.left((await this.#spillway?.spill(this.#loads, this.#queue)) ?? 0);
  }

  /** A sink that is held up must not hold up the sources, and with them its siblings, unless it is set to block. */
  #onLate(): void {
    const { when_full } = this.settings.queue;
    if (when_full === 'spool') void this.#spill();
    if (when_full === 'block' || when_full === 'spool') return;
    this.#late = true;
    this.#queue.letGo();
    for (const { tickets, stored } of this.#loads) if (!stored) settleAll(tickets);
  }

  /** Lets in who waits, as long as there is room; each of them pushes before the next is asked. */
  #wake(): void {
    const [next] = this.#waiting;
    if (this.#stop.signal.aborted) {
      for (const { goOn } of this.#waiting.splice(0)) goOn();
    } else if (next !== undefined && this.#fits(next.items.length, next.bytes)) {
      this.#waiting.shift();
      next.goOn();
    }
    if (this.waiting === 0 && this.#loads.size === 0 && this.#waiting.length === 0) for (const done of this.#idle.splice(0)) done();
  }

  /** Starts as many deliveries as may run. */
  #pump(): void {
    while (this.#loads.size < this.#limits.concurrency && this.#queue.length > 0 && !this.#stop.signal.aborted) {
      if (!this.#isDue()) break;
      this.#start();
    }
    if (this.#spillway !== undefined && this.#spilled > 0) void this.#refill(this.#spillway);
    this.#wake();
  }

  /** Takes one load from the queue, which is not empty, and sees to its delivery. */
  #start(): void {
    const load = this.#queue.take(this.#limits.maxItems, this.#limits.maxBytes) as Load<T>;
    this.#loads.add(load);
    this.held.set(load.items, load);
    void this.#tasks.add(() => this.#scope.runInAsyncScope(() => this.#run(load)));
  }

  async #run(load: Load<T>): Promise<void> {
    try {
      await deliverLoad(this, load);
    } finally {
      this.#loads.delete(load);
      this.#patience.left(load.items.length);
      if (this.#loads.size === 0 && this.#queue.length === 0) this.#late = false;
      this.#pump();
    }
  }

  /** Whether to send now: enough is there, or the oldest has waited long enough. */
  #isDue(): boolean {
    const { maxItems, maxBytes, maxWait } = this.#limits;
    if (this.#flushing || maxWait === 0 || this.#queue.length >= maxItems || this.#queue.bytes >= maxBytes) {
      this.#timer?.cancel();
      this.#timer = undefined;
      return true;
    }
    this.#timer ??= this.clock.after(maxWait, () => {
      this.#flushing = true;
      this.#timer = undefined;
      this.#pump();
      this.#flushing = false;
    });
    return false;
  }

  /** Moves what was spooled back into the queue, as there is room. */
  async #refill(spillway: Spillway<T>): Promise<void> {
    const { maxItems, maxBytes } = this.#limits;
    const hasRoom = (): boolean => !this.#stop.signal.aborted && this.#queue.length < maxItems && this.#queue.bytes < maxBytes;
    const added = await spillway.refill(this.#queue, hasRoom, () => this.#loads.size > 0);
    if (added === 0) return this.#wake();
    this.#patience.came(added);
    this.#pump();
  }

  #spillwayOf(overflow: Overflow<T> | undefined): Spillway<T> | undefined {
    return overflow && new Spillway({ id: this.id, overflow, tally: this.tally, log: this.log, onChange: () => this.#pump() });
  }
}
