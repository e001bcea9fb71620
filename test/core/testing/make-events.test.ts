import * as assert from 'uvu/assert';
import { encodeLines } from '../../../core/event/encode.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { suite } from '../../support/suite.js';

const test = suite('makeEvents');

test('reads JSON lines, text and objects as events, in order', () => {
  const [json, text, object] = makeEvents(['{"level":"warn","msg":"one"}', 'two', { message: 'three', user: { id: 7 } }]);
  assert.equal([json?.level, json?.message], ['warn', 'one']);
  assert.equal([text?.message, text?.line()], ['two', 'two']);
  assert.equal([object?.message, object?.get('user.id')], ['three', 7]);
});

test('keeps the bytes of a line as they are', () => {
  const line = '{"n":1.0, "__proto__":{"a":1},"s":"\\ud800"}';
  assert.is(Buffer.from(encodeLines(makeEvents([line]))).toString(), `${line}\n`);
});

test('takes bytes that are no valid UTF-8, and text of several lines as one event', () => {
  const [broken, two] = makeEvents([Uint8Array.of(0x61, 0xff), 'a\nb']);
  assert.is(broken?.message, 'a\ufffd');
  assert.is(two?.line(), 'a\\nb');
});

test('gives ids of their own, the same for the same inputs alone', () => {
  const ids = makeEvents(['a', 'b']).map((event) => event.id);
  assert.is(new Set(ids).size, 2);
  assert.equal(makeEvents(['a', 'b']).map((event) => event.id), ids);
  assert.is.not(makeEvents(['c', 'b'])[0]?.id, ids[0]);
});

test('gives events that state no time the arrival, and all of them source and resource', () => {
  const [event] = makeEvents(['a'], { arrival: 5000, source: 'sources.app', resource: { service: 'shop' } });
  assert.equal([event?.time, event?.source, event?.get('service')], [5000, 'sources.app', 'shop']);
});

test('gives events that can be altered', () => {
  const [event] = makeEvents(['{"a":1}']);
  assert.is(event?.with({ b: 2 }).line(), '{"a":1,"b":2}');
});

test.run();
