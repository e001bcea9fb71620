import * as assert from 'uvu/assert';
import { Tally } from '../../../core/pipeline/tally.js';
import { suite } from '../../support/suite.js';

const test = suite('Tally');

test('adds up by reason and by name, and reads as plain data', () => {
  const tally = new Tally('sinks.a');
  tally.eventsIn += 3;
  tally.record('refused');
  tally.record('refused', 2);
  tally.count('rotations');
  tally.count('bytes', 5);
  tally.gauge('connections', 2);
  tally.gauge('connections', 1);
  const reading = tally.read();
  tally.record('refused');
  assert.equal(reading, {
    id: 'sinks.a', eventsIn: 3, eventsOut: 0, bytesIn: 0, bytesOut: 0, reasons: { refused: 3 }, counters: { rotations: 1, bytes: 5 }, gauges: { connections: 1 },
  });
});

test('records no reason for nothing', () => {
  const tally = new Tally('sinks.a');
  tally.record('refused', 0);
  tally.record('refused', -2);
  assert.equal(tally.read().reasons, {});
});

test.run();
