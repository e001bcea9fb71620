import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { Block } from '../../../../core/event/block.js';
import { KeyFilter, NO_KEYS } from '../../../../core/event/key-filter.js';
import { Kernel } from '../../../../core/event/kernel/kernel.js';
import { HAS_MARK, LOOKED, MALFORMED, scanObject } from '../../../../core/event/scan.js';
import { Tape } from '../../../../core/event/tape.js';
import { AnchorSearch } from '../../../../core/redact/anchor-search.js';
import { runs } from '../../../support/full.js';
import { suite } from '../../../support/suite.js';
import { mutated, objectText, SEED } from '../json-arbitrary.js';

const test = suite('Kernel');

const FILLER = Buffer.alloc(4096, '{"filler":true}\n');

function kernelOf(filter = NO_KEYS, marks?: AnchorSearch): Kernel {
  const kernel = Kernel.create(filter, marks && { marks, digits: 0, char: 0 });
  if (kernel === undefined) throw new Error('this machine has no kernel');
  return kernel;
}

/** The bytes in a block that a kernel takes; they begin at 0. */
const blockOf = (bytes: Buffer): Block => new Block(Buffer.concat([bytes, FILLER]));

/** Asserts that the kernel sees in bytes[start, end) what `scanObject` does. */
function agrees(kernel: Kernel, filter: KeyFilter, bytes: Buffer, start: number, end: number): void {
  const block = blockOf(bytes);
  kernel.take(block);
  const tape = new Tape(0);
  const flags = scanObject(block.bytes, start, end, tape, filter);
  const shown = bytes.toString('utf8', start, end);
  assert.is(kernel.scan(block, start, end), flags, shown);
  assert.equal([...block.tape.data.subarray(0, block.tape.used)], [...tape.data.subarray(0, tape.used)], shown);
}

const filter = new KeyFilter(['a', 'password', 'token', 'ab']);

test('puts the same members on the tape as the scan in TypeScript, with the same flags', () => {
  const kernel = kernelOf(filter);
  fc.assert(fc.property(objectText, (json) => {
    const bytes = Buffer.from(`{"x":1}\n${json}\n`);
    agrees(kernel, filter, bytes, 8, bytes.length - 1);
  }), { seed: SEED, numRuns: runs(2000) });
});

test('accepts and refuses the same bytes, however they are broken, and wherever a line ends', () => {
  const kernel = kernelOf();
  fc.assert(fc.property(mutated, fc.nat({ max: 3 }), (bytes, less) => agrees(kernel, NO_KEYS, bytes, 0, Math.max(0, bytes.length - less))), { seed: SEED, numRuns: runs(5000) });
});

test('lets every key through where the filter does', () => {
  const all = new KeyFilter('all');
  agrees(kernelOf(all), all, Buffer.from('{"x":1}'), 0, 7);
});

test('leaves to TypeScript what is nested too deep for it', () => {
  const deep = Buffer.from(`{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`);
  agrees(kernelOf(), NO_KEYS, deep, 0, deep.length);
});

test('leaves to TypeScript what its tape has no room for, and goes on', () => {
  const dense = Buffer.from(`{${Array.from({ length: 150_000 }, () => '"":0').join()}}`);
  const kernel = kernelOf();
  const block = blockOf(dense);
  kernel.take(block);
  assert.is(kernel.scan(block, 0, dense.length), 0);
  assert.is(kernel.scan(block, 0, dense.length), 0);
  assert.is(block.tape.used, 2 * 150_000 * 4);
});

test('suits no block that is very small or large; a scan works all the same', () => {
  const kernel = kernelOf();
  for (const block of [new Block(Buffer.from('{"a":1}')), new Block(Buffer.concat([Buffer.from('{"a":1}'), Buffer.alloc(1024 * 1024)]))]) {
    assert.not.ok(Kernel.suits(block));
    assert.is(kernel.scan(block, 0, 7), 0);
  }
});

test('a block that gives way to the next one loses its tape, and is scanned anew', () => {
  const kernel = kernelOf();
  const first = blockOf(Buffer.from('{"a":1}'));
  kernel.take(first);
  kernel.scan(first, 0, 7);
  const { epoch } = first;
  const second = blockOf(Buffer.from('{"b":12}'));
  kernel.take(second);
  kernel.scan(second, 0, 8);
  assert.ok(first.epoch > epoch);
  assert.is(first.kernel, undefined);
  assert.is(first.tape.used, 0);
  assert.is(second.tape.used, 4);
});

test('finds the literals that the search in TypeScript finds', () => {
  const literal = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '-', '1'), minLength: 2, maxLength: 5 });
  const text = fc.string({ unit: fc.constantFrom('a', 'B', 'c', 'A', '-', '1', ' ', 'é'), maxLength: 60 });
  fc.assert(fc.property(fc.array(literal, { minLength: 1, maxLength: 4 }), fc.array(text, { minLength: 1, maxLength: 8 }), (literals, lines) => {
    const search = new AnchorSearch(literals);
    const kernel = kernelOf(NO_KEYS, search);
    const block = blockOf(Buffer.from(`${lines.join('\n')}\n`));
    kernel.take(block);
    let start = 0;
    for (const line of lines) {
      const end = start + Buffer.byteLength(line);
      assert.is(search.occurs(block, start, end), search.occurs({ bytes: block.bytes, kernel: undefined }, start, end), `${literals.join()} in ${line}`);
      start = end + 1;
    }
  }), { seed: SEED, numRuns: runs(300) });
});

test('finds a run with enough digits, whatever stands between them', () => {
  const marks = new AnchorSearch(['secret']);
  const kernels = Array.from({ length: 19 }, (_, digits) => Kernel.create(NO_KEYS, { marks, digits, char: 0 }) as Kernel);
  const text = fc.string({ unit: fc.constantFrom('1', '2', '3', '4', '5', ' ', '-', 'x', '.'), maxLength: 60 });
  fc.assert(fc.property(text, fc.integer({ min: 1, max: 18 }), (line, least) => {
    const kernel = kernels[least] as Kernel;
    const block = blockOf(Buffer.from(`9${line}9\n`));
    kernel.take(block);
    const isThere = (line.match(/[\d -]+/g) ?? []).some((run) => run.replace(/\D/g, '').length >= least);
    assert.is(kernel.hasDigits(1, 1 + line.length), isThere, `${least} in ${line}`);
  }), { seed: SEED, numRuns: runs(1000) });
});

// The kernel has a way of its own for twelve and more.
for (const digits of [9, 12, 13]) test(`tells by its flags where nothing is of what it was to look for, with runs of ${digits} digits`, () => {
  const whole = '1234567890123'.slice(0, digits);
  const search = new AnchorSearch(['secret', 'xk-']);
  const kernel = Kernel.create(NO_KEYS, { marks: search, digits, char: 0x40 }) as Kernel;
  const piece = fc.constantFrom('secret', 'SeCret', 'secre', 'xk-', 'x', 'k-', '1234', '12-34', '56789', '0123', ' ', 'é', '\\"', '\\n', 'plain text', '.', '@');
  const text = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
  const value = fc.oneof(text.map((inner) => `"${inner}"`), fc.constantFrom(whole, `-${whole}`, `1.${whole.slice(1)}`, whole.slice(1), 'true', '{}'), text.map((inner) => `{"a":["${inner}"]}`));
  // Few names, so that many of them are known from the lines before.
  const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom('time', 'level', 'msg', 'xkcd', 'secre', 'secret', '123456789') }, { weight: 1, arbitrary: text });
  const object = fc.array(fc.tuple(name, value), { maxLength: 6 }).map((members) => `{${members.map(([key, one]) => `"${key}":${one}`).join(',')}}`);
  const isThere = (line: string): boolean => /secret|xk-|@/i.test(line)
    || (line.match(/[\d -]+/g) ?? []).some((run) => run.replace(/\D/g, '').length >= digits && !line.includes(`:${run}`)) || line.includes(`:${whole}`);
  fc.assert(fc.property(fc.array(object, { minLength: 1, maxLength: 12 }), (lines) => {
    const block = blockOf(Buffer.from(`${lines.join('\n')}\n`));
    kernel.take(block);
    let start = 0;
    for (const line of lines) {
      const end = start + Buffer.byteLength(line);
      const flags = kernel.scan(block, start, end) & (HAS_MARK | LOOKED);
      if (isThere(line)) assert.is(flags, HAS_MARK | LOOKED, line);
      // A part of a literal may be taken for it, and a name with an escape is not looked at.
      else if (!/secre|\\/i.test(line)) assert.is(flags, LOOKED, line);
      start = end + 1;
    }
  }), { seed: SEED, numRuns: runs(1500) });
});

test('finds every line feed', () => {
  const kernel = kernelOf();
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 }), (lengths) => {
    const block = blockOf(Buffer.from(lengths.map((length) => `${'x'.repeat(length)}\n`).join('')));
    kernel.take(block);
    for (let at = kernel.lineFeed(0), expected = block.bytes.indexOf(10); expected >= 0; at = kernel.lineFeed(at + 1), expected = block.bytes.indexOf(10, expected + 1)) assert.is(at, expected);
    assert.is(kernel.lineFeed(block.bytes.length), -1);
  }), { seed: SEED, numRuns: 100 });
});

test('says what is malformed as `scanObject` does', () => {
  assert.is(kernelOf().scan(blockOf(Buffer.from('nope')), 0, 4), MALFORMED);
});

test.run();
