import * as assert from 'uvu/assert';
import { noiseReport, type CastVote, type NoiseRow } from '../../../core/alert/noise.js';
import { AlertSim, incidentsOf } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { MINUTE, START } from '../../support/trigger-fixtures.js';

const test = suite('noiseReport');

const HOUR = 60 * MINUTE;
const LIMITS = { budget: 2, per: 24 * HOUR };
const NAMES = ['busy', 'calm'] as const;

function reportOf(sim: AlertSim, votes: readonly CastVote[] = [], now = sim.now): readonly NoiseRow[] {
  return noiseReport(incidentsOf(sim), votes, LIMITS, now);
}

/** Three alerts of busy, of which one was acknowledged and one came again; one of calm. */
function lived(): AlertSim {
  const sim = new AlertSim({ triggers: NAMES.map((name) => ({ name })) });
  const ids = [0, 1].map((user) => sim.fire('busy', { key: { user } }));
  sim.fire('calm');
  sim.advance(MINUTE);
  sim.book.acknowledge(ids[0] as string, 'ann', sim.now);
  for (const id of ids) sim.end(id);
  sim.advance(MINUTE);
  sim.fire('busy', { key: { user: 1 } });
  sim.advance(MINUTE);
  return sim;
}

test('says how often each trigger was heard of, what came of it, and which is over its budget, the noisiest first', () => {
  const rows = reportOf(lived()).map(({ trigger, told, isOver, acknowledged, unanswered, reopened }) => ({ trigger, told, isOver, acknowledged, unanswered, reopened }));
  assert.equal(rows, [
    { trigger: 'busy', told: 3, isOver: true, acknowledged: 1, unanswered: 0, reopened: 1 },
    { trigger: 'calm', told: 1, isOver: false, acknowledged: 0, unanswered: 0, reopened: 0 },
  ]);
});

test('counts votes, also of triggers that were quiet since, as long as the time of the budget', () => {
  const votes = [{ trigger: 'busy', vote: 'noise', at: START }, { trigger: 'busy', vote: 'useful', at: START + MINUTE }, { trigger: 'old', vote: 'noise', at: START }] as const;
  const voted = (now: number): readonly string[] => reportOf(lived(), votes, now).map(({ trigger, useful, noise }) => `${trigger} ${useful} ${noise}`);
  assert.equal(voted(START + HOUR), ['busy 1 1', 'calm 0 0', 'old 0 1']);
  assert.equal(voted(START + 24 * HOUR), ['busy 1 0'], 'of the alert that came again two minutes later');
  assert.equal(voted(START + 48 * HOUR), []);
});

test('leaves out drills', () => {
  const sim = new AlertSim({ triggers: [{ name: 'busy' }] });
  sim.fire('busy', { drill: true });
  sim.advance(MINUTE);
  assert.equal(reportOf(sim), []);
});

test.run();
