import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { arena } from '../../../core/event/arena.js';
import { Block } from '../../../core/event/block.js';
import { NextOccurrence } from '../../../core/event/next-occurrence.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { SEED } from './json-arbitrary.js';

const test = suite('NextOccurrence');

test('answers for ranges that move forward, and for one that goes back', () => {
  const block = new Block(Buffer.from('a@b\nc\nd@e@f\n'));
  const next = new NextOccurrence('@');
  assert.equal([[0, 3], [4, 5], [6, 11], [0, 3]].map(([start, end]) => next.within(block, start as number, end as number)), [true, false, true, true]);
});

test('does not take a part of the needle for it', () => {
  const next = new NextOccurrence('\\u');
  assert.not(next.within(new Block(Buffer.from('ab\\u0041')), 0, 3));
});

test('sees what is written into the arena after it looked there', () => {
  const next = new NextOccurrence('@');
  const write = (text: string): boolean => {
    arena.begin(text.length * 3);
    arena.text(text);
    const start = arena.end();
    return next.within(arena.block, start, arena.at - 1);
  };
  assert.equal(['{"user":"a@b"}', '{"user":"c"}', '{"user":"d@e"}', '{"user":"f"}'].map(write), [true, false, true, false]);
});

test('answers as a search of the range does, whatever was asked before and was written since', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '@', 'x'), minLength: 1, maxLength: 30 });
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 8 })), { minLength: 1, maxLength: 8 });
  fc.assert(fc.property(text, fc.constantFrom('@', 'ab', 'aba'), steps, (content, needle, ranges) => {
    const bytes = Buffer.from(content);
    const block = new Block(bytes, 0);
    const next = new NextOccurrence(needle);
    for (const [from, length, more] of ranges) {
      block.written = Math.min(bytes.length, block.written + more);
      const start = from % (block.written + 1);
      const end = start + (length % (block.written - start + 1));
      assert.is(next.within(block, start, end), content.slice(start, end).includes(needle), `${needle} at ${start} to ${end} of ${content}`);
    }
  }), { seed: SEED, numRuns: runs(2000) });
});

test.run();
