import * as assert from 'uvu/assert';
import { LineBuffer } from '../../../core/logger/line-buffer.js';
import { suite } from '../../support/suite.js';

const test = suite('LineBuffer');

test('gives lines in order, in blocks of a size, at least one at a time', () => {
  const buffer = new LineBuffer(1_000);
  for (const line of ['aa', 'bb', 'cccccc', 'd']) buffer.push(line);
  assert.equal(buffer.take(5), { text: 'aa\nbb\n', lines: 2 });
  assert.equal(buffer.take(5), { text: 'cccccc\n', lines: 1 });
  assert.equal(buffer.take(5), { text: 'd\n', lines: 1 });
  assert.is(buffer.take(5), undefined);
});

test('takes no more than its size, but one line whatever its length', () => {
  const buffer = new LineBuffer(5);
  assert.ok(buffer.push('123456789'));
  assert.not(buffer.push('x'));
  assert.is(buffer.take(1)?.lines, 1);
  assert.ok(buffer.push('123'));
  assert.ok(buffer.push('45'));
  assert.not(buffer.push('6'));
  assert.is(buffer.length, 2);
});

test('goes on for ever in bounded memory', () => {
  const buffer = new LineBuffer(100_000);
  let taken = '';
  for (let n = 0; n < 10_000; n++) {
    buffer.push(`${n}`);
    if (n % 3 === 2) taken += buffer.take(9)?.text ?? '';
  }
  for (let block = buffer.take(50); block !== undefined; block = buffer.take(50)) taken += block.text;
  assert.equal(taken.trim().split('\n').map(Number), Array.from({ length: 10_000 }, (_, n) => n));
  assert.is(buffer.length, 0);
});

test.run();
