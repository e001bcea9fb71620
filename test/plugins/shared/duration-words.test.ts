import * as assert from 'uvu/assert';
import { durationWords } from '../../../plugins/shared/duration-words.js';
import { suite } from '../../support/suite.js';

const test = suite('durationWords');

test('says a span in its two largest units', () => {
  const spans = [0, 999, 45_000, 724_000, 720_000, 10_800_000, 10_804_000, 187_200_000, Number.NaN, -5, Number.POSITIVE_INFINITY];
  assert.equal(spans.map(durationWords), ['0s', '0s', '45s', '12m 4s', '12m', '3h', '3h', '2d 4h', '0s', '0s', '0s']);
});

test.run();
