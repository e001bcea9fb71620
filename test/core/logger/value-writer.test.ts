import fc from 'fast-check';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { runInNewContext } from 'node:vm';
import * as assert from 'uvu/assert';
import { ValueWriter } from '../../../core/logger/value-writer.js';
import { suite } from '../../support/suite.js';

const test = suite('ValueWriter');

const text = (value: unknown): string | undefined => new ValueWriter().value(value, 1);
const read = (value: unknown): unknown => JSON.parse(text(value) ?? 'null');

test('writes JSON values as JSON.stringify does', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
    assert.is(text(value), JSON.stringify(value));
  }), { seed: 20250102 });
});

test('keeps what JSON has no form for', () => {
  assert.equal(
    read({ big: 2n ** 70n, nan: Number.NaN, far: -Infinity, map: new Map([['a', 1]]), pairs: new Map([[1, 'x']]), set: new Set([1, 'b']), re: /a+/g, none: undefined, run: () => 1, mark: Symbol('s') }),
    { big: '1180591620717411303424', nan: 'NaN', far: '-Infinity', map: { a: 1 }, pairs: [[1, 'x']], set: [1, 'b'], re: '/a+/g' },
  );
  assert.equal(read([undefined, () => 1, 3]), [null, null, 3]);
  assert.equal(read([new Date(0), new Date(Number.NaN)]), ['1970-01-01T00:00:00.000Z', 'Invalid Date']);
  assert.equal(read([Buffer.from('secret'), new Uint16Array(4), new ArrayBuffer(3)]), ['[6 bytes]', '[8 bytes]', '[3 bytes]']);
  assert.equal(read({ address: new URL('https://example.com/a?b') }), { address: 'https://example.com/a?b' });
});

test('writes what an HTTP message says, and what hangs on it not', () => {
  const message = Object.assign(new IncomingMessage(new Socket()), { headers: { 'x-api-key': 'abc' } });
  assert.equal(read({ req: message, list: [new Headers({ a: 'b' })] }), { req: { method: null, url: '', headers: { 'x-api-key': 'abc' } }, list: [{ a: 'b' }] });
});

test('asks for toJSON, once', () => {
  assert.equal(read({ a: { toJSON: () => ({ toJSON: () => 'not asked twice' }) } }), { a: 'not asked twice' });
  const itself = { kept: 1, toJSON: (): unknown => itself };
  assert.equal(read({ itself }), { itself: { kept: 1 } });
});

test('writes an error with type, message, stack, its own fields and causes', () => {
  class OrderError extends Error {
    readonly code = 'NO_STOCK';
    readonly status = 409;
  }
  const error = new OrderError('sold out', { cause: new TypeError('no stock', { cause: 'empty shelf' }) });
  const { stack, cause, ...rest } = read(error) as Record<string, unknown> & { readonly cause: Record<string, unknown> };
  assert.equal(rest, { type: 'OrderError', message: 'sold out', code: 'NO_STOCK', status: 409 });
  assert.match(stack as string, /^Error: sold out\n {4}at /);
  assert.is(cause['type'], 'TypeError');
  assert.is(cause['cause'], 'empty shelf');
});

test('writes all errors of an AggregateError, and one of another realm', () => {
  const both = read(new AggregateError([new Error('a'), new RangeError('b')], 'both')) as { readonly errors: readonly { readonly type: string }[] };
  assert.equal(both.errors.map(({ type }) => type), ['Error', 'RangeError']);
  const foreign = read(runInNewContext("new TypeError('elsewhere')")) as { readonly message: string; readonly type: string };
  assert.equal([foreign.type, foreign.message], ['TypeError', 'elsewhere']);
});

test('an error that is its own cause ends', () => {
  const error = new Error('round');
  error.cause = error;
  assert.is((read(error) as { readonly cause: string }).cause, '[circular]');
});

test('survives getters, toJSON and proxies that throw', () => {
  const bomb = (): never => {
    throw new Error('boom');
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const error = Object.defineProperties(new Error('kept'), { stack: { get: bomb }, name: { get: bomb } });
  assert.equal(
    read({ a: Object.defineProperty({ b: 1 }, 'c', { get: bomb, enumerable: true }), d: { toJSON: bomb }, e: proxy, f: new Proxy({}, { ownKeys: bomb }), g: error, h: 'after' }),
    { a: { b: 1, c: '[unreadable]' }, d: '[unreadable]', e: '[unreadable]', f: '[unreadable]', g: { type: 'Error', message: 'kept', stack: '[unreadable]' }, h: 'after' },
  );
});

test('marks a cycle, and writes what is there twice twice', () => {
  const shared = { n: 1 };
  const list: unknown[] = [shared, shared];
  list.push(list);
  assert.equal(read(list), [{ n: 1 }, { n: 1 }, '[circular]']);
});

test('bounds depth, width, number and length, and counts what it replaced', () => {
  let deep: unknown = 'bottom';
  for (let level = 0; level < 100_000; level++) deep = { in: deep };
  assert.match(text(deep) as string, /"in":"\[too deep\]"\}+$/);

  const wide = read({ list: Array.from({ length: 5_000 }, (_, n) => n), object: Object.fromEntries(Array.from({ length: 1_500 }, (_, n) => [`k${n}`, n])) }) as { list: unknown[]; object: Record<string, unknown> };
  assert.is(wide.list.length, 1_001);
  assert.is(wide.list.at(-1), '[4000 more]');
  assert.is(wide.object['...'], '[500 more]');

  const many = Array.from({ length: 900 }, () => Array.from({ length: 900 }, () => ({})));
  assert.ok((text(many) as string).length < 1_000_000 * 16);

  const writer = new ValueWriter();
  const long = 'x'.repeat(700_000);
  assert.equal(JSON.parse(writer.value([long, long, 'short'], 1) as string), [long, '[text of 700000 characters]', 'short']);
  assert.is(writer.cuts, 1);
});

test('reads no more of a Map or a Set than it writes', () => {
  let read = 0;
  function* counted<T>(values: Iterable<T>): Generator<T> {
    for (const value of values) {
      read++;
      yield value;
    }
  }
  const numbers = Array.from({ length: 5_000 }, (_, n) => n);
  const set = Object.assign(new Set(numbers), { [Symbol.iterator]: () => counted(numbers) });
  const map = Object.assign(new Map(numbers.map((n) => [`k${n}`, n])), { [Symbol.iterator]: () => counted(numbers.map((n) => [`k${n}`, n] as const)) });
  const written = JSON.parse(text({ set, map }) as string) as { readonly set: unknown[]; readonly map: Record<string, unknown> };
  assert.equal([written.set.length, written.set.at(-1), Object.keys(written.map).length, written.map['...']], [1_001, '[4000 more]', 1_001, '[4000 more]']);
  assert.is(read, 2_002);
});

test('keeps odd names as they are', () => {
  assert.is(text(JSON.parse('{"__proto__":1,"":2,"constructor":3}')), '{"__proto__":1,"":2,"constructor":3}');
  assert.is(text(new Map([['__proto__', 1]])), '{"__proto__":1}');
  assert.is(text(Object.assign(Object.create(null), { a: 1 })), '{"a":1}');
});

test('is always JSON, whatever it is given', () => {
  fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withNullPrototype: true, withTypedArray: true, withSparseArray: true, withBoxedValues: true, withObjectString: true, maxDepth: 4 }), (value) => {
    const written = text({ value });
    JSON.parse(written as string);
    assert.is(Buffer.from(written as string).toString(), written);
  }), { seed: 20250103, numRuns: 500 });
});

test.run();
