import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { AlertSim, incidentsOf } from '../../support/alert-sim.js';
import { bytesInUse } from '../../support/bytes-in-use.js';
import { suite } from '../../support/suite.js';

const test = suite('IncidentBook');

const DAY = 86_400_000;

test('an alert that is told of anew again and again takes no more for it', async () => {
  const sim = new AlertSim({ triggers: [{ name: 'each' }] });
  const tell = (times: number): void => {
    for (let time = 0; time < times; time++) sim.fire('each');
  };
  tell(1000);
  const before = await bytesInUse();
  tell(50_000);
  const grown = (await bytesInUse()) - before;
  assert.ok(grown < 1e6, `${(grown / 1e6).toFixed(1)} MB`);
});

test('what is over and could not be told for a week is let go of, and counted; what still fires is not', () => {
  const sim = new AlertSim({ triggers: [{ name: 'down' }, { name: 'standing' }], takesFrom: 30 * DAY });
  sim.fire('standing');
  const [early, late] = [sim.fire('down', { key: { n: 1 } }), sim.fire('down', { key: { n: 2 } })];
  sim.end(early);
  sim.advance(2 * DAY);
  sim.end(late);
  sim.advance(6 * DAY);
  assert.equal(incidentsOf(sim).map(({ id }) => id), ['standing/1', late]);
  assert.is(sim.reasons['forgotten'], 1);
  sim.advance(2 * DAY);
  assert.equal(incidentsOf(sim).map(({ id }) => id), ['standing/1']);
  assert.is([...sim.entries.keys()].filter((key) => key.startsWith('i/')).length, 1);
});

test('of what is over and could not be told, so many of the latest are kept', () => {
  const sim = new AlertSim({ triggers: [{ name: 'down' }, { name: 'standing' }], takesFrom: 30 * DAY, mostOwed: 20 });
  sim.fire('standing');
  for (let n = 0; n < 50; n++) {
    const id = sim.fire('down', { key: { n } });
    sim.now += 1;
    sim.end(id);
  }
  sim.now += 60_000;
  sim.book.tick(sim.now);
  assert.equal(incidentsOf(sim).map(({ key }) => key['n'] ?? 'standing'), ['standing', ...Array.from({ length: 20 }, (_, n) => 30 + n)]);
  assert.is(sim.reasons['forgotten'], 30);
});

test('alerts of huge lines keep those of the latest only, in memory and in the journal', () => {
  const sim = new AlertSim({ triggers: [{ name: 'down' }] });
  const [event] = makeEvents([`{"message":"${'x'.repeat(1_000_000)}"}`]);
  const small = makeEvents(['{"message":"small"}']);
  const tell = (n: number, samples: readonly LogEvent[]): string => sim.book.fired({
    id: `down/${n}`, repeat: 0, trigger: 'down', severity: 'warning', title: [], text: [], why: '', key: { n }, tags: [], since: sim.now, at: sim.now, count: 1, heldBack: 0, drill: false,
  }, ['chat'], samples, sim.now).id;
  const first = tell(0, small);
  const ids = Array.from({ length: 150 }, (_, n) => tell(1 + n, event === undefined ? [] : [event]));
  assert.is(ids.filter((id) => sim.book.samples(id).length > 0).length, 134);
  assert.equal([sim.book.samples(first), sim.entries.has(`e/${first}`), sim.book.samples(ids.at(-1) ?? '').length], [[], false, 1]);
});

test.run();
