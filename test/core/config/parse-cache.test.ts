import * as assert from 'uvu/assert';
import { ParseCache } from '../../../core/config/parse-cache.js';
import { suite } from '../../support/suite.js';

const test = suite('ParseCache');

test('parses again only what changed, by name and content', async () => {
  const cache = new ParseCache();
  const first = await cache.parse('a.yaml', 'a: 1\n');
  cache.settle();
  assert.is(await cache.parse('a.yaml', 'a: 1\n'), first);
  assert.is.not(await cache.parse('a.yaml', 'a: 2\n'), first);
  assert.is.not(await cache.parse('b.yaml', 'a: 1\n'), first, 'places name the file');
});

test('lets go of what the last load did not use', async () => {
  const cache = new ParseCache();
  const first = await cache.parse('a.yaml', 'a: 1\n');
  cache.settle();
  await cache.parse('a.yaml', 'a: 2\n');
  cache.settle();
  assert.is.not(await cache.parse('a.yaml', 'a: 1\n'), first);
});

test.run();
