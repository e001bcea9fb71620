import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { bytesOf, ItemQueue, type Item } from '../../../core/pipeline/item-queue.js';
import { Share } from '../../../core/pipeline/share.js';
import { Ticket, type Keeper } from '../../../core/pipeline/ticket.js';
import { idsOf, items } from '../../support/items.js';
import { suite } from '../../support/suite.js';

const test = suite('ItemQueue');

let queue: ItemQueue<Item>;

test.before.each(() => {
  queue = new ItemQueue();
});

/** The ticket is done when all of the items are out. */
function push(list: readonly Item[], keeper: Keeper = 'source'): Ticket {
  const ticket = new Ticket(keeper);
  queue.push({ items: list, bytes: bytesOf(list), share: new Share(ticket) });
  ticket.settle();
  return ticket;
}

const taken = (maxItems: number, maxBytes = 1000): string | undefined => {
  const load = queue.take(maxItems, maxBytes);
  return load === undefined ? undefined : idsOf(load.items);
};

async function isDone(ticket: Ticket): Promise<boolean> {
  const open = new Promise<boolean>((resolve) => {
    setImmediate(resolve, false);
  });
  return Promise.race([ticket.done.then(() => true), open]);
}

test('gives parcels whole, as many as fit', () => {
  push(items('a b'));
  push(items('c d'));
  push(items('e f'));
  assert.equal([queue.length, queue.bytes], [6, 60]);
  assert.is(taken(5), 'a b c d');
  assert.equal([queue.length, queue.bytes], [2, 20]);
  assert.is(taken(5), 'e f');
  assert.is(taken(5), undefined);
});

test('heeds the limit of bytes too', () => {
  push(items('a b'));
  push(items('c d'));
  assert.is(taken(100, 39), 'a b');
  assert.is(taken(100, 20), 'c d');
});

test('gives a parcel that fills a load alone as it is, frozen', () => {
  const list = items('a b');
  push(list);
  const load = queue.take(2, 1000);
  assert.is(load?.items, list);
  assert.ok(Object.isFrozen(list));
});

test('cuts a parcel that is too large alone; its ticket is held until the last part is settled', async () => {
  const ticket = push(items('a b c d e'));
  push(items('f'));
  const loads = [queue.take(2, 1000), queue.take(2, 1000), queue.take(2, 1000)];
  assert.equal(loads.map((load) => load && idsOf(load.items)), ['a b', 'c d', 'e f']);
  for (const load of loads) {
    assert.is(await isDone(ticket), false);
    for (const share of load?.shares ?? []) share.settle();
  }
  assert.is(await isDone(ticket), true);
});

test('gives at least one item, however large', () => {
  push(items('a b', { byteLength: 500 }));
  assert.is(taken(10, 100), 'a');
  assert.is(taken(10, 100), 'b');
});

test('puts nothing into one load that has different keepers', () => {
  push(items('a'), 'disk');
  push(items('b'));
  push(items('c'));
  assert.equal([taken(9), taken(9)], ['a', 'b c']);
});

test('lets as many of the oldest go as are asked for', async () => {
  const tickets = [push(items('a b c')), push(items('d e')), push(items('f'))];
  assert.is(queue.evict(4, 0, () => false), 4);
  assert.equal(await Promise.all(tickets.map(isDone)), [true, false, false]);
  assert.equal([queue.length, queue.bytes], [2, 20]);
  assert.is(queue.evict(0, 11, () => false), 2);
  assert.equal([queue.length, queue.bytes, taken(9)], [0, 0, undefined]);
});

test('spares what is to be spared, wherever it stands', async () => {
  push(items('a1', { class: 'audit' }));
  const mixed = push([...items('b1'), ...items('b2', { class: 'security' }), ...items('b3')]);
  push(items('c1 c2'));
  assert.is(queue.evict(9, 0, ({ class: itemClass }) => itemClass !== undefined), 4);
  assert.is(await isDone(mixed), false);
  assert.is(taken(9), 'a1 b2');
});

test('does not grow by what has left it', () => {
  push(items('kept', { class: 'audit' }));
  for (let n = 0; n < 10_000; n++) {
    push(items(`n${n}`));
    if (n > 2) queue.evict(1, 0, ({ class: itemClass }) => itemClass !== undefined);
  }
  assert.is(queue.length, 4);
  assert.is(taken(9), 'kept n9997 n9998 n9999');
});

/** The queue as a list of lists: what it does, said in the plainest way. */
class Model {
  parcels: Item[][] = [];

  take(maxItems: number, maxBytes: number): readonly Item[] {
    const load: Item[] = [];
    while (this.parcels[0] !== undefined && load.length + this.parcels[0].length <= maxItems && bytesOf(load) + bytesOf(this.parcels[0]) <= maxBytes) {
      load.push(...(this.parcels.shift() as Item[]));
    }
    const first = this.parcels[0];
    if (load.length > 0 || first === undefined) return load;
    do load.push(first.shift() as Item);
    while (first[0] !== undefined && load.length < maxItems && bytesOf(load) + first[0].byteLength <= maxBytes);
    if (first.length === 0) this.parcels.shift();
    return load;
  }

  evict(count: number): number {
    let gone = 0;
    for (const parcel of this.parcels) {
      for (let at = 0; at < parcel.length && gone < count; ) {
        if (parcel[at]?.class !== undefined) at++;
        else gone += parcel.splice(at, 1).length;
      }
    }
    this.parcels = this.parcels.filter((parcel) => parcel.length > 0);
    return gone;
  }
}

type Step = { readonly push: readonly { readonly size: number; readonly spared: boolean }[] } | { readonly take: readonly [number, number] } | { readonly evict: number } | { readonly shift: true };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ push: fc.array(fc.record({ size: fc.integer({ min: 0, max: 50 }), spared: fc.boolean() }), { minLength: 1, maxLength: 8 }) }),
  fc.record({ take: fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 300 })) }),
  fc.record({ evict: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ shift: fc.constant(true as const) }),
);

test('does the same as a list of lists, and settles each ticket when its last item is out', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 120 }), async (steps) => {
    queue = new ItemQueue();
    const model = new Model();
    const tickets: Ticket[] = [];
    let n = 0;
    for (const each of steps) {
      if ('push' in each) {
        const list = each.push.map(({ size, spared }) => ({ id: `${n++}`, byteLength: size, ...(spared ? { class: 'audit' } : {}) }));
        tickets.push(push(list));
        model.parcels.push([...list]);
      } else if ('take' in each) {
        const load = queue.take(...each.take);
        for (const share of load?.shares ?? []) share.settle();
        assert.is(idsOf(load?.items ?? []), idsOf(model.take(...each.take)));
        assert.is(load?.bytes ?? 0, bytesOf(load?.items ?? []));
      } else if ('evict' in each) {
        assert.is(queue.evict(each.evict, 0, ({ class: itemClass }) => itemClass !== undefined), model.evict(each.evict));
      } else {
        const parcel = queue.shift();
        parcel?.share.settle();
        assert.is(idsOf(parcel?.items ?? []), idsOf(model.parcels.shift() ?? []));
      }
      assert.is(queue.length, model.parcels.flat().length);
      assert.is(queue.bytes, bytesOf(model.parcels.flat()));
    }
    const open = (await Promise.all(tickets.map(isDone))).filter((done) => !done).length;
    assert.is(open, model.parcels.length);
  }), { seed: 20250101, numRuns: 150 });
});

test.run();
