import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { bytesFor } from '../../support/trigger-memory.js';

const test = suite('KeyedState');

/** What else the process does meanwhile only adds to it: measured again where it is too much. */
async function isWithin(most: number, groups: number, events: number): Promise<void> {
  const seen: number[] = [];
  while (seen.length < 3 && Math.min(...seen) > most) seen.push(await bytesFor({ count: { gte: 5, within: 3_600_000, by: 'user' } }, groups, events));
  assert.ok(Math.min(...seen) <= most, `${seen.map((bytes) => (bytes / 1e6).toFixed(1)).join(', ')} MB`);
}

test('semantics 13: 100,000 groups of count gte 5 take 20 MB at most', () => isWithin(20e6, 100_000, 2));

test('20,000 groups of it that fire take 10 MB at most', () => isWithin(10e6, 20_000, 5));

test.run();
