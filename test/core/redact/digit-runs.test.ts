import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { visitDigitRuns } from '../../../core/redact/digit-runs.js';
import { suite } from '../../support/suite.js';

const test = suite('visitDigitRuns');

test('finds what the pattern finds', () => {
  const text = fc.string({ unit: fc.constantFrom(...'0123456789 -x', '1', '2'), maxLength: 90 });
  fc.assert(fc.property(text, fc.integer({ min: 3, max: 14 }), (value, least) => {
    const found: string[] = [];
    visitDigitRuns(value, least, (start, end) => found.push(value.slice(start, end)));
    assert.equal(found, value.match(/\d(?:[ -]?\d)*/g)?.filter((run) => run.replace(/\D/g, '').length >= least) ?? []);
  }), { seed: 11, numRuns: 3000 });
});

test.run();
