import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { parseDuration, parseSize } from '../../../core/config/units.js';
import { suite } from '../../support/suite.js';

const test = suite('parseDuration');

test('reads one number with one unit as milliseconds', () => {
  assert.equal(['250ms', '5s', '1m', '2h', '7d', '1w', '1.5h', '0s'].map(parseDuration), [250, 5000, 60_000, 7_200_000, 604_800_000, 604_800_000, 5_400_000, 0]);
});

test('refuses what has no unit, another unit or more than one', () => {
  assert.equal(['5', '5 s', '1h30m', '-5s', '5S', '', 's', '1e3s', '99999999999999999d'].map(parseDuration), Array(9).fill(undefined));
});

test('gives whole, safe numbers or nothing', () => {
  fc.assert(fc.property(fc.double({ min: 0, noNaN: true }), fc.constantFrom('ms', 's', 'm', 'h', 'd', 'w'), (amount, unit) => {
    const result = parseDuration(`${amount}${unit}`);
    return result === undefined || Number.isSafeInteger(result);
  }), { seed: 1 });
});

test.run();

const sizes = suite('parseSize');

sizes('reads thousands and binary units apart', () => {
  assert.equal(['512B', '1kB', '1KB', '64KiB', '1MB', '1MiB', '1.5GiB', '1TiB'].map(parseSize), [512, 1000, 1000, 65_536, 1_000_000, 1_048_576, 1_610_612_736, 1_099_511_627_776]);
});

sizes('refuses what is no size', () => {
  assert.equal(['64', '64k', '1 MB', '1mb', '-1B'].map(parseSize), Array(5).fill(undefined));
});

sizes.run();
