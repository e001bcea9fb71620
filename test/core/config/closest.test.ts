import * as assert from 'uvu/assert';
import { closest, didYouMean } from '../../../core/config/closest.js';
import { suite } from '../../support/suite.js';

const test = suite('closest');

test('finds the word that was meant', () => {
  assert.is(closest('crtical', ['info', 'warning', 'critical']), 'critical');
  assert.is(closest('pahts', ['path', 'paths', 'parse']), 'paths');
  assert.is(closest('max-events', ['max_events', 'max_bytes']), 'max_events');
  assert.is(closest('Retry', ['retry', 'redact']), 'retry');
});

test('finds nothing where nothing is near', () => {
  assert.is(closest('colour', ['info', 'warning']), undefined);
  assert.is(closest('ab', ['xy']), undefined);
  assert.is(closest('x'.repeat(10_000), ['x'.repeat(10_000)]), undefined);
});

test('asks for the nearest of several', () => {
  assert.is(didYouMean('sink', ['sinks', 'sings']), 'Did you mean "sinks"?');
  assert.is(didYouMean('zzz', ['sinks']), undefined);
});

test.run();
