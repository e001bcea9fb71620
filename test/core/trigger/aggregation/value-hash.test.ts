import * as assert from 'uvu/assert';
import { valueHash } from '../../../../core/trigger/aggregation/value-hash.js';
import { suite } from '../../../support/suite.js';

const test = suite('valueHash');

test('is a safe whole number, the same for the same text, and different for 200,000 texts', () => {
  const hashes = new Set<number>();
  for (let i = 0; i < 200_000; i++) hashes.add(valueHash(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`));
  assert.is(hashes.size, 200_000);
  assert.ok([...hashes].every((hash) => Number.isSafeInteger(hash) && hash >= 0));
  assert.is(valueHash('eve'), valueHash('eve'));
});

test('spreads evenly: each of the last bits is set in half of the hashes', () => {
  for (let bit = 0; bit < 16; bit++) {
    let set = 0;
    for (let i = 0; i < 10_000; i++) if ((Math.floor(valueHash(`u${i}`) / 2 ** bit) & 1) === 1) set++;
    assert.ok(Math.abs(set - 5000) < 250, `bit ${bit}: ${set}`);
  }
});

test.run();
