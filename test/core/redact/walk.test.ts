import * as assert from 'uvu/assert';
import { sampleText } from '../../../core/redact/detectors/sample.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { suite } from '../../support/suite.js';

const test = suite('walkValue');
const redactor = compileRedaction({ keys: { note: 'drop' }, paths: { 'user.**.ssn': 'drop', 'items[*].pin': 'mask' } }).redactor;
const value = (input: unknown): unknown => redactor?.value(input);
const github = 'ghp_' + sampleText(36);
const password = 'pw1';
const VISA = '4111' + '1111'.repeat(3);

test('gives back the same object where nothing changes', () => {
  const plain = { a: [1, 'two', null, { b: true }], c: { d: 1.5 } };
  assert.is(value(plain), plain);
  assert.is(value('quiet'), 'quiet');
});

test('applies names, paths and texts at any depth, and does not touch its argument', () => {
  const input = { user: { ssn: '1', home: [{ ssn: '2', street: 'x' }] }, items: [{ pin: 1 }, { pin: 2, ok: 3 }], a: { password: 'p', note: 'n', text: `t ${github}` }, same: { x: 1 } };
  const before = JSON.stringify(input);
  const result = value(input) as typeof input;
  assert.equal(result, { user: { home: [{ street: 'x' }] }, items: [{ pin: '[REDACTED:pin]' }, { pin: '[REDACTED:pin]', ok: 3 }], a: { password: '[REDACTED:password]', text: 't [REDACTED:github_token]' }, same: { x: 1 } });
  assert.is(result.same, input.same);
  assert.is(JSON.stringify(input), before);
});

test('scans the names too, and loses no member over it', () => {
  assert.equal(value({ 'ada@example.com': 1, 'bob@example.com': 2 }), { '[REDACTED:email]': 1, '[REDACTED:email]~2': 2 });
});

test('knows cards that are numbers', () => {
  assert.equal(value([Number(VISA), BigInt(VISA), 5018_0000_0009, 42, 1_700_000_000_000]), ['[REDACTED:card]', '[REDACTED:card]', '[REDACTED:card]', 42, 1_700_000_000_000]);
});

test('states what JSON has no word for, without a leak', () => {
  class Account { readonly password = 'hunter2'; readonly name = 'ada'; }
  const symbol = Symbol(github);
  assert.equal(value({
    map: new Map<unknown, unknown>([['password', 'x'], [1, github]]), set: new Set([github]), url: new URL(`https://u:${password}@example.com/`), date: new Date(0), badDate: new Date(NaN),
    bytes: Buffer.from(github), big: 12n, nan: NaN, fn: () => github, [symbol]: github, missing: undefined, list: [undefined, () => 1], account: new Account(), boxed: Object(github) as unknown,
  }), {
    map: { password: '[REDACTED:password]', 1: '[REDACTED:github_token]' }, set: ['[REDACTED:github_token]'], url: 'https://u:[REDACTED:url_password]@example.com/', date: '1970-01-01T00:00:00.000Z', badDate: null,
    bytes: '[40 bytes]', big: '12', nan: null, list: [null, null], account: { password: '[REDACTED:password]', name: 'ada' }, boxed: '[REDACTED:github_token]',
  });
});

test('redacts errors with their causes and own members', () => {
  const cause = new TypeError(`bad ${github}`);
  const error = Object.assign(new AggregateError([new Error('password=hunter2')], 'all failed', { cause }), { config: { token: github }, code: 'E1' });
  const text = JSON.stringify(value({ err: error }));
  assert.not.match(text, new RegExp(`${github}|hunter2`));
  for (const part of ['all failed', 'TypeError', '"code":"E1"', 'stack', 'password=[REDACTED:password]']) assert.ok(text.includes(part), part);
});

test('does not throw, whatever it is given', () => {
  const cycle: Record<string, unknown> = { name: 'x' };
  cycle['self'] = cycle;
  const hostile = { fine: github, get trap(): never { throw new Error(github); } };
  const proxy = new Proxy({}, { ownKeys: () => { throw new Error(github); } });
  const json = { toJSON: () => { throw new Error(github); } };
  assert.equal(value({ cycle, twice: [hostile, proxy, json] }), { cycle: { name: 'x', self: '[CIRCULAR]' }, twice: [{ fine: '[REDACTED:github_token]', trap: '[UNREADABLE]' }, '[UNREADABLE]', '[UNREADABLE]'] });
  const shared = { a: 1 };
  assert.equal(value([shared, shared]), [{ a: 1 }, { a: 1 }]);
  assert.equal(value({ password: cycle }), { password: '[REDACTED:password]' });
});

test('keeps __proto__ a member and alters no prototype', () => {
  const input: unknown = JSON.parse(`{"__proto__":{"password":"x"},"mail":"ada@example.com"}`);
  const result = value(input) as object;
  assert.is(JSON.stringify(result), '{"__proto__":{"password":"[REDACTED:password]"},"mail":"[REDACTED:email]"}');
  assert.is(Object.getPrototypeOf(result), Object.prototype);
});

test('bounds depth and size, closed', () => {
  let deep: unknown = github;
  for (let i = 0; i < 5000; i++) deep = { deep };
  assert.not.match(JSON.stringify(value(deep)), /ghp_/);
  assert.match(JSON.stringify(value(deep)), 'UNSCANNED:depth');
  const wide = value(Array.from({ length: 120_000 }, () => ({ m: github }))) as unknown[];
  assert.is(wide.length, 120_000);
  assert.not.match(JSON.stringify(wide), /ghp_/);
});

test.run();
