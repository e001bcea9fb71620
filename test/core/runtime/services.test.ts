import * as assert from 'uvu/assert';
import { Tallies } from '../../../core/runtime/services.js';
import { suite } from '../../support/suite.js';

const test = suite('Tallies');

test('keeps one for each id, in the order in which they were first asked for', () => {
  const tallies = new Tallies();
  const first = tallies.of('sinks.b');
  tallies.of('sinks.a');
  assert.is(tallies.of('sinks.b'), first);
  assert.equal(tallies.all().map(({ id }) => id), ['sinks.b', 'sinks.a']);
});

test.run();
