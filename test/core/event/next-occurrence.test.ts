import * as assert from 'uvu/assert';
import { arena } from '../../../core/event/arena.js';
import { NextOccurrence } from '../../../core/event/next-occurrence.js';
import { suite } from '../../support/suite.js';

const test = suite('NextOccurrence');

test('answers for ranges that move forward, and for one that goes back', () => {
  const bytes = Buffer.from('a@b\nc\nd@e@f\n');
  const next = new NextOccurrence('@');
  assert.equal([[0, 3], [4, 5], [6, 11], [0, 3]].map(([start, end]) => next.within(bytes, start as number, end as number)), [true, false, true, true]);
});

test('does not take a part of the needle for it', () => {
  const next = new NextOccurrence('\\u');
  assert.not(next.within(Buffer.from('ab\\u0041'), 0, 3));
});

test('sees what is written into the arena after it looked there', () => {
  const next = new NextOccurrence('@');
  const write = (text: string): boolean => {
    arena.begin(text.length * 3);
    arena.text(text);
    const start = arena.end();
    return next.within(arena.block.bytes, start, arena.at - 1);
  };
  assert.equal(['{"user":"a@b"}', '{"user":"c"}', '{"user":"d@e"}', '{"user":"f"}'].map(write), [true, false, true, false]);
});

test.run();
