import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { BestWindow } from '../../../core/trigger/best-window.js';
import { suite } from '../../support/suite.js';

const test = suite('BestWindow');

test('finds the fullest half-open window of any group', () => {
  const windows = new BestWindow(60);
  for (const [key, time] of [['a', 0], ['a', 60], ['b', 5], ['b', 30], ['b', 64], ['b', 65]] as const) windows.add(key, time, String(time));
  assert.equal(windows.best, { key: 'b', count: 3, from: 5, to: 64 });
  assert.is(windows.groups, 2);
});

test('counts what comes again once, and what comes too late not at all', () => {
  const windows = new BestWindow(1000);
  windows.add('a', 100_000, 'x');
  windows.add('a', 100_000, 'x');
  windows.add('a', 69_001, 'y');
  windows.add('a', 69_000, 'z');
  windows.add('a', 50_000, 'z');
  assert.equal([windows.best?.count, windows.duplicates, windows.late, windows.lateBy], [1, 1, 2, { least: 31_000, most: 50_000 }]);
});

test('counts different ids where it is told to', () => {
  const windows = new BestWindow(60, true);
  for (const [time, id] of [[0, 'x'], [1, 'x'], [2, 'y'], [70, 'z']] as const) windows.add('a', time, id);
  assert.is(windows.best?.count, 2);
});

test('finds the same as looking at every window', () => {
  const seed = 20260921;
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 29_000 }), { maxLength: 60 }), fc.integer({ min: 1, max: 5000 }), (times, length) => {
    const windows = new BestWindow(length);
    for (const [index, time] of times.entries()) windows.add('a', time, String(index));
    const most = Math.max(0, ...times.map((end) => times.filter((time) => time > end - length && time <= end).length));
    assert.is(windows.best?.count ?? 0, most);
  }), { seed, numRuns: 300 });
});

test.run();
