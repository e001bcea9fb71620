import * as assert from 'uvu/assert';
import { readStatement } from '../../../core/logger/statement.js';
import { suite } from '../../support/suite.js';

const test = suite('readStatement');

const read = (...given: unknown[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(readStatement(given[0], given[1], given[2])).filter(([, value]) => value !== undefined));

const error = new Error('failed');
const fields = { a: 1 };

test('takes message, fields and error in any order', () => {
  assert.equal(read('m'), { message: 'm' });
  assert.equal(read('m', fields), { message: 'm', fields });
  assert.equal(read(fields, 'm'), { message: 'm', fields });
  assert.equal(read(error, 'm'), { message: 'm', error });
  assert.equal(read('m', error), { message: 'm', error });
  assert.equal(read('m', error, fields), { message: 'm', error, fields });
  assert.equal(read(fields, 'm', error), { message: 'm', error, fields });
});

test('loses nothing that is left over', () => {
  const other = new Error('other');
  assert.equal(read('m', 'n'), { message: 'm', details: ['n'] });
  assert.equal(read('m', 5, false), { message: 'm', details: [5, false] });
  assert.equal(read(error, other), { error, details: [other] });
  assert.equal(read(null, 'm'), { message: 'm', details: [null] });
  assert.equal(read(fields, { b: 2 }), { fields, details: [{ b: 2 }] });
  assert.equal(read([1, 2], 'm', new Map([['a', 1]])), { message: 'm', details: [[1, 2], new Map([['a', 1]])] });
});

test('takes the fields of an instance, and leaves what states its own form in one piece', () => {
  class Order { readonly id = 7; }
  const order = new Order();
  assert.is(readStatement('m', order, undefined).fields, order);
  const url = new URL('https://example.com');
  assert.equal(readStatement('m', url, undefined).details, [url]);
  const headers = new Headers({ a: 'b' });
  assert.equal(readStatement('m', headers, undefined).details, [headers]);
  const own = { toJSON: () => 'x' };
  assert.equal(readStatement('m', own, undefined).details, [own]);
});

test('calls a function for what it gives, or for the error that it throws', () => {
  assert.equal(read(() => 'm'), { message: 'm' });
  assert.equal(read('m', () => fields), { message: 'm', fields });
  assert.equal(read('m', () => undefined), { message: 'm' });
  assert.equal(read('m', () => { throw error; }), { message: 'm', error });
});

test('what cannot even be looked at is a detail', () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assert.is(readStatement('m', proxy, undefined).details?.[0], proxy);
});

test.run();
