import { sleep } from '../contract/clock.js';
import type { JsonObject } from '../contract/json.js';
import type { Receiver } from '../contract/plugin.js';
import { asError, attempt, DELIVERED, type Outcome } from './attempt.js';
import { backoff } from './backoff.js';
import type { Breaker } from './breaker.js';
import type { Connection, ConnectionHost } from './connection.js';
import { bytesOf, type Item, type Load } from './item-queue.js';
import type { Signals } from './signals.js';
import type { Tally } from './tally.js';
import { thrownAt } from './thrown-at.js';

/** What is said of an item that will not be delivered. */
export interface Dead<T extends Item> {
  readonly item: T;
  readonly reason: 'refused' | 'expired' | 'undelivered_at_stop';
  readonly error: Error;
  readonly attempts: number;
}

/** Keeps what will not be delivered, with the reason. Resolves when it is on disk. */
export interface DeadLetterWriter<T extends Item> {
  write(entries: readonly Dead<T>[]): Promise<void>;
  close(): Promise<void>;
}

/** Told of each item that has come to its end, right then: taken by the other side, with what that gave back for it, or never to be. */
export type OnSettled<T> = (item: T, outcome: { readonly delivered: boolean; readonly receipt?: JsonObject }) => void;

/** What a delivery needs of its outlet. */
export interface DeliveryHost<T extends Item> extends ConnectionHost {
  readonly tally: Tally;
  readonly signals: Signals;
  /** Batches that are not with the receiver. Whoever takes one out delivers it. */
  readonly held: Map<readonly T[], Load<T>>;
  /** Of each load under way, how many of its items have not come to their end. */
  readonly left: Map<Load<T>, number>;
  readonly deadLetters: DeadLetterWriter<T>;
  readonly receiver: Receiver<T>;
  readonly connection: Connection;
  readonly breaker: Breaker;
  /** At the stop everything goes to the dead letters, also what its source would give again. */
  readonly keepsAll: boolean;
  /** Resolves, once it has stopped, when everything that goes to disk is there. */
  readonly stored: Promise<void>;
  /** Items that it was given and that stay on disk for the next run, after it has stopped. */
  leftOnDisk: number;
  /** Whether the last batch was refused: said once, not for each. */
  isRefusing: boolean;
  /** Told what became of each item, where somebody asked for it. */
  readonly onSettled: OnSettled<T> | undefined;
}

/**
 * Brings one load to its end: delivered, refused into the dead letters, or given up when the outlet stops. Then, and not
 * before, its tickets are settled. Never rejects.
 */
export async function deliverLoad<T extends Item>(host: DeliveryHost<T>, load: Load<T>): Promise<void> {
  const { left, attempts } = await untilDone(host, load);
  if (left.length === 0) {
    for (const share of load.shares) share.settle();
  } else {
    await host.stored;
    await giveUp(host, left, load.shares, attempts);
  }
}

/**
 * Ends what was not delivered when its outlet stopped; all of it has the same keeper. What a source or the disk still has is given
 * again, the rest goes to the dead letters. Never rejects.
 */
export async function giveUp<T extends Item>(host: DeliveryHost<T>, items: readonly T[], shares: Load<T>['shares'], attempts = 0): Promise<void> {
  const reason = asError(host.stopped.reason);
  const keeper = shares[0]?.keeper;
  let error: Error | undefined = reason;
  if (keeper === 'disk') {
    host.leftOnDisk += items.length;
  } else {
    host.tally.record('undelivered_at_stop', items.length);
    if ((keeper === 'nobody' || host.keepsAll) && host.settings.dead_letters && (await buryAtStop(host, items, reason, attempts))) error = undefined;
  }
  for (const share of shares) share.settle(error);
}

/** Resolves with what is left when the outlet stops: nothing, if all came to its end before. */
async function untilDone<T extends Item>(host: DeliveryHost<T>, load: Load<T>): Promise<{ readonly left: readonly T[]; readonly attempts: number }> {
  const started = host.clock.monotonic();
  let { items, bytes } = load;
  for (let failures = 0; ; ) {
    const outcome = await attemptInTurn(host, items);
    if (outcome === undefined) return { left: items, attempts: failures };
    const { retry } = outcome;
    if (host.onSettled !== undefined) tellSettled(host.onSettled, items, outcome);
    const left = retry.length === 0 ? [] : retry.map(({ index }) => items[index] as T);
    const refused = outcome.refused.map(({ index, error }) => ({ item: items[index] as T, error }));
    const leftBytes = bytesOf(left);
    host.left.set(load, left.length + refused.length);
    host.tally.eventsOut += items.length - left.length - refused.length;
    host.tally.bytesOut += bytes - leftBytes - bytesOf(refused.map(({ item }) => item));
    if (refused.length > 0 && !(await bury(host, refused, 'refused', failures + 1))) return { left: [...left, ...refused.map(({ item }) => item)], attempts: failures + 1 };
    host.left.set(load, left.length);
    const first = retry[0];
    if (first === undefined) {
      host.breaker.succeeded();
      host.isRefusing = refused.length > 0;
      if (failures > 0) host.signals.emit('outlet_recovered', host.id);
      return { left, attempts: failures };
    }
    failures++;
    if (host.stopped.aborted) return { left, attempts: failures };
    [items, bytes] = [left, leftBytes];
    noteFailure(host, first.error, failures, items.length);
    const { max_age: maxAge = Infinity } = host.settings.retry;
    const time = maxAge - (host.clock.monotonic() - started);
    if (time <= 0 || (outcome.afterMs ?? 0) > time) {
      const expired = await bury(host, retry.map(({ error }, at) => ({ item: left[at] as T, error })), 'expired', failures);
      return { left: expired ? [] : left, attempts: failures };
    }
    host.held.set(items, load);
    await pause(host, Math.min(backoff(failures, host.settings.retry, host.random, outcome.afterMs), time));
  }
}

function tellSettled<T>(onSettled: OnSettled<T>, items: readonly T[], { retry, refused, receipts }: Outcome): void {
  const failed = new Map([...retry.map(({ index }) => [index, true] as const), ...refused.map(({ index }) => [index, false] as const)]);
  for (const [index, item] of items.entries()) {
    const isLeft = failed.get(index);
    const receipt = receipts.get(index);
    if (isLeft === undefined) onSettled(item, { delivered: true, ...(receipt === undefined ? {} : { receipt }) });
    else if (!isLeft) onSettled(item, { delivered: false });
  }
}

/** One attempt, when breaker, connection and gate let it pass; undefined where the outlet stopped before that. */
async function attemptInTurn<T extends Item>(host: DeliveryHost<T>, items: readonly T[]): Promise<Outcome | undefined> {
  for (;;) {
    for (let wait = host.breaker.pass(); wait > 0 && !host.stopped.aborted; wait = host.breaker.pass()) await pause(host, wait);
    await host.gate.enter();
    try {
      if (host.stopped.aborted) return host.held.delete(items) ? undefined : DELIVERED;
      if (!host.connection.isLost) {
        if (!host.held.delete(items)) return DELIVERED;
        const outcome = await attempt(host.receiver, items, host.settings.timeout, host.clock, host.stopped);
        if (outcome.reconnect) host.connection.lose();
        return outcome;
      }
    } finally {
      host.gate.leave();
    }
    await host.connection.restore();
  }
}

function noteFailure<T extends Item>(host: DeliveryHost<T>, error: Error, failures: number, items: number): void {
  host.tally.record('retry', items);
  if (failures === 1) {
    // What a receiver throws on purpose has a code; for anything else somebody has to look into its program.
    const at = 'code' in error ? undefined : thrownAt(error);
    host.log.warn(`${host.id} could not deliver and tries again`, { error, ...(at === undefined ? {} : { at }) });
    host.signals.emit('outlet_failing', host.id, error);
  }
  if (host.breaker.failed()) {
    host.log.warn(`${host.id} keeps failing: nothing is sent for a while`, { error });
    host.signals.emit('breaker_opened', host.id);
  }
}

async function buryAtStop<T extends Item>(host: DeliveryHost<T>, items: readonly T[], error: Error, attempts: number): Promise<boolean> {
  try {
    await host.deadLetters.write(items.map((item) => ({ item, reason: 'undelivered_at_stop', error, attempts })));
  } catch (cause) {
    host.log.error(`${host.id} stopped before all was delivered, and the rest cannot be kept as dead letters`, { items: items.length, error: cause });
    return false;
  }
  host.log.warn(`${host.id} stopped before all was delivered: the rest is kept as dead letters`, { items: items.length });
  host.signals.emit('dead_lettered', host.id, items.length);
  return true;
}

/** Waits so many milliseconds, or until the outlet stops. */
function pause<T extends Item>(host: DeliveryHost<T>, ms: number): Promise<void> {
  return sleep(host.clock, ms, host.stopped).catch(() => {});
}

/**
 * Writes dead letters, again and again where the disk does not take them: until then the items are neither delivered nor kept.
 * False where the outlet stopped before that.
 */
async function bury<T extends Item>(host: DeliveryHost<T>, dead: readonly { item: T; error: Error }[], reason: 'refused' | 'expired', attempts: number): Promise<boolean> {
  if (host.settings.dead_letters) {
    const entries = dead.map(({ item, error }) => ({ item, reason, error, attempts }));
    for (let failures = 1; ; failures++) {
      try {
        await host.deadLetters.write(entries);
        break;
      } catch (error) {
        if (host.stopped.aborted) return false;
        if (failures === 1) host.log.error(`${host.id}: the dead letters cannot be written; nothing more is sent until they can`, { error });
        await pause(host, backoff(failures, host.settings.retry, host.random));
      }
    }
    host.signals.emit('dead_lettered', host.id, dead.length);
  }
  host.tally.record(reason, dead.length);
  const kept = host.settings.dead_letters ? 'kept as dead letters' : 'let go';
  if (reason === 'expired' || !host.isRefusing) host.log.error(`${host.id}: what was ${reason} is ${kept}`, { items: dead.length, error: dead[0]?.error });
  return true;
}
