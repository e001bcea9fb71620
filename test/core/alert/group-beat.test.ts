import * as assert from 'uvu/assert';
import { AlertSim, summaryOfSent, type SimConfig } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { MINUTE, SECOND } from '../../support/trigger-fixtures.js';

const test = suite('A group of alerts');

const GROUP = { by: ['zone'], wait: '10s', interval: '1m' } as const;

function simOf(ability: 'post' | 'edit' | 'thread', group: object = {}, alerts: NonNullable<SimConfig['alerts']> = {}): AlertSim {
  return new AlertSim({ triggers: [{ name: 'down' }], abilities: { chat: ability }, alerts, group: [{ ...GROUP, ...group }] });
}

const fire = (sim: AlertSim, index: number): string => sim.fire('down', { key: { zone: 'a', index } });

/** What was told since this was last asked: `10s fired 2+0` with how many fire and how many are over. */
function told(sim: AlertSim): readonly string[] {
  const words = sim.sent.map((sent) => {
    const { at, delivery } = sent;
    const { firing, resolved } = summaryOfSent(sent)?.counts ?? ('alert' in delivery.content && delivery.content.alert.state === 'resolved' ? { firing: 0, resolved: 1 } : { firing: 1, resolved: 0 });
    return `${at / SECOND}s ${delivery.form} ${delivery.cause} ${firing}+${resolved}`;
  });
  sim.sent.splice(0);
  return words;
}

test('posts news at its beat; who was told to be over is left out from then on', () => {
  const sim = simOf('post', { repeat: '10m' });
  const ids = [0, 1, 2].map((index) => fire(sim, index));
  sim.advance(20 * SECOND);
  sim.end(ids[0] as string);
  sim.advance(2 * MINUTE);
  assert.equal(told(sim), ['10s post fired 3+0', '70s post digest 2+1']);
  fire(sim, 3);
  sim.advance(2 * MINUTE);
  assert.equal(told(sim), ['190s post digest 3+0']);
});

test('tells again what still fires when nothing was told for as long as the config says, and of nothing else', () => {
  const sim = simOf('post', { repeat: '5m' });
  const ids = [0, 1].map((index) => fire(sim, index));
  sim.advance(11 * MINUTE);
  assert.equal(told(sim), ['10s post fired 2+0', '310s post digest 2+0', '610s post digest 2+0']);
  for (const id of ids) sim.end(id);
  sim.advance(20 * MINUTE);
  assert.equal(told(sim), ['670s post resolved 0+2']);
});

test('reminds in the thread of a message that it can edit', () => {
  const sim = simOf('thread', { repeat: '2h' });
  for (const index of [0, 1]) fire(sim, index);
  sim.advance(5 * 60 * MINUTE);
  assert.equal(told(sim).filter((words) => !words.includes('edit')), ['10s post fired 2+0', '7261s reply digest 2+0', '14462s reply digest 2+0']);
});

test('leaves out what is silenced while it is, and tells nothing at all where all are', () => {
  const sim = simOf('post', { repeat: '1m' });
  for (const index of [0, 1]) fire(sim, index);
  sim.advance(20 * SECOND);
  sim.book.silence({ match: { index: 0 }, by: 'ann', reason: 'known', for: 10 * MINUTE }, sim.now);
  sim.advance(MINUTE);
  assert.equal(told(sim), ['10s post fired 2+0', '70s post digest 1+0']);
  sim.book.silence({ match: { index: 1 }, by: 'ann', reason: 'known', for: 3 * MINUTE }, sim.now);
  sim.advance(3 * MINUTE);
  assert.equal(told(sim), []);
  sim.advance(MINUTE);
  assert.equal(told(sim), ['310s post digest 1+0']);
});

test('says nothing of what is over where posts tell only of what fires', () => {
  const sim = simOf('post', { tell: 'firing', repeat: '1h' });
  const ids = [0, 1].map((index) => fire(sim, index));
  sim.advance(20 * SECOND);
  sim.end(ids[0] as string);
  sim.advance(5 * MINUTE);
  fire(sim, 2);
  sim.advance(5 * MINUTE);
  assert.equal(told(sim), ['10s post fired 2+0', '370s post digest 2+0']);
  sim.end(ids[1] as string);
  sim.advance(5 * MINUTE);
  assert.equal(told(sim), []);
});

test('who comes again after it was told to be over is in the message of its group again', () => {
  const sim = simOf('edit');
  const ids = [0, 1].map((index) => fire(sim, index));
  sim.advance(20 * SECOND);
  sim.end(ids[0] as string);
  sim.advance(2 * MINUTE);
  fire(sim, 0);
  sim.advance(MINUTE);
  assert.equal(told(sim), ['10s post fired 2+0', '70s edit digest 1+1', '140s edit digest 2+0', '141s post reopened 2+0']);
});

test('looks for news when the config was read anew, and counts its interval from then', () => {
  const sim = simOf('post', { repeat: '1h' });
  fire(sim, 0);
  sim.advance(30 * SECOND);
  sim.reload();
  sim.advance(SECOND);
  fire(sim, 1);
  sim.advance(2 * MINUTE);
  assert.equal(told(sim), ['10s post fired 1+0', '90s post digest 2+0']);
  fire(sim, 2);
  sim.advance(10 * SECOND);
  sim.reload();
  sim.advance(10 * SECOND);
  assert.equal(told(sim), ['161s post digest 3+0'], 'what waited is told at once');
});

test.run();
