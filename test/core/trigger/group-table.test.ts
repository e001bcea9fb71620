import * as assert from 'uvu/assert';
import { GroupTable } from '../../../core/trigger/group-table.js';
import { newGroup, type Group } from '../../../core/trigger/group.js';
import { suite } from '../../support/suite.js';
import { eventsAt } from '../../support/trigger-fixtures.js';

const test = suite('GroupTable');

function tableOf(keys: readonly string[], limits = { groups: 2, times: 100, sampleBytes: 1000 }): { readonly table: GroupTable; readonly groups: readonly Group[] } {
  const table = new GroupTable(limits);
  const groups = keys.map((key) => newGroup(key, 5));
  for (const group of groups) table.add(group);
  return { table, groups };
}

const FIRING = { id: 'x', since: 0, count: 1, notices: 0 };
const NONE = newGroup('none', 1);

test('what was touched is the freshest', () => {
  const { table, groups } = tableOf(['a', 'b', 'c']);
  assert.is(table.touch('a'), groups[0]);
  assert.is(table.touch('z'), undefined);
  assert.equal([...table.values()].map(({ key }) => key), ['b', 'c', 'a']);
  assert.is(table.stalest()?.key, 'b');
});

test('lets go of the stalest that does not fire, then of the stalest, never of the one to keep', () => {
  const { table, groups: [a, b, c] } = tableOf(['a', 'b', 'c']);
  assert.is(table.overflow(NONE), a);
  if (a !== undefined) a.firing = FIRING;
  assert.is(table.overflow(NONE), b);
  if (b !== undefined) b.firing = FIRING;
  assert.is(table.overflow(c ?? NONE), a);
  if (a !== undefined) table.delete(a);
  assert.is(table.overflow(NONE), undefined);
});

test('counts the times in all rings', () => {
  const { table, groups: [a] } = tableOf(['a', 'b'], { groups: 10, times: 3, sampleBytes: 0 });
  table.grew(4);
  assert.is(table.overflow(NONE), a);
  table.grew(-1);
  assert.is(table.overflow(NONE), undefined);
});

test('forgets the times of what was let go', () => {
  const { table, groups: [a, b] } = tableOf(['a', 'b'], { groups: 10, times: 3, sampleBytes: 0 });
  for (const time of [1, 2, 3, 4]) a?.ring.add(time, `e${time}`);
  table.grew(4);
  assert.is(table.overflow(NONE), a);
  if (a !== undefined) table.delete(a);
  table.grew(3);
  assert.is(table.overflow(NONE), undefined);
  table.grew(1);
  assert.is(table.overflow(NONE), b);
});

test('knows how many bytes of early events it keeps', () => {
  const { table, groups: [a, b] } = tableOf(['a', 'b'], { groups: 10, times: 10, sampleBytes: 100 });
  const [event] = eventsAt([0]);
  if (a === undefined || b === undefined || event === undefined) throw new Error('no group');
  table.keepEarly(a, { event, time: 0 });
  assert.ok(table.hasRoomFor(100 - event.byteLength));
  assert.not.ok(table.hasRoomFor(101 - event.byteLength));
  table.delete(a);
  assert.ok(table.hasRoomFor(100));
});

test.run();
