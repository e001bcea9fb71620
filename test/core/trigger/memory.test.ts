import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { bytesFor } from '../../support/trigger-memory.js';

const test = suite('KeyedState');

test('semantics 13: 100,000 groups of count gte 5 take 20 MB at most', async () => {
  const bytes = await bytesFor({ count: { gte: 5, within: 3_600_000, by: 'user' } }, 100_000, 2);
  assert.ok(bytes <= 20e6, `${(bytes / 1e6).toFixed(1)} MB`);
});

test('20,000 groups of it that fire take 10 MB at most', async () => {
  const bytes = await bytesFor({ count: { gte: 5, within: 3_600_000, by: 'user' } }, 20_000, 5);
  assert.ok(bytes <= 10e6, `${(bytes / 1e6).toFixed(1)} MB`);
});

test.run();
