import * as assert from 'uvu/assert';
import { compileCondition } from '../../../core/condition/condition.js';
import type { JsonValue } from '../../../core/contract/json.js';
import { suite } from '../../support/suite.js';

const test = suite('compileCondition');

type Fields = Readonly<Record<string, JsonValue>>;

function matches(when: unknown, fields: Fields): boolean {
  const { condition, problems } = compileCondition(when);
  assert.equal(problems, []);
  return condition?.matches({ get: (path) => fields[path] }) ?? false;
}

const holds = (when: unknown, ...events: readonly Fields[]): void => {
  for (const event of events) assert.ok(matches(when, event), `${JSON.stringify(when)} on ${JSON.stringify(event)}`);
};
const fails = (when: unknown, ...events: readonly Fields[]): void => {
  for (const event of events) assert.not.ok(matches(when, event), `${JSON.stringify(when)} on ${JSON.stringify(event)}`);
};

test('semantics 1: strings compare case-insensitively, with wildcards', () => {
  holds({ event: 'Login_*' }, { event: 'LOGIN_FAILED' }, { event: 'login_' });
  fails({ event: 'Login_*' }, { event: 'xlogin_failed' });
  holds({ 'event|cased': 'Login' }, { event: 'Login' });
  fails({ 'event|cased': 'Login' }, { event: 'login' });
});

test('semantics 1: missing is not the empty string', () => {
  holds({ user: '' }, { user: '' });
  fails({ user: '' }, {}, { user: null }, { user: ' ' });
  fails({ user: '*' }, {}, { user: null });
  holds({ user: '*' }, { user: '' });
});

test('semantics 1: null is missing or null', () => {
  holds({ user: null }, {}, { user: null });
  fails({ user: null }, { user: '' }, { user: 'null' }, { user: 0 });
  holds({ user: ['eve', null] }, {}, { user: 'eve' });
  holds({ 'user|neq': null }, { user: '' });
});

test('semantics 1: NOT is two-valued: what does not hold, also for a missing field, holds turned round', () => {
  holds({ not: { user: 'eve' } }, {}, { user: null }, { user: 'bob' });
  fails({ not: { user: 'eve' } }, { user: 'EVE' });
  holds({ not: [{ a: 1 }, { b: 2 }] }, { a: 2, b: 1 });
  fails({ not: [{ a: 1 }, { b: 2 }] }, { b: 2 });
  holds({ not: { a: 1, b: 2 } }, { a: 1 });
  holds({ not: { not: { a: 1 } } }, { a: 1 });
  holds({ 'user|neq': 'eve' }, {}, { user: 'bob' });
  fails({ 'user|neq': ['eve', 'mallory'] }, { user: 'Mallory' });
});

test('semantics 1: numbers and booleans equal what states them', () => {
  holds({ status: 400 }, { status: 400 }, { status: '400' });
  holds({ status: '400' }, { status: 400 });
  fails({ status: 400 }, { status: 4000 }, { status: '400.0' });
  holds({ ok: true }, { ok: true }, { ok: 'True' });
  fails({ ok: false }, {}, { ok: 0 });
});

test('semantics 1: any element of an array may match', () => {
  holds({ tags: 'pci' }, { tags: ['web', 'PCI'] }, { tags: [['pci']] });
  fails({ tags: 'pci' }, { tags: [] }, { tags: ['web'] }, { tags: [{ pci: 1 }] });
  holds({ 'tags|all': ['a', 'b'] }, { tags: ['b', 'a'] });
  fails({ 'tags|all': ['a', 'b'] }, { tags: ['a'] });
  fails({ 'load|between': [40, 60] }, { load: [10, 100] });
});

test('semantics 1: a map is AND, a list of values and a list of maps are OR', () => {
  holds({ level: 'error', service: ['a', 'b'] }, { level: 'error', service: 'b' });
  fails({ level: 'error', service: ['a', 'b'] }, { level: 'error', service: 'c' }, { service: 'a' });
  holds([{ a: 1 }, { b: 2, c: 3 }], { a: 1 }, { b: 2, c: 3 });
  fails([{ a: 1 }, { b: 2, c: 3 }], { b: 2 });
});

test('contains, startswith and endswith look into text and numbers', () => {
  holds({ 'message|contains': ['denied', 'refused'] }, { message: 'Access DENIED for x' }, { message: 'connection refused' });
  holds({ 'message|contains|all': ['denied', 'token'] }, { message: 'token denied' });
  fails({ 'message|contains|all': ['denied', 'token'] }, { message: 'denied' });
  holds({ 'path|startswith': ['/admin', '/internal'] }, { path: '/ADMIN/x' });
  fails({ 'path|startswith': '/admin' }, { path: '/x/admin' }, {});
  holds({ 'user|endswith': '@example.org' }, { user: 'eve@Example.org' });
  holds({ 'code|startswith': 40 }, { code: 404 });
  holds({ 'path|contains': 'a*b' }, { path: 'xx a--b yy' });
  fails({ 'path|contains|cased': 'A' }, { path: 'a' });
});

test('re is case-sensitive and finds its text anywhere, unless its flags say otherwise', () => {
  holds({ 'm|re': 'E\\d+' }, { m: 'code E42' }, { m: ['x', 'E1'] });
  fails({ 'm|re': 'E\\d+' }, { m: 'e42' }, {}, { m: null });
  holds({ 'm|re|i': 'E\\d+' }, { m: 'e42' });
  holds({ 'status|re': '^5\\d\\d$' }, { status: 503 });
  holds({ 'm|re|all': ['a', 'b'] }, { m: 'ba' });
  fails({ 'm|re|all': ['a', 'b'] }, { m: 'a' });
});

test('gt, gte, lt, lte and between compare numbers, also those written as text', () => {
  holds({ 'n|gt': 5 }, { n: 6 }, { n: '5.5' }, { n: [1, 9] });
  fails({ 'n|gt': 5 }, { n: 5 }, { n: 'six' }, { n: '' }, { n: null }, {}, { n: true });
  holds({ 'n|gte': 5, 'n|lte': 5 }, { n: 5 });
  holds({ 'n|lt': 0 }, { n: -1 });
  fails({ 'n|lt': 5 }, { n: '' }, { n: ' ' }, { n: [] });
  holds({ 'n|between': [1, 3] }, { n: 1 }, { n: 3 });
  fails({ 'n|between': [1, 3] }, { n: 3.1 });
});

test('levels compare by severity, and as logs write them', () => {
  holds({ 'level|gte': 'warning' }, { level: 'warn' }, { level: 'critical' });
  fails({ 'level|gte': 'warning' }, { level: 'info' });
  holds({ level: 'FATAL' }, { level: 'critical' });
  holds({ 'level|neq': 'debug' }, { level: 'info' });
  holds({ level: 'err*' }, { level: 'error' });
});

test('cidr finds addresses of both families', () => {
  holds({ 'ip|cidr': ['10.0.0.0/8', 'fd00::/8'] }, { ip: '10.1.2.3' }, { ip: 'fd12::1' }, { ip: '::ffff:10.0.0.1' });
  fails({ 'ip|cidr': '10.0.0.0/8' }, { ip: '11.0.0.1' }, { ip: 'host' }, { ip: 10 }, {});
});

test('exists asks whether the field is there', () => {
  holds({ 'user|exists': true }, { user: '' }, { user: null });
  fails({ 'user|exists': true }, {});
  holds({ 'user|exists': false }, {});
});

test('in takes its values literally', () => {
  holds({ 'path|in': ['/a*', '/b'] }, { path: '/A*' }, { path: '/b' });
  fails({ 'path|in': ['/a*', '/b'] }, { path: '/abc' });
  holds({ 'path|in': ['', null] }, { path: '' }, {});
});

test('names its fields once each', () => {
  const { condition } = compileCondition([{ a: 1, 'b|gt': 2 }, { a: 3, not: { c: 4 } }]);
  assert.equal(condition?.fields, ['a', 'b', 'c']);
});

test('has no condition where there are problems', () => {
  const { condition, problems } = compileCondition({ 'a|nope': 1 });
  assert.is(condition, undefined);
  assert.is(problems.length, 1);
});

test('neq turns round what stands beside it', () => {
  holds({ 'user|contains|neq': 'eve' }, { user: 'bob' }, {});
  fails({ 'user|contains|neq': 'eve' }, { user: 'Steven' });
  holds({ 'n|gte|neq': 5 }, { n: 4 }, {});
});

test('windash takes each dash of an option for the others', () => {
  const when = { 'cmd|contains|windash': ' -enc a-b' };
  holds(when, { cmd: 'x -enc a-b' }, { cmd: 'x /ENC a-b' }, { cmd: 'x \u2013enc a-b' }, { cmd: 'x \u2014enc a-b' }, { cmd: 'x \u2015enc a-b' });
  fails(when, { cmd: 'x enc a-b' }, { cmd: 'x -enc a/b' });
});

test('base64 and base64offset find what was encoded', () => {
  const inside = (offset: number, text: string, encoding: BufferEncoding = 'utf8') =>
    ({ cmd: `powershell ${Buffer.concat([Buffer.alloc(offset, 'x'), Buffer.from(text, encoding), Buffer.from('tail')]).toString('base64')}` });
  for (const secret of ['http://', '/bin/bash', 'IEX', 'IEX ', 'x1234']) {
    holds({ 'cmd|base64offset|contains': secret }, ...[0, 1, 2, 3, 4, 5].map((offset) => inside(offset, secret)));
    holds({ 'cmd|wide|base64offset|contains': secret }, ...[0, 1, 2, 3].map((offset) => inside(offset, secret, 'utf16le')));
  }
  fails({ 'cmd|base64offset|contains': 'http://' }, { cmd: 'http://' }, inside(0, 'ftp://'));
  holds({ 'v|base64': 'foo' }, { v: 'Zm9v' });
  holds({ 'v|utf16be|base64': 'foo' }, { v: 'AGYAbwBv' });
  holds({ 'v|utf16|base64': 'foo' }, { v: '//5mAG8AbwA=' });
});

test('fieldref compares two fields of one event', () => {
  holds({ 'user|fieldref': 'owner' }, { user: 'Eve', owner: 'eve' }, { user: ['bob', 'eve'], owner: 'EVE' });
  fails({ 'user|fieldref': 'owner' }, { user: 'eve', owner: 'bob' }, { user: 'eve' }, { owner: 'eve' }, {});
  holds({ 'path|fieldref|startswith': 'home' }, { path: '/home/eve/x', home: '/home/eve' });
  holds({ 'path|fieldref|endswith': 'name' }, { path: '/bin/sh', name: 'sh' });
  holds({ 'path|fieldref|contains': 'name' }, { path: '/bin/sh', name: 'bin' });
  holds({ 'user|fieldref|neq': 'owner' }, { user: 'eve', owner: 'bob' }, {});
  fails({ 'user|fieldref|cased': 'owner' }, { user: 'Eve', owner: 'eve' });
});

test('parts of a time are compared as numbers, in UTC', () => {
  const at = { time: '2026-11-20T22:05:00Z' };
  holds({ 'time|hour': 22 }, at, { time: 1_795_212_300 });
  holds({ 'time|hour|gte': 22, 'time|minute|lt': 6, 'time|day': 20, 'time|month': 11, 'time|year': 2026 }, at);
  holds({ 'time|week': 47 }, at);
  holds({ 'time|week': 53 }, { time: '2027-01-03T00:00:00Z' });
  holds({ 'time|week': 1 }, { time: '2025-12-29T00:00:00Z' });
  holds({ 'time|hour|between': [20, 23] }, at);
  holds({ 'time|hour': [3, 22] }, at);
  fails({ 'time|hour': 22 }, {}, { time: 'soon' }, { time: null });
});

test('expand puts the values of a list in place of its name', () => {
  const lists = { admins: ['root', 'adm_*'], nets: ['10.0.0.0/8'] };
  const { condition } = compileCondition({ 'user|expand': 'x-%admins%', 'ip|cidr|expand': '%nets%' }, { lists });
  assert.ok(condition?.matches({ get: (path) => (path === 'user' ? 'X-adm_eve' : '10.1.1.1') }));
  assert.equal(compileCondition({ 'user|expand': '%guests%' }, { lists }).problems[0]?.code, 'CONDITION_UNKNOWN_LIST');
  holds({ user: '%admins%' }, { user: '%admins%' });
});

test('a condition without a field looks at every value, however deep', () => {
  const holdsIn = (when: unknown, event: Fields): boolean => compileCondition(when).condition?.matches({ get: () => undefined, toJSON: () => event }) ?? false;
  for (const event of [{ m: 'access DENIED' }, { a: { b: ['x', { c: 'denied' }] } }, { n: ['denied'] }]) assert.ok(holdsIn({ '|contains': 'denied' }, event), JSON.stringify(event));
  assert.not.ok(holdsIn({ '|contains': 'denied' }, { denied: 'x' }));
  assert.ok(holdsIn({ '|all': ['one', 'two'] }, { a: 'xonex', b: 'two' }), 'without a modifier, values are found within text');
  assert.not.ok(holdsIn({ '|all': ['one', 'two'] }, { a: 'one' }));
  assert.ok(holdsIn({ '|re': 'E\\d+' }, { a: { b: 'E42' } }));
  assert.equal(compileCondition({ '|contains': 'x' }).condition?.fields, ['']);
});

test('regex: unsafe runs what is refused otherwise', () => {
  const when = { 'm|re': '^(?=.*a)(a+)+$' };
  assert.is(compileCondition(when).problems[0]?.code, 'CONDITION_UNSAFE_REGEX');
  assert.ok(compileCondition(when, { regex: 'unsafe' }).condition?.matches({ get: () => 'aaa' }));
});

test('costs more where it has to be looked at always, and where a regular expression has no literal', () => {
  const cost = (when: unknown): number => compileCondition(when).condition?.cost ?? 0;
  assert.ok(cost({ 'm|contains': 'denied' }) < cost({ 'm|contains|neq': 'denied' }));
  assert.ok(cost({ 'm|re': 'denied' }) < cost({ 'm|re': '\\d+' }));
});

test.run();
