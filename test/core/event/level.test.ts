import * as assert from 'uvu/assert';
import { LEVELS } from '../../../core/contract/event.js';
import { severity, toLevel } from '../../../core/event/level.js';
import { suite } from '../../support/suite.js';

const test = suite('toLevel');

test('knows words in any case, with spaces around them', () => {
  for (const level of LEVELS) for (const word of [level, level.toUpperCase(), ` ${level} `]) assert.is(toLevel(word), level, word);
  assert.equal(['Information', 'WARNING', 'err', 'FATAL', 'emerg', 'notice', 'Verbose', 'crit', 'panic', 'dbg'].map((word) => toLevel(word)),
    ['info', 'warn', 'error', 'critical', 'critical', 'info', 'trace', 'critical', 'critical', 'debug']);
});

test('knows the numbers of pino and bunyan, as text too', () => {
  assert.equal([10, 20, 30, 40, 50, 60, 35, 69].map((value) => toLevel(value)), ['trace', 'debug', 'info', 'warn', 'error', 'critical', 'info', 'critical']);
  assert.is(toLevel('30'), 'info');
});

test('knows the severities of OpenTelemetry', () => {
  const numbers = Array.from({ length: 24 }, (_, index) => toLevel(index + 1, 'severityNumber'));
  assert.equal(numbers, LEVELS.flatMap((level) => [level, level, level, level]));
  assert.equal([9, 17, 21].map((value) => toLevel(value)), ['info', 'error', 'critical']);
  assert.equal(['INFO2', 'ERROR4', 'SEVERITY_NUMBER_WARN', 'SEVERITY_NUMBER_FATAL3'].map((word) => toLevel(word)), ['info', 'error', 'warn', 'critical']);
});

test('knows by the name of the field whose numbers 10 and 20 are', () => {
  assert.equal([toLevel(10), toLevel(20), toLevel(10, 'SeverityNumber'), toLevel('20', 'severity_number')], ['trace', 'debug', 'info', 'error']);
});

test('takes nothing else for a level', () => {
  for (const value of [0, -1, 70, 1e9, Number.NaN, '', 'gold', '0', '9999', 'info 5', true, null, [], {}, undefined]) assert.is(toLevel(value), undefined, JSON.stringify(value));
});

test.run();

const order = suite('severity');

order('rises from trace to critical', () => {
  assert.equal(LEVELS.map((level) => severity(level)), [0, 1, 2, 3, 4, 5]);
});

order.run();
