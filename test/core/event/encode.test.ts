import fc from 'fast-check';
import * as assert from 'uvu/assert';
import type { LineEncoding } from '../../../core/contract/event.js';
import { encodeLines, encodePieces } from '../../../core/event/encode.js';
import { admit, type LineEvent } from '../../../core/event/line-event.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { objectText, SEED } from './json-arbitrary.js';
import { lineEvents } from './make-line.js';

const test = suite('encodeLines');

const encode = (events: readonly LineEvent[], encoding?: LineEncoding): Uint8Array => encodeLines(events.map((event) => admit(event)), encoding);
const textOf = (events: readonly LineEvent[], encoding?: LineEncoding): string => Buffer.from(encode(events, encoding)).toString();

test('gives an untouched batch as the memory that it stands in', () => {
  const events = lineEvents(['{"a":1.0}', '{"b" : "\\u00e9"}', '{}']);
  const bytes = encode(events);
  const block = events[0]?.block.bytes as Buffer;
  assert.equal(Buffer.from(bytes), block);
  assert.is(bytes.buffer, block.buffer);
  assert.is(bytes.byteOffset, block.byteOffset);
  const middle = encode(events.slice(1, 2));
  assert.is(Buffer.from(middle).toString(), '{"b" : "\\u00e9"}\n');
  assert.is(middle.buffer, block.buffer);
});

test('gives any choice of events in any order, each with its bytes and one line feed', () => {
  fc.assert(fc.property(fc.array(objectText.map((json) => json.replace(/[\r\n]/g, ' ')), { minLength: 1, maxLength: 8 }), fc.array(fc.nat({ max: 7 }), { maxLength: 8 }), fc.boolean(), (lines, picks, isDetached) => {
    const events = lineEvents(lines);
    const chosen = picks.map((pick) => events[pick % events.length] as LineEvent);
    const other = lineEvents(['{"other":1}'])[0] as LineEvent;
    const mixed = chosen.flatMap((event, at) => (at === 2 ? [isDetached ? event.detach() : event, other] : [event]));
    assert.is(textOf(mixed), mixed.map((event) => `${event === other ? '{"other":1}' : event.line()}\n`).join(''));
  }), { seed: SEED, numRuns: runs(500) });
});

test('ends lines with LF that came with CRLF, or with nothing', () => {
  const [first, second] = lineEvents(['{"a":1}\r', '{"b":2}\r']) as readonly [LineEvent, LineEvent];
  // As an inlet makes them: the CR lies outside.
  const cut = [first, second].map((event) => Object.assign(Object.create(Object.getPrototypeOf(event) as object) as LineEvent, event, { end: event.end - 1 }));
  assert.is(textOf(cut), '{"a":1}\n{"b":2}\n');
});

test('gives text as an object, or as the text that it came as', () => {
  const events = lineEvents(['plain "text"', '{"a":1}', 'more']);
  const time = '"time":"2025-01-01T00:00:00.000Z","level":"info"';
  assert.is(textOf(events), `{${time},"message":"plain \\"text\\""}\n{"a":1}\n{${time},"message":"more"}\n`);
  assert.is(textOf(events, 'line'), 'plain "text"\n{"a":1}\nmore\n');
  assert.is(textOf(lineEvents(['x'], { class: 'audit' })), '{"time":"2025-01-01T00:00:00.000Z","level":"info","class":"audit","message":"x"}\n');
});

test('keeps a record of several lines on one', () => {
  const events = lineEvents(['Error: x\r\n  at y', '{"a":\r\n1,\n"b":"c\\nd"}', 'z'], { multiline: true });
  assert.is(textOf(events, 'line'), 'Error: x\\r\\n  at y\n{"a":  1, "b":"c\\nd"}\nz\n');
  const lines = textOf(events).trimEnd().split('\n');
  assert.equal(lines.map((line) => (JSON.parse(line) as Record<string, unknown>)['message']), ['Error: x\r\n  at y', undefined, 'z']);
});

test('gives events that were changed among those that were not', () => {
  const [a, b, c] = lineEvents(['{"a":1}', '{"b":2}', '{"c":3}'], {}) as readonly [LineEvent, LineEvent, LineEvent];
  assert.is(Buffer.from(encodeLines([admit(a), b.with({ x: 'two\nlines' }), admit(c)])).toString(), '{"a":1}\n{"b":2,"x":"two\\nlines"}\n{"c":3}\n');
});

test('gives changed events that follow one another as one piece of memory', () => {
  const events = lineEvents(['{"a":1}', '{"b":2}']).map((event) => event.with({ x: 1 }));
  const bytes = encodeLines(events);
  assert.is(Buffer.from(bytes).toString(), '{"a":1,"x":1}\n{"b":2,"x":1}\n');
  assert.ok(bytes.buffer.byteLength > bytes.byteLength);
});

test('gives what stands in several blocks in their pieces, uncopied, unless they are too many for one write', () => {
  const [a, b, c] = lineEvents(['{"a":1}', '{"b":2}', '{"c":3}']) as readonly [LineEvent, LineEvent, LineEvent];
  const [other] = lineEvents(['{"d":4}']) as readonly [LineEvent];
  const pieces = encodePieces([a, b, other, c].map((event) => admit(event)));
  assert.equal(pieces.map((piece) => Buffer.from(piece).toString()), ['{"a":1}\n{"b":2}\n', '{"d":4}\n', '{"c":3}\n']);
  assert.is(pieces[1]?.buffer, other.block.bytes.buffer);
  const many = Array.from({ length: 1200 }, (_, at) => admit(at % 2 === 0 ? a : other));
  assert.equal(encodePieces(many), [encodeLines(many)]);
});

test('gives nothing for no events, and bytes that are no UTF-8 as they came', () => {
  assert.is(encode([]).length, 0);
  const [broken] = lineEvents([Buffer.from([0x61, 0xff, 0x62])]) as readonly [LineEvent];
  assert.equal([...encode([broken], 'line')], [0x61, 0xff, 0x62, 0x0a]);
});

test.run();
