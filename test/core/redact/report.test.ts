import * as assert from 'uvu/assert';
import { RedactionCounts } from '../../../core/redact/report.js';
import { suite } from '../../support/suite.js';

const test = suite('RedactionCounts');

test('counts by rule, most frequent first, and adds up', () => {
  const counts = new RedactionCounts();
  for (const rule of ['card', 'email', 'email', 'apple']) counts.count(rule);
  assert.equal(counts.entries(), [['email', 2], ['apple', 1], ['card', 1]]);
  const more = new RedactionCounts();
  more.count('card');
  more.count('unscanned');
  counts.add(more);
  assert.is(counts.of('card'), 2);
  assert.is(counts.of('unscanned'), 1);
  assert.is(counts.of('jwt'), 0);
  assert.is(counts.total, 6);
});

test.run();
