import * as assert from 'uvu/assert';
import { compact } from '../../../core/event/compact.js';
import { encodeLines } from '../../../core/event/encode.js';
import { admit, viewOf } from '../../../core/event/line-event.js';
import { suite } from '../../support/suite.js';
import { lineEvents } from './make-line.js';

const test = suite('compact');

test('gives the same events in one block that holds nothing else', () => {
  const events = [...lineEvents(['{"a":1}', 'other', 'text']), ...lineEvents(['{"b":2}'], { class: 'audit' })].filter((_, at) => at !== 1).map((event) => admit(event));
  const own = compact(events);
  assert.equal(own.map((event) => [event.id, event.class, event.line(), event.get('a')]), events.map((event) => [event.id, event.class, event.line(), event.get('a')]));
  const blocks = new Set(own.map((event) => viewOf(event).block));
  assert.equal([...blocks].map(({ bytes }) => bytes.toString()), ['{"a":1}\ntext\n{"b":2}\n']);
  assert.is(encodeLines(own, 'line').buffer, [...blocks][0]?.bytes.buffer);
});

test('gives nothing for nothing', () => {
  assert.equal(compact([]), []);
});

test.run();
