import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import { StreamPositions } from '../../../core/runtime/stream-positions.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { readFrom } from '../../support/trigger-fixtures.js';
import { suite } from '../../support/suite.js';

const test = suite('StreamPositions');

const numbers = (events: readonly LogEvent[]): readonly unknown[] => events.map((event) => event.get('n'));
const LINES = [0, 1, 2, 3].map((n) => JSON.stringify({ n }));

test('leaves out what was taken before, however it is cut into batches', () => {
  const positions = new StreamPositions();
  assert.equal(numbers(positions.unseen(readFrom('app', LINES, 0, 2))), [0, 1]);
  positions.take(readFrom('app', LINES, 0, 2));
  assert.equal(numbers(positions.unseen(readFrom('app', LINES, 0, 4))), [2, 3]);
  assert.equal(numbers(positions.unseen(readFrom('app', LINES, 1, 2))), []);
  positions.take(readFrom('app', LINES, 0, 1));
  assert.equal(numbers(positions.unseen(readFrom('app', LINES, 0, 4))), [2, 3], 'reading again leads no further back');
});

test('keeps streams apart, and knows nothing of those without a place', () => {
  const positions = new StreamPositions();
  positions.take(readFrom('app', LINES, 0, 4));
  assert.equal(numbers(positions.unseen(readFrom('other', LINES, 0, 2))), [0, 1]);
  const events = makeEvents([{ n: 7 }]);
  assert.is(positions.take(events), undefined);
  assert.equal(numbers(positions.unseen(events)), [7]);
});

test('goes on where an earlier run left off', () => {
  const before = new StreamPositions();
  before.take(readFrom('app', LINES, 0, 3));
  const after = new StreamPositions();
  for (const position of before.all()) after.set(position);
  assert.equal(numbers(after.unseen(readFrom('app', LINES, 0, 4))), [3]);
});

test('lets go of the stream that nothing came from for longest', () => {
  const positions = new StreamPositions();
  for (let n = 0; n < 10_000; n++) positions.set([`s${n}`, 1]);
  positions.set(['s0', 2]);
  positions.set(['new', 1]);
  const streams = positions.all().map(([stream]) => stream);
  assert.equal([streams.length, streams[0], streams.at(-2), streams.at(-1)], [10_000, 's2', 's0', 'new']);
});

test.run();
