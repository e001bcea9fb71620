import * as assert from 'uvu/assert';
import { bytesOf, type Item } from '../../../core/pipeline/item-queue.js';
import { Share } from '../../../core/pipeline/share.js';
import { Spillway, type Held } from '../../../core/pipeline/spillway.js';
import { Tally } from '../../../core/pipeline/tally.js';
import { Ticket, type Keeper } from '../../../core/pipeline/ticket.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { idsOf, items } from '../../support/items.js';
import { MemoryOverflow } from '../../support/outlet-rig.js';
import { suite } from '../../support/suite.js';

const test = suite('Spillway');

let context: TestContext;
let tally: Tally;
let overflow: MemoryOverflow;
let spillway: Spillway<Item>;
let stop: AbortController;
let changes: number;

test.before.each(() => {
  context = testContext();
  tally = new Tally('sinks.test');
  overflow = new MemoryOverflow();
  stop = new AbortController();
  changes = 0;
  spillway = new Spillway<Item>({ id: 'sinks.test', clock: context.clock, tally, log: context.log, stopped: stop.signal, onChange: () => changes++ }, overflow);
});

function held(ids: string, keeper: Keeper = 'source', byteLength = 10): Held<Item> {
  const list = items(ids, { byteLength });
  return { items: list, bytes: bytesOf(list), shares: [new Share(new Ticket(keeper))] };
}

const keepers = (all: readonly Held<Item>[]): readonly string[] => all.flatMap(({ shares }) => shares.map(({ keeper, isSettled }) => (isSettled ? 'settled' : keeper)));

async function readAll(most = Infinity): Promise<string> {
  const found: string[] = [];
  await spillway.readBack(() => found.length < most, (list, share) => {
    found.push(idsOf(list));
    share.settle();
  });
  return found.join(' | ');
}

test('appends several small ones in one record, and settles them', async () => {
  const waiting = [held('a b'), held('c'), held('d', 'source', 1_500_000), held('e')];
  assert.is(await spillway.append(waiting), 2);
  assert.is(await spillway.append(waiting.slice(2)), 1);
  assert.equal([overflow.onDisk, keepers(waiting)], ['[a b c] [d]', ['settled', 'settled', 'settled', 'source']]);
  assert.is(tally.read().counters['spooled'], 4);
});

test('appends the first alone where they do not fit together', async () => {
  overflow.room = 2;
  assert.is(await spillway.append([held('a b'), held('c')]), 1);
  assert.is(spillway.isFull, false);
  assert.is(await spillway.append([held('c')]), 0);
  assert.is(spillway.isFull, true);
});

test('has room again when something was released', async () => {
  overflow.room = 1;
  await spillway.append([held('a')]);
  await spillway.append([held('b')]);
  assert.is(spillway.isFull, true);
  assert.is(await readAll(), 'a');
  await context.clock.settle();
  assert.equal([spillway.isFull, overflow.onDisk], [false, '']);
  assert.ok(changes > 0);
});

test('keeps copies of what only others keep, until they are delivered', async () => {
  const all = [held('a', 'disk'), held('b'), held('c', 'nobody'), held('d')];
  all[3]?.shares[0]?.settle();
  await spillway.keepCopies(all);
  assert.equal([overflow.onDisk, keepers(all)], ['(b c)', ['disk', 'disk', 'disk', 'settled']]);
  assert.is(await readAll(), '');
  for (const { shares } of all) for (const share of shares) share.settle();
  await context.clock.settle();
  assert.is(overflow.onDisk, '');
});

test('releases a copy at once of what was delivered while it was written', async () => {
  const one = held('a');
  const keeping = spillway.keepCopies([one]);
  one.shares[0]?.settle();
  await keeping;
  await context.clock.settle();
  assert.is(overflow.onDisk, '');
});

test('keeps no more copies than there is room for', async () => {
  overflow.room = 2;
  const all = [held('a', 'source', 900_000), held('b', 'source', 900_000), held('c', 'source', 900_000)];
  await spillway.keepCopies(all);
  assert.equal(keepers(all), ['disk', 'disk', 'source']);
});

test('leaves on disk what was given up', async () => {
  await spillway.append([held('a')]);
  await spillway.readBack(() => true, (_, share) => share.settle(new Error('stopped')));
  await context.clock.settle();
  assert.is(overflow.onDisk, '[a]');
});

test('reads once at a time, and counts as not empty while it does', async () => {
  await spillway.append([held('a')]);
  const reading = spillway.readBack(() => true, () => assert.is(spillway.length, 1));
  assert.is(spillway.length, 1);
  await spillway.readBack(() => true, () => assert.unreachable());
  await reading;
  assert.is(spillway.length, 0);
});

test('tries again what could not be read, and ends when the outlet stops', async () => {
  await spillway.append([held('a')]);
  overflow.failure = new Error('I/O error');
  const reading = readAll();
  await context.clock.advance(500);
  overflow.failure = undefined;
  await context.clock.advance(500);
  assert.is(await reading, 'a');
  assert.is(context.logs.length, 1);

  await spillway.append([held('b')]);
  overflow.failure = new Error('I/O error');
  const ended = readAll();
  stop.abort();
  assert.is(await ended, '');
});

test('says once that the disk fails', async () => {
  overflow.failure = new Error('I/O error');
  for (let n = 0; n < 3; n++) assert.is(await spillway.append([held('a')]), 0);
  assert.is(context.logs.length, 1);
});

test.run();
