import * as assert from 'uvu/assert';
import { Arena } from '../../../core/event/arena.js';
import { suite } from '../../support/suite.js';

const test = suite('Arena');

function write(arena: Arena, text: string): { readonly block: Arena['block']; readonly start: number; readonly text: string } {
  arena.begin(text.length * 3);
  arena.text(text);
  const start = arena.end();
  return { block: arena.block, start, text: arena.block.bytes.toString('utf8', start, arena.at) };
}

test('writes lines one after another, each ended by a line feed', () => {
  const arena = new Arena();
  const first = write(arena, 'one é');
  const second = write(arena, 'two');
  assert.equal([first.text, second.text, second.start], ['one é\n', 'two\n', 7]);
  assert.is(first.block, second.block);
});

test('copies short and long ranges', () => {
  const arena = new Arena();
  const source = Buffer.from(`ab${'c'.repeat(100)}de`);
  arena.begin(source.length);
  arena.copy(source, 0, 2);
  arena.copy(source, 2, 102);
  arena.copy(source, 102, 104);
  arena.copy(source, 5, 5);
  const start = arena.end();
  assert.equal(arena.block.bytes.subarray(start, arena.at - 1), source);
});

test('takes a new block where a line does not fit, and never writes to what is written', () => {
  const arena = new Arena();
  const lines = Array.from({ length: 40 }, (_, index) => write(arena, `${index}`.repeat(10_000)));
  assert.ok(new Set(lines.map(({ block }) => block)).size > 1);
  for (const { block, start, text } of lines) assert.is(block.bytes.toString('utf8', start, start + text.length), text);
});

test('takes a line longer than any block', () => {
  const arena = new Arena();
  assert.is(write(arena, 'x'.repeat(3_000_000)).text.length, 3_000_001);
  assert.is(write(arena, 'y').text, 'y\n');
});

test('gives up a line that was begun and not ended', () => {
  const arena = new Arena();
  write(arena, 'one');
  arena.begin(10);
  arena.text('lost');
  assert.is(write(arena, 'two').start, 4);
  assert.is(arena.block.bytes.toString('utf8', 0, arena.at), 'one\ntwo\n');
});

test('says how much of a block is written', () => {
  const arena = new Arena();
  assert.is(arena.block.written, 0);
  write(arena, 'one');
  assert.is(arena.block.written, 4);
});

test('refuses a line that is longer than it was said to be', () => {
  const arena = new Arena();
  const size = arena.block.bytes.length;
  arena.begin(10);
  arena.copy(Buffer.alloc(size), 0, size);
  assert.throws(() => arena.end(), /longer than it was said to be/);
  assert.is(write(arena, 'next').text, 'next\n');
});

test.run();
