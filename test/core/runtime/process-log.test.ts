import * as assert from 'uvu/assert';
import { RetryableError } from '../../../core/contract/errors.js';
import { GuardedLog, type ProcessLogOptions } from '../../../core/runtime/process-log.js';
import { createEgressGuard } from '../../../core/redact/egress.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';

const test = suite('GuardedLog');

const SECRET = 'the-secret-of-the-test';
let lines: string[];

function make(options: Partial<ProcessLogOptions> = {}): GuardedLog {
  lines = [];
  const log = new GuardedLog({ level: 'info', format: 'json', color: false, clock: new VirtualClock(), write: (line) => lines.push(line), ...options });
  log.guard = createEgressGuard(compileRedaction({}).redactor as Redactor, [SECRET]);
  return log;
}

test('writes one line of JSON', () => {
  make().warn('it is late', { instance: 'sinks.a', count: 3, whole: true, list: [1], nothing: undefined });
  assert.is(lines.join(''), '{"time":"2025-01-01T00:00:00.000Z","level":"warn","logger":"hushpipe","message":"it is late","instance":"sinks.a","count":3,"whole":true,"list":"[1]","nothing":"undefined"}\n');
});

test('lets no field take the place of what every line has', () => {
  make().info('said', { message: 'other', level: 'critical', time: 'never', logger: 'app' });
  assert.equal(JSON.parse(lines.join('')), { time: '2025-01-01T00:00:00.000Z', level: 'info', logger: 'hushpipe', message: 'said' });
});

test('says what to do about an error, where that is about this one', () => {
  const log = make();
  log.warn('failing', { error: new RetryableError('not trusted', { hint: `Correct it, ${SECRET}.` }) });
  log.warn('failing', { error: new RetryableError('no answer') });
  log.warn('failing', { error: new RetryableError('no answer', { hint: 'other' }), hint: 'own' });
  const hints = lines.map((line) => (JSON.parse(line) as { readonly hint?: string }).hint);
  assert.not.match(hints[0] ?? '', SECRET);
  assert.match(hints[0] ?? '', /^Correct it, /);
  assert.equal(hints.slice(1), [undefined, 'own']);
});

test('writes nothing below its level, which may change', () => {
  const log = make();
  log.debug('no');
  log.level = 'error';
  log.warn('no');
  log.error('yes');
  assert.is(lines.length, 1);
});

test('hides what the rules and the config hide, in messages, fields, errors and their causes', () => {
  const log = make();
  const error = new Error(`outer ${SECRET}`, { cause: new Error(`inner ${SECRET}`) });
  log.error(`message ${SECRET}`, { text: SECRET, list: [SECRET], error, card: '4111 1111 1111 1111' });
  log.error('a number may be one too', { card: 4_111_111_111_111_111 });
  assert.not.match(lines.join(''), /the-secret|4111/);
  assert.match(lines.join(''), /outer \[REDACTED:config_secret\]: inner \[REDACTED:config_secret\]/);
  assert.not.match(`${log.safe(error).message} ${log.safe(error).stack}`, /the-secret/);
});

test('writes for people, without control characters', () => {
  make({ format: 'pretty' }).warn('line\none\u001b[31m\u009b', { text: 'a b', plain: 'c', odd: '"\u0007' });
  assert.is(lines.join(''), '00:00:00.000 warn  line\\x0aone\\x1b[31m\\x9b text="a b" plain=c odd="\\"\\u0007"\n');
});

test('colours the level where it may', () => {
  make({ format: 'pretty', color: true }).error('x');
  assert.match(lines.join(''), '\u001b[31merror\u001b[39m x');
});

test('never throws: at values that cannot be printed, a clock that is wrong, an output that is gone', () => {
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  const thrower = { toJSON: () => assert.unreachable() };
  make().info('odd', { loop, thrower, big: 10n, symbol: Symbol('s'), fn: () => 1, bare: Object.create(null) });
  assert.match(lines.join(''), /"loop":"\[unprintable\]","thrower":"\[unprintable\]","big":"\[unprintable\]"/);
  make({ write: () => { throw new Error('EPIPE'); } }).info('x');
  make({ clock: { now: () => NaN, monotonic: () => 0, after: () => ({ cancel: () => {} }) } }).info('x');
  make().info('x', { get bad(): string { throw new Error('getter'); } });
});

test.run();
