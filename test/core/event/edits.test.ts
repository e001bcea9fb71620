import * as assert from 'uvu/assert';
import { arena } from '../../../core/event/arena.js';
import { Edits } from '../../../core/event/edits.js';
import { suite } from '../../support/suite.js';

const test = suite('Edits');

type Stated = readonly [start: number, end: number, text: string];

function fill(edits: Edits, list: readonly Stated[]): Edits {
  for (const [start, end, text] of list) edits.replace(start, end, Buffer.from(text));
  return edits;
}

const write = (edits: Edits, text: string, start = 0, end = text.length): string => {
  const at = edits.write(Buffer.from(text), start, end);
  return arena.block.bytes.toString('utf8', at, arena.at);
};

test('puts bytes in the place of others, and copies the rest', () => {
  assert.is(write(new Edits(), '0123456789'), '0123456789\n');
  assert.is(write(fill(new Edits(), [[0, 0, 'a'], [2, 4, ''], [4, 5, 'long'], [10, 10, 'z']]), '0123456789'), 'a01long56789z\n');
  assert.is(write(fill(new Edits(), [[4, 5, 'x']]), '0123456789', 3, 6), '3x5\n');
});

test('is empty after a line, and used again', () => {
  const edits = fill(new Edits(), [[0, 1, 'a'], [2, 3, 'b']]);
  assert.is(write(edits, '0123'), 'a1b3\n');
  assert.is(edits.count, 0);
  edits.remove(1, 2);
  assert.is(write(edits, '0123'), '023\n');
});

test('takes back what was added last', () => {
  const edits = fill(new Edits(), [[0, 1, 'a'], [2, 3, 'b'], [3, 4, 'c']]);
  edits.takeBack(1);
  assert.equal(Array.from(edits, ({ start, end, bytes }) => [start, end, bytes.toString()]), [[0, 1, 'a']]);
  assert.is(write(edits, '0123'), 'a123\n');
});

test.run();
