import { sleep, type Clock, type Random } from '../contract/clock.js';
import type { ProcessLog, Receiver } from '../contract/plugin.js';
import type { DeliverySettings } from '../../schemas/delivery.js';
import { asError, attempt, DELIVERED, type Outcome } from './attempt.js';
import { backoff } from './backoff.js';
import type { Breaker } from './breaker.js';
import type { Gate } from './gate.js';
import { bytesOf, type Item, type Load } from './item-queue.js';
import type { Signals } from './signals.js';
import type { Tally } from './tally.js';
import { settleAll } from './ticket.js';

/** Keeps what will never be delivered, with the reason. Resolves when it is on disk. */
export interface DeadLetterWriter<T extends Item> {
  write(entries: readonly { readonly item: T; readonly reason: 'refused' | 'expired'; readonly error: Error; readonly attempts: number }[]): Promise<void>;
  close(): Promise<void>;
}

/** What a delivery needs of its outlet. */
export interface DeliveryHost<T extends Item> {
  readonly id: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
  readonly signals: Signals;
  readonly log: ProcessLog;
  readonly gate: Gate;
  /** Batches that are not with the receiver. Whoever takes one out delivers it. */
  readonly held: Map<readonly T[], Load<T>>;
  readonly stopped: AbortSignal;
  readonly deadLetters: DeadLetterWriter<T> | undefined;
  readonly receiver: Receiver<T>;
  readonly settings: DeliverySettings;
  readonly breaker: Breaker;
}

/**
 * Brings one load to its end: delivered, refused into the dead letters, or given up when the outlet stops. Then, and not
 * before, its tickets are settled. Never rejects.
 */
export async function deliverLoad<T extends Item>(host: DeliveryHost<T>, load: Load<T>): Promise<void> {
  try {
    await untilDone(host, load);
    settleAll(load.tickets);
  } catch (error) {
    settleAll(load.tickets, asError(error));
  }
}

async function untilDone<T extends Item>(host: DeliveryHost<T>, load: Load<T>): Promise<void> {
  const started = host.clock.monotonic();
  let { items, bytes } = load;
  for (let failures = 0; items.length > 0; ) {
    const outcome = await attemptThroughGate(host, load, items);
    const left = outcome.retry.length === 0 ? [] : outcome.retry.map(({ index }) => items[index] as T);
    const leftBytes = bytesOf(left);
    host.tally.eventsOut += items.length - left.length - outcome.refused.length;
    host.tally.bytesOut += bytes - leftBytes - bytesOf(outcome.refused.map(({ index }) => items[index] as T));
    if (outcome.refused.length > 0) await bury(host, outcome.refused.map(({ index, error }) => ({ item: items[index] as T, error })), 'refused', failures + 1);
    const first = outcome.retry[0];
    if (first === undefined) {
      if (failures > 0) host.signals.emit('outlet_recovered', host.id);
      host.breaker.succeeded();
      return;
    }
    failures++;
    [items, bytes] = [left, leftBytes];
    noteFailure(host, first.error, failures, items.length);
    const { max_age } = host.settings.retry;
    if (max_age !== undefined && host.clock.monotonic() - started >= max_age) {
      await bury(host, outcome.retry.map(({ error }, at) => ({ item: left[at] as T, error })), 'expired', failures);
      return;
    }
    host.held.set(items, load);
    await pause(host, load, failures, outcome);
    if (outcome.reconnect) await reconnect(host);
  }
}

async function attemptThroughGate<T extends Item>(host: DeliveryHost<T>, load: Load<T>, items: readonly T[]): Promise<Outcome> {
  await host.gate.enter();
  try {
    if (host.stopped.aborted) throw giveUp(host, load, items.length);
    if (!host.held.delete(items)) return DELIVERED;
    return await attempt(host.receiver, items, host.settings.timeout, host.clock, host.stopped);
  } finally {
    host.gate.leave();
  }
}

function noteFailure<T extends Item>(host: DeliveryHost<T>, error: Error, failures: number, items: number): void {
  host.tally.record('retry', items);
  if (failures === 1) {
    host.log.warn(`${host.id} could not deliver and tries again`, { error });
    host.signals.emit('outlet_failing', host.id, error);
  }
  if (host.breaker.failed()) {
    host.log.warn(`${host.id} keeps failing: nothing is sent for a while`, { error });
    host.signals.emit('breaker_opened', host.id);
  }
}

/** Waits before the next attempt: as long as the other side asked for, the breaker is open, or the back-off says. */
async function pause<T extends Item>(host: DeliveryHost<T>, load: Load<T>, failures: number, outcome: Outcome): Promise<void> {
  const delay = backoff(failures, host.settings.retry, host.random, outcome.afterMs);
  try {
    await sleep(host.clock, Math.max(delay, host.breaker.wait), host.stopped);
  } catch {
    throw giveUp(host, load, outcome.retry.length);
  }
}

function giveUp<T extends Item>(host: DeliveryHost<T>, load: Load<T>, items: number): Error {
  if (!load.stored) host.tally.record('undelivered_at_stop', items);
  return asError(host.stopped.reason);
}

/** Starts the instance again until it succeeds; deliveries wait at the gate meanwhile. */
async function reconnect<T extends Item>(host: DeliveryHost<T>): Promise<void> {
  await host.gate.alone(async () => {
    for (let failures = 0; ; ) {
      if (host.stopped.aborted) return;
      try {
        await host.receiver.stop?.(host.stopped);
        await host.receiver.start?.(host.stopped);
        return;
      } catch (error) {
        failures++;
        if (failures === 1) host.log.warn(`${host.id} could not connect and tries again`, { error });
        await sleep(host.clock, backoff(failures, host.settings.retry, host.random), host.stopped).catch(() => {});
      }
    }
  });
}

async function bury<T extends Item>(host: DeliveryHost<T>, dead: readonly { item: T; error: Error }[], reason: 'refused' | 'expired', attempts: number): Promise<void> {
  const [first] = dead;
  if (first === undefined) return;
  host.tally.record(reason, dead.length);
  host.log.error(`${host.id}: ${dead.length} ${dead.length === 1 ? 'item was' : 'items were'} ${reason}`, { error: first.error });
  host.signals.emit('dead_lettered', host.id, dead.length);
  await host.deadLetters?.write(dead.map(({ item, error }) => ({ item, reason, error, attempts })));
}
