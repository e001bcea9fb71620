import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { eventsAt, inWords, MINUTE, SECOND, START, testEngine, triggerConfig } from '../../support/trigger-fixtures.js';
import { zoneOffset } from '../../../core/trigger/zone-offset.js';

const test = suite('Frames');

const HOUR = 60 * MINUTE;
const tumbling = triggerConfig({ count: { gte: 3, within: MINUTE }, window: 'tumbling' });
const session = triggerConfig({ count: { gte: 3, within: 5 * MINUTE }, window: 'session', gap: 10 * SECOND });

test('semantics 3: tumbling windows are aligned to the epoch, and an event counts in one of them', () => {
  const { engine } = testEngine([tumbling]);
  assert.equal(engine.process(eventsAt([50], [55], [61], [62])).map(inWords), []);
  assert.equal(engine.process(eventsAt([63], [64])).map(inWords), ['fired failed-logins at 63s count 3']);
  assert.equal(engine.advance(START + 2 * MINUTE).map(inWords), ['resolved failed-logins at 120s']);
});

test('semantics 4: what belongs to a window that is over is late', () => {
  const { engine, reasons } = testEngine([tumbling]);
  engine.process(eventsAt([50], [70], [55]));
  assert.is(reasons.late, 1);
});

test('semantics 3: a session lasts as long as events follow each other within the gap', () => {
  const { engine } = testEngine([session]);
  assert.equal(engine.process(eventsAt([0], [9], [18])).map(inWords), ['fired failed-logins at 18s count 3']);
  assert.equal(engine.process(eventsAt([30], [31])).map(inWords), ['resolved failed-logins at 28s']);
  assert.equal(engine.process(eventsAt([32])).map(inWords), ['fired failed-logins at 32s count 3']);
});

test('a session is no longer than its length', () => {
  const { engine } = testEngine([triggerConfig({ ...session, count: { gte: 3, within: 20 * SECOND } })]);
  assert.equal(engine.process(eventsAt([0], [8], [16], [24])).map(inWords), ['fired failed-logins at 16s count 3', 'resolved failed-logins at 20s']);
});

test('tumbling days begin at midnight of their zone', () => {
  const day = triggerConfig({ count: { gte: 2, within: 24 * HOUR }, window: 'tumbling', timezone: 'Europe/Berlin' });
  const { engine, clock } = testEngine([day]);
  clock.step(25 * HOUR);
  // 22:30 and 23:30 UTC are 23:30 of one day and 0:30 of the next in Berlin.
  assert.equal(engine.process(eventsAt([22.5 * 3600], [23.5 * 3600])).map(inWords), []);
  assert.equal(engine.process(eventsAt([24.5 * 3600])).map(inWords), [`fired failed-logins at ${24.5 * 3600}s count 2`]);
});

test.run();

const zone = suite('zoneOffset');

zone('knows summer time', () => {
  assert.is(zoneOffset('Europe/Berlin', Date.UTC(2025, 0, 15)), HOUR);
  assert.is(zoneOffset('Europe/Berlin', Date.UTC(2025, 6, 15)), 2 * HOUR);
  assert.is(zoneOffset('Asia/Kathmandu', Date.UTC(2025, 6, 15)), 5.75 * HOUR);
  assert.is(zoneOffset('UTC', 5), 0);
});

zone('refuses a zone that there is none of', () => {
  assert.throws(() => zoneOffset('Mars/Olympus', 0), RangeError);
});

zone.run();
