import * as assert from 'uvu/assert';
import type { Receiver } from '../../../core/contract/plugin.js';
import type { Item } from '../../../core/pipeline/item-queue.js';
import { Outlet } from '../../../core/pipeline/outlet.js';
import { Signals } from '../../../core/pipeline/signals.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { Ticket } from '../../../core/pipeline/ticket.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('Outlet.flushSync');

const items = (...ids: readonly string[]): readonly Item[] => ids.map((id) => ({ id, byteLength: 1 }));

let clock: VirtualClock;
let outlet: Outlet<Item>;
let written: string[];
let errors: number;

function make(receiver: Receiver<Item>, maxEvents = 100): void {
  clock = new VirtualClock();
  written = [];
  errors = 0;
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => void errors++ };
  outlet = new Outlet<Item>({
    id: 'sinks.test', receiver, clock, random: () => 0.5, tally: new Tally('sinks.test'), signals: new Signals(log), log, deadLetters: { write: async () => {}, close: async () => {} }, overflow: undefined,
    limits: { maxItems: 2, maxBytes: 1_000, maxWait: 0, concurrency: 1 },
    settings: { queue: { max_events: maxEvents, max_bytes: 1_000, when_full: 'block', max_spool: 0 }, batch: {}, retry: { initial: 100, max: 100 }, breaker: { failures: 5, cooldown: 100 }, timeout: 1_000, dead_letters: false },
  });
}
test.after.each(() => outlet.abort());

/** Takes its time for a delivery, and finishes the one under way before it writes at once. */
class Writer implements Receiver<Item> {
  #underWay: { readonly batch: readonly Item[]; written: boolean } | undefined;
  finish = (): void => {};

  async deliver(batch: readonly Item[]): Promise<void> {
    const mine = { batch, written: false };
    this.#underWay = mine;
    await new Promise<void>((resolve) => (this.finish = resolve));
    if (!mine.written) this.#write(batch);
    this.#underWay = undefined;
  }

  deliverSync(batch: readonly Item[]): void {
    if (this.#underWay?.written === false) {
      this.#underWay.written = true;
      this.#write(this.#underWay.batch);
    }
    this.#write(batch);
  }

  #write(batch: readonly Item[]): void {
    written.push(...batch.map(({ id }) => id));
  }
}

const untilStopped: Receiver<Item>['deliver'] = (_batch, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));

const push = (...ids: readonly string[]): Ticket => {
  const ticket = new Ticket();
  void outlet.push(items(...ids), ticket);
  ticket.settle();
  return ticket;
};

test('writes what waits in order, behind what is under way, and each once', async () => {
  const writer = new Writer();
  make(writer);
  push('a', 'b');
  const last = push('c', 'd', 'e');
  await clock.advance(0);
  push('f');
  assert.is(outlet.flushSync(), 0);
  assert.equal(written, ['a', 'b', 'c', 'd', 'e', 'f']);
  writer.finish();
  await last.done;
  await outlet.idle();
  assert.equal(written, ['a', 'b', 'c', 'd', 'e', 'f'], 'nothing twice where the process goes on');
  assert.is(outlet.tally.eventsOut, 6);
});

test('writes what its delivery has not been given yet', async () => {
  const writer = new Writer();
  make(writer);
  const { done } = push('a');
  assert.is(outlet.flushSync(), 0);
  assert.equal(written, ['a']);
  await done;
  assert.equal(written, ['a']);
});

test('writes what a full queue holds back', async () => {
  make(new Writer(), 2);
  for (const id of ['a', 'b', 'c', 'd', 'e', 'f']) push(id);
  assert.is(outlet.flushSync(), 0);
  assert.equal(written, ['a', 'b', 'c', 'd', 'e', 'f']);
  await outlet.idle();
  assert.equal(written, ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('writes what waits for another attempt', async () => {
  let attempts = 0;
  make({
    deliver: async () => {
      attempts++;
      throw new Error('not now');
    },
    deliverSync: (batch) => void written.push(...batch.map(({ id }) => id)),
  });
  const { done } = push('a');
  await clock.advance(1);
  assert.is(attempts, 1);
  assert.is(outlet.flushSync(), 0);
  await clock.advance(1_000);
  await done;
  assert.equal([written, attempts], [['a'], 1]);
});

test('says how much is left where the receiver cannot write at once, or fails', async () => {
  make({ deliver: untilStopped });
  push('a', 'b');
  await clock.advance(0);
  push('c', 'd', 'e');
  assert.is(outlet.flushSync(), 3);
  await outlet.abort();

  make({
    deliver: untilStopped,
    deliverSync: (batch) => {
      if (batch.some(({ id }) => id === 'c')) throw new Error('full');
      written.push(...batch.map(({ id }) => id));
    },
  });
  push('a', 'b');
  push('c', 'd');
  assert.is(outlet.flushSync(), 2);
  assert.equal([written, errors], [['a', 'b'], 1]);
});

test.run();
