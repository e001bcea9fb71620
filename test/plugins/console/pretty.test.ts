import { stripVTControlCharacters } from 'node:util';
import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { prettyPrinter } from '../../../plugins/console/pretty.js';
import { suite } from '../../support/suite.js';
import { makeEvent } from '../make-event.js';

const test = suite('prettyPrinter');

const print = prettyPrinter(false);
const time = Date.UTC(2025, 0, 2, 3, 4, 5, 6);

test('shows time, level, logger, message and attributes', () => {
  const event = makeEvent({ time, level: 'warn', logger: 'shop.cart', message: 'slow query', ms: 812, user: 'eve', ok: false, none: null });
  assert.is(print(event), '2025-01-02T03:04:05.006Z WARN     shop.cart slow query ms=812 user=eve ok=false none=null');
});

test('leaves out what an event does not have', () => {
  assert.is(print(makeEvent({ time })), '2025-01-02T03:04:05.006Z INFO    ');
});

test('quotes values that would read as something else', () => {
  const attributes = { a: 'two words', b: '', c: 'x=y', d: 'say "hi"', e: 'back\\slash', 'a key': 'v' };
  assert.match(print(makeEvent(attributes)), String.raw`a="two words" b="" c="x=y" d="say \"hi\"" e="back\\slash" "a key"=v`);
});

test('shows nested values as JSON', () => {
  assert.match(print(makeEvent({ http: { status: 500, tags: ['x'] } })), 'http={"status":500,"tags":["x"]}');
});

test('gives one line whatever stands in the event, and nothing that steers a terminal', () => {
  const evil = 'a\nb\r\u001b[2J\u009b31m\u202e\u2028\ud800';
  const line = print(makeEvent({ message: evil, logger: evil, [evil]: evil, nested: { [evil]: [evil] } }));
  assert.not.match(line, /[\u0000-\u001f\u007f-\u009f\u2028\u202e]|\p{Surrogate}/u);
});

test('an event nested too deep for JSON is shown as its line', () => {
  const line = `{"message":"deep","tree":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
  const [event] = makeEvents([line]) as readonly [LogEvent];
  assert.ok(print(event).endsWith(` deep ${line}`));
});

test('colours change nothing but the colour', () => {
  const event = makeEvent({ time, level: 'critical', logger: 'db', message: 'down', code: 7 });
  const coloured = prettyPrinter(true)(event);
  assert.match(coloured, '\u001b[31m');
  assert.is(stripVTControlCharacters(coloured), print(event));
});

test.run();
