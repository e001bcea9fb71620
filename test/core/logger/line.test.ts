import * as assert from 'uvu/assert';
import type { JsonObject } from '../../../core/contract/json.js';
import { bindFields, NO_FIELDS, type BoundFields } from '../../../core/logger/bound-fields.js';
import { buildLine } from '../../../core/logger/line.js';
import { suite } from '../../support/suite.js';

const test = suite('buildLine');

const TIME = '2025-01-01T00:00:00.000Z';

const build = (given: readonly unknown[], { bound = NO_FIELDS, context = NO_FIELDS }: { bound?: BoundFields; context?: BoundFields } = {}): string =>
  buildLine({ time: TIME, level: 'info', logger: '"shop"', context, bound }, given[0], given[1], given[2]).text;
const read = (...given: Parameters<typeof build>): JsonObject => JSON.parse(build(...given)) as JsonObject;

test('begins with time, level, message and logger, then the fields', () => {
  assert.is(build([{ orderId: 7, user: 'eve' }, 'order placed']), `{"time":"${TIME}","level":"info","message":"order placed","logger":"shop","orderId":7,"user":"eve"}`);
  assert.is(build([{}]), `{"time":"${TIME}","level":"info","message":"","logger":"shop"}`);
});

test('a field never overwrites, or stands twice beside, what the line itself has', () => {
  const line = build([{ time: 1, level: 'debug', message: 'mine', logger: 'x', fields: { level: 2 } }, 'ours']);
  assert.is(line, `{"time":"${TIME}","level":"info","message":"ours","logger":"shop","fields.time":1,"fields.level":"debug","fields.message":"mine","fields.logger":"x","fields":{"level":2}}`);
});

test('has the error, with its message where there is no other', () => {
  const { error, message } = read([new RangeError('too far')]) as { readonly error: JsonObject; readonly message: string };
  assert.is(message, 'too far');
  assert.equal([error['type'], error['message']], ['RangeError', 'too far']);
  assert.is(read(['failed', new Error('x')])['message'], 'failed');
  assert.is((read([new Error('x'), 'failed'])['error'] as JsonObject)['message'], 'x');
});

test('an error that is given as a field speaks where there is no message', () => {
  const err = new Error('too far');
  assert.is(read([{ err }])['message'], 'too far');
  assert.is(read([{ order: 7, error: err }])['message'], 'too far');
  assert.is(read([{ err }, 'failed'])['message'], 'failed');
  assert.is(read([{ err: 'a text' }])['message'], '');
  assert.is(read([{ get err(): never { throw err; } }])['message'], '');
});

test('an error and details step aside for fields of these names', () => {
  const line = read([{ error: 'mine', details: 'mine too' }, new Error('x'), 5]);
  assert.is(line['error'], 'mine');
  assert.is(line['details'], 'mine too');
  assert.is((line['fields.error'] as JsonObject)['message'], 'x');
  assert.is(line['fields.details'], 5);
});

test('later fields replace earlier ones of the same name: context, logger, call', () => {
  const context = bindFields({ a: 'context', b: 'context', c: 'context' }, NO_FIELDS);
  const bound = bindFields({ b: 'logger', c: 'logger', error: 'logger' }, NO_FIELDS);
  const line = build([{ c: 'call' }, 'm'], { bound, context });
  assert.is(line, `{"time":"${TIME}","level":"info","message":"m","logger":"shop","a":"context","b":"logger","error":"logger","c":"call"}`);
  assert.is((read([new Error('x')], { bound })['error'] as JsonObject)['message'], 'x');
});

test('a field without a value replaces nothing', () => {
  assert.is(read([{ a: undefined }, 'm'], { bound: bindFields({ a: 1 }, NO_FIELDS) })['a'], 1);
});

test('shows what was true at the call', () => {
  const fields = { list: [1] };
  const line = build([fields, 'm']);
  fields.list.push(2);
  assert.match(line, '"list":[1]');
});

test('counts what was too large, and has all else', () => {
  const { text, cuts } = buildLine({ time: TIME, level: 'info', logger: '"shop"', context: NO_FIELDS, bound: NO_FIELDS }, 'm', { huge: 'x'.repeat(2_000_000), small: 1 }, undefined);
  assert.is(cuts, 1);
  assert.match(text, '"huge":"[text of 2000000 characters]","small":1');
});

test('survives an error whose message cannot be read', () => {
  const error = Object.defineProperty(new Error('x'), 'message', { get() { throw new Error('boom'); } });
  assert.is(read([error])['message'], '');
});

test.run();
