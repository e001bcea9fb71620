import * as assert from 'uvu/assert';
import { AlertDesk } from '../../../core/runtime/alert-desk.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { AlertSim } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { START } from '../../support/trigger-fixtures.js';

const test = suite('AlertDesk');

const ANN = { by: 'ann', via: 'a test' };

function open(): { readonly sim: AlertSim; readonly desk: AlertDesk } {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }] });
  const { entries, put, book } = sim;
  return { sim, desk: new AlertDesk({ book, entries, put, clock: new VirtualClock(START), guard: (text) => text, onAct: () => {}, hasAction: () => true, linksOf: () => ({}) }) };
}

const votesIn = (desk: AlertDesk): unknown => desk.report().map(({ trigger, useful, noise }) => [trigger, useful, noise]);

test('counts votes in the report of their trigger, but none on a drill, which says nothing of it', () => {
  const { sim, desk } = open();
  const drill = desk.drill('errors', undefined, ANN)['id'] as string;
  desk.vote(drill, 'noise', ANN);
  desk.vote(drill, 'useful', ANN);
  assert.equal(votesIn(desk), []);
  desk.vote(sim.fire('errors'), 'noise', ANN);
  assert.equal(votesIn(desk), [['errors', 0, 1]]);
  assert.equal(desk.acts().map(({ act, subject }) => [act, subject === drill]), [['drill', true], ['noise', true], ['useful', true], ['noise', false]], 'all are on record');
});

test.run();
