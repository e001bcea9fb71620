import * as assert from 'uvu/assert';
import { accountLine, accountOf } from '../../../core/cli/account.js';
import type { PipelineStatus } from '../../../core/runtime/pipeline.js';
import { suite } from '../../support/suite.js';

const test = suite('accountLine');

type Reading = PipelineStatus['instances'][number];

function reading(id: string, figures: Partial<Reading> = {}): Reading {
  return { id, eventsIn: 0, eventsOut: 0, bytesIn: 0, bytesOut: 0, reasons: {}, counters: {}, gauges: {}, ...figures };
}

function line(...instances: readonly Reading[]): string {
  return accountLine(accountOf({ generation: 1, configHash: 'x', lastError: undefined, instances }));
}

test('adds up what came in, went out and was dropped, with the most frequent reason first', () => {
  assert.is(line(
    reading('sources.a', { eventsIn: 1000, reasons: { malformed: 3 } }),
    reading('sources.b', { eventsIn: 234 }),
    reading('transforms.drop', { eventsIn: 1234, eventsOut: 1224, reasons: { transform_drop: 10 } }),
    reading('router', { reasons: { unrouted: 20 } }),
    reading('sinks.out', { eventsIn: 1204, eventsOut: 1199, reasons: { refused: 5, retry: 7 }, waiting: 0 }),
  ), '1,234 in = 1,199 out + 35 dropped (unrouted 20, transform_drop 10, refused 5); noted: malformed 3');
});

test('says what still waits', () => {
  assert.is(line(reading('sources.a', { eventsIn: 10 }), reading('sinks.out', { eventsIn: 10, eventsOut: 7, waiting: 3 })), '10 in = 7 out + 0 dropped + 3 waiting');
});

test('accounts for each of several sinks', () => {
  assert.is(line(
    reading('sources.a', { eventsIn: 10 }),
    reading('router', { reasons: { module_level: 2 } }),
    reading('sinks.all', { eventsIn: 8, eventsOut: 8, waiting: 0 }),
    reading('sinks.some', { eventsIn: 5, eventsOut: 4, reasons: { queue_full_drop_oldest: 1 }, waiting: 0 }),
  ), '10 in = 8 to sinks + 2 dropped (module_level 2); sinks.all 8 in = 8 out + 0 dropped; sinks.some 5 in = 4 out + 1 dropped (queue_full_drop_oldest 1)');
});

test('never hides a difference', () => {
  assert.is(line(reading('sources.a', { eventsIn: 10 }), reading('sinks.out', { eventsIn: 9, eventsOut: 9, waiting: 0 })), '10 in = 9 out + 0 dropped + 1 not accounted for');
  assert.is(line(reading('sources.a', { eventsIn: 10 }), reading('sinks.out', { eventsIn: 10, eventsOut: 12, waiting: 0 })), '10 in = 12 out + 0 dropped (2 of them from an earlier run)');
});

test('counts alerts apart from events', () => {
  const events = [reading('sources.a', { eventsIn: 1 }), reading('sinks.out', { eventsIn: 1, eventsOut: 1, waiting: 0 })];
  assert.is(line(...events, reading('actions.a', { eventsIn: 1, eventsOut: 1, waiting: 0 }), reading('actions.b', { waiting: 0 })), '1 in = 1 out + 0 dropped; 1 alert sent');
  assert.match(line(...events, reading('actions.a', { eventsIn: 3, eventsOut: 2, reasons: { refused: 1 }, waiting: 0 })), '; 2 alerts sent, 1 not (refused 1)');
});

test.run();
