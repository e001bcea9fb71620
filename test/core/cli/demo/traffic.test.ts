import * as assert from 'uvu/assert';
import { seededRandom } from '../../../../core/cli/demo/seeded-random.js';
import { linesAt, TICKS } from '../../../../core/cli/demo/traffic.js';
import { suite } from '../../../support/suite.js';

const test = suite('linesAt');

function traffic(seed: number): readonly string[] {
  const random = seededRandom(seed);
  return Array.from({ length: TICKS }, (_, tick) => linesAt(tick, tick * 100, random).map(({ text }) => text)).flat();
}

test('gives the same traffic for the same seed, and other traffic for another', () => {
  assert.equal(traffic(7), traffic(7));
  assert.is.not(traffic(7).join('\n'), traffic(8).join('\n'));
});

test('fails enough payments to fire, for every seed', () => {
  for (let seed = 0; seed < 20; seed++) assert.is(traffic(seed).filter((line) => line.includes('E_TIMEOUT')).length, 8);
});

test.run();
