import * as assert from 'uvu/assert';
import { stableFraction } from '../../../plugins/sample/stable-hash.js';
import { suite } from '../../support/suite.js';

const test = suite('stableFraction');

test('stays the same from version to version', () => {
  assert.equal(['', 'a', 'trace-1'].map((text) => Math.floor(stableFraction(text) * 2 ** 32)), [2_872_998_923, 444_641_715, 597_944_320]);
});

test('spreads keys that differ only in a counter evenly', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let n = 0; n < 20_000; n++) tenths[Math.floor(stableFraction(`trace-${n}`) * 10)]! += 1;
  for (const share of tenths) assert.ok(Math.abs(share - 2000) < 200, `a tenth got ${share} of 2000`);
});

test.run();
