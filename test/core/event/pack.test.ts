import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { EVENT_CLASSES } from '../../../core/contract/event.js';
import { encodeLines } from '../../../core/event/encode.js';
import { admit, viewOf, type LineEvent } from '../../../core/event/line-event.js';
import { packEvents, unpackEvents } from '../../../core/event/pack.js';
import type { ChangeGuard } from '../../../core/event/provenance.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { objectText, SEED } from './json-arbitrary.js';
import { lineEvents } from './make-line.js';

const test = suite('packEvents');

const guard: ChangeGuard = (_path, value) => (value === 'secret' ? 'guarded' : value);
const all = (event: LineEvent): unknown => [event.id, event.line(), event.class, event.source, event.time, event.isJson, event.get('service'), event.provenance.multiline];

test('packs events into bytes that unpack to the same events', () => {
  const line = fc.oneof(objectText, fc.string({ maxLength: 20 }), fc.constantFrom('', 'a\nb'));
  fc.assert(fc.property(fc.array(fc.tuple(fc.array(line, { maxLength: 4 }), fc.constantFrom(...EVENT_CLASSES)), { maxLength: 3 }), (batches) => {
    const events = batches.flatMap(([lines, eventClass], at) => lineEvents(lines, { class: eventClass, multiline: at % 2 === 0, resource: { service: `s${at}` } }));
    const unpacked = unpackEvents(packEvents(events.map((event) => admit(event))), guard).map((event) => viewOf(event));
    assert.equal(unpacked.map(all), events.map(all));
  }), { seed: SEED, numRuns: runs(300) });
});

test('keeps bytes that are no UTF-8', () => {
  const events = lineEvents([Buffer.from([0xff, 0xfe])]).map((event) => admit(event));
  assert.equal(encodeLines(unpackEvents(packEvents(events), guard), 'line'), encodeLines(events, 'line'));
});

test('guards what is written into unpacked events', () => {
  const [event] = unpackEvents(packEvents(lineEvents(['{}']).map((view) => admit(view))), guard);
  assert.is(event?.with({ a: 'secret' }).line(), '{"a":"guarded"}');
});

test('sends unpacked events on as the memory they stand in', () => {
  const packed = packEvents(lineEvents(['{"a":1}', '{"b":2}']).map((event) => admit(event)));
  const bytes = encodeLines(unpackEvents(packed, guard));
  assert.is(Buffer.from(bytes).toString(), '{"a":1}\n{"b":2}\n');
  assert.is(bytes.buffer, packed.buffer);
});

test('refuses bytes that are cut short or were written by something else', () => {
  const packed = packEvents(lineEvents(['{"a":1}', 'text']).map((event) => admit(event)));
  for (let length = 0; length < packed.length; length++) assert.throws(() => unpackEvents(packed.subarray(0, length), guard), undefined, `${length} bytes`);
  assert.throws(() => unpackEvents(Buffer.from('\0\0\0\x02{}'), guard));
  assert.throws(() => unpackEvents(Buffer.from('some text that is none'), guard));
});

test.run();
