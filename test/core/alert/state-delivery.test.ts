import * as assert from 'uvu/assert';
import { deliveryIn, RENDERED_STATES } from '../../../core/alert/state-delivery.js';
import type { Alert, AlertDelivery } from '../../../core/contract/alert.js';
import { AlertSim } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { MINUTE } from '../../support/trigger-fixtures.js';

const test = suite('deliveryIn');

function rig(): { readonly sim: AlertSim; readonly id: string; said(state: string, ability?: 'post' | 'thread'): AlertDelivery & { readonly alert: Alert } } {
  const sim = new AlertSim({ triggers: [{ name: 'errors', escalate: [{ after: '10m', to: 'chat', mention: '@oncall' }] }] });
  const id = sim.fire('errors');
  return {
    sim, id,
    said(state, ability = 'thread') {
      const delivery = deliveryIn(sim.book.find(id), state, { action: 'chat', ability }, { book: sim.book, linksOf: () => ({}), now: sim.now });
      return { ...delivery, alert: (delivery.content as { readonly alert: Alert }).alert };
    },
  };
}

test('says of each state what would be said first, and changes nothing', () => {
  const { sim, id, said } = rig();
  const before = sim.book.get(id);
  assert.equal(RENDERED_STATES.map((state) => [state, said(state).form, said(state).cause, said(state).alert.state]), [
    ['firing', 'post', 'fired', 'firing'], ['digest', 'edit', 'digest', 'firing'], ['escalated', 'broadcast', 'escalated', 'escalated'], ['acknowledged', 'edit', 'acknowledged', 'acknowledged'],
    ['silenced', 'edit', 'silenced', 'silenced'], ['resolved', 'edit', 'resolved', 'resolved'], ['reopened', 'broadcast', 'reopened', 'reopened'],
  ]);
  assert.is(said('escalated').alert.mention, '@oncall');
  assert.equal([...new Set(RENDERED_STATES.map((state) => said(state, 'post').form))], ['post']);
  assert.is(sim.book.get(id), before);
});

test('is of the alert as it is where that is its state; in others nothing is left of what came later', () => {
  const { sim, id, said } = rig();
  sim.advance(MINUTE);
  sim.book.acknowledge(id, 'ann', sim.now);
  assert.is(said('acknowledged').alert.acknowledged?.by, 'ann');
  sim.end(id);
  sim.book.vote(id, 'noise', sim.now);
  assert.equal(said('resolved').alert.votes, { useful: 0, noise: 1 });
  const { acknowledged, resolved, votes } = said('firing').alert;
  assert.equal([acknowledged, resolved, votes], [undefined, undefined, undefined]);
});

test.run();
