import * as assert from 'uvu/assert';
import { checkShape } from '../../../core/trigger/check-shape.js';
import { checkTriggers } from '../../../core/trigger/check.js';
import { suite } from '../../support/suite.js';

const test = suite('checkFigures');

const found = (more: Readonly<Record<string, unknown>>): readonly string[] =>
  [...checkShape({ name: 'a', when: { level: 'error' }, alert: 'slack', ...more })].map(({ at, code, message, hint }) => `${code} ${at.join('/')}: ${message} (${hint ?? ''})`);

test('finds nothing wrong with good figures, nor with what the schema has to report', () => {
  assert.equal(found({ spike: { factor: 3, within: '10m', reference: '1h' } }), []);
  assert.equal(found({ anomaly: { field: 'ms', zscore: 4, within: '5m', baseline: '24h' } }), []);
  assert.equal(found({ anomaly: { fn: 'count', zscore: 4, within: '5m', baseline: '50m' } }), []);
  assert.equal(found({ new: { field: 'a', learn: '14d', forget: '30d' } }), []);
  assert.equal(found({ spike: { within: 'soon', reference: 5 } }), []);
  assert.equal(found({ change: 7 }), []);
});

test('a reference shorter than its window', () => {
  assert.equal(found({ spike: { within: '10m', reference: '5m' } }), ['TRIGGER_BAD_SHAPE spike/reference: the reference of 5m is shorter than the window of 10m (Make it as long at least; several times as long steadies it.)']);
});

test('a baseline that never has enough windows, has too many, or windows that are too short', () => {
  assert.equal(found({ anomaly: { field: 'ms', within: '5m', baseline: '45m' } }), ['TRIGGER_BAD_SHAPE anomaly/baseline: a baseline of 45m never has 10 windows of 5m (Make it longer, or min_windows less.)']);
  assert.equal(found({ anomaly: { field: 'ms', within: '1s', baseline: '1d' } }), ['TRIGGER_BAD_SHAPE anomaly/baseline: a baseline of 1d has more than 10000 windows of 1s (Make it shorter, or the windows longer.)']);
  assert.equal(found({ anomaly: { field: 'ms', within: '500ms', baseline: '1m' } }), ['TRIGGER_BAD_SHAPE anomaly/within: a window of 500ms is too short (Make it 1s at least.)']);
});

test('a figure without its field, and a count with one', () => {
  assert.equal(found({ anomaly: { fn: 'p95', within: '5m', baseline: '1h' } }), ['TRIGGER_BAD_SHAPE anomaly: "p95" needs a "field" (Name the field with the number, or state fn: count.)']);
  assert.equal(found({ anomaly: { fn: 'count', field: 'ms', within: '5m', baseline: '1h' } }), ['TRIGGER_BAD_SHAPE anomaly/field: events are counted without a "field" (Leave it out, or state another fn.)']);
});

test('learning for longer than anything is remembered', () => {
  assert.equal(found({ new: { field: 'a', learn: '14d', forget: '7d' } }), ['TRIGGER_BAD_SHAPE new/learn: it learns for 14d, but forgets after 7d (Make "forget" longer than "learn".)']);
});

test('a share that is none', () => {
  assert.equal(found({ ratio: { of: { a: 1 }, gt: 5 } }), ['TRIGGER_BAD_SHAPE ratio/gt: a share is between 0 and 1, not 5 (5 % is 0.05.)']);
});

test('what lasts, where nothing does', () => {
  assert.equal(found({ new: { field: 'a' }, for: '1m', on_match: 'reset' }).length, 2);
  assert.equal(found({ change: { field: 'a' }, keep_firing_for: '1m' }), ['TRIGGER_BAD_SHAPE keep_firing_for: "keep_firing_for" does not go with "change", of which each alert is over at once (Leave it out; throttle says how often it may speak.)']);
});

test('problems of the condition inside ratio.of, at their place', () => {
  const ratio = { of: [{ 'a|gt': 'x' }], gt: 0.1, within: '1m' };
  assert.equal(checkTriggers([{ name: 'a', when: { level: 'error' }, alert: 'slack', ratio }], ['slack']).map(({ path, code }) => `${path.join('/')} ${code}`), ['0/ratio/of/0/a|gt CONDITION_BAD_VALUE']);
});

test.run();
