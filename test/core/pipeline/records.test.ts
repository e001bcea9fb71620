import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { forEachRecord } from '../../../core/pipeline/records.js';
import { suite } from '../../support/suite.js';

const test = suite('forEachRecord');

function records(text: string, ends?: readonly number[]): { readonly records: readonly string[]; readonly empty: number } {
  const bytes = Buffer.from(text);
  const found: string[] = [];
  const empty = forEachRecord({ bytes, kernel: undefined }, ends, (start, end) => found.push(bytes.toString('utf8', start, end)));
  return { records: found, empty };
}

test('gives each line without its ending', () => {
  assert.equal(records('one\ntwo\r\nthree'), { records: ['one', 'two', 'three'], empty: 0 });
  assert.equal(records('one\n'), { records: ['one'], empty: 0 });
});

test('leaves out empty lines, and says how many', () => {
  assert.equal(records('\n\na\n\r\nb\n\n'), { records: ['a', 'b'], empty: 4 });
  assert.equal(records(''), { records: [], empty: 0 });
  assert.equal(records(' \n'), { records: [' '], empty: 0 });
});

test('takes one CR only from the end of a line, and none from within', () => {
  assert.equal(records('a\r\r\nb\rc\n'), { records: ['a\r', 'b\rc'], empty: 0 });
});

test('follows the ends that a source states', () => {
  const text = 'trace\n  at a\n\nline\r\nlast';
  assert.equal(records(text, [13, 14, 20, 24]), { records: ['trace\n  at a', 'line', 'last'], empty: 1 });
  assert.equal(records('abcd', [2, 4]), { records: ['ab', 'cd'], empty: 0 });
});

test('gives the lines that splitting at each line feed gives', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a', 'é', '\n', '\r\n', '\r', '\n\n'), { maxLength: 30 }).map((parts) => parts.join('')), (text) => {
    const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
    if (text.endsWith('\n') || text === '') lines.pop();
    assert.equal(records(text), { records: lines.filter((line) => line !== ''), empty: lines.filter((line) => line === '').length });
  }), { seed: 20260917 });
});

test.run();
