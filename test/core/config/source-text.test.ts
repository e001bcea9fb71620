import * as assert from 'uvu/assert';
import { SourceText } from '../../../core/config/source-text.js';
import { suite } from '../../support/suite.js';

const test = suite('SourceText');

test('counts lines and columns from 1', () => {
  const source = new SourceText('a.yaml', 'ab\nc\r\n\nd');
  assert.equal(source.placeOf(0), { file: 'a.yaml', line: 1, column: 1 });
  assert.equal(source.placeOf(1), { file: 'a.yaml', line: 1, column: 2 });
  assert.equal(source.placeOf(3), { file: 'a.yaml', line: 2, column: 1 });
  assert.equal(source.placeOf(7), { file: 'a.yaml', line: 4, column: 1 });
});

test('gives lines without their breaks, and nothing beyond the last', () => {
  const source = new SourceText('a.yaml', 'ab\nc\r\n\nd');
  assert.equal([1, 2, 3, 4, 5].map((line) => source.line(line)), ['ab', 'c', '', 'd', '']);
});

test.run();
