import * as assert from 'uvu/assert';
import { AlertSim, incidentsOf } from '../../support/alert-sim.js';
import { suite } from '../../support/suite.js';
import { MINUTE, SECOND } from '../../support/trigger-fixtures.js';

const life = suite('An incident on its way through a chat that can do everything');

const ESCALATING = {
  name: 'errors', alert: { to: 'chat', mention: '@first' },
  escalate: [{ after: '10m', to: 'chat', mention: '@oncall' }, { after: '30m', to: 'pager', severity: 'page', repeat: '10m' }],
} as const;

life('is one post, edited in place; the thread is its log, and the channel is touched by escalation and reopening alone', () => {
  const sim = new AlertSim({ triggers: [ESCALATING], abilities: { chat: 'thread', pager: 'post' } });
  const first = sim.fire('errors');
  sim.advance(2 * MINUTE);
  assert.equal(sim.take(), ['0s chat post fired @first', '60s chat edit digest', '61s chat reply digest']);
  sim.advance(9 * MINUTE);
  assert.equal(sim.take(), ['300s chat edit digest', '301s chat reply digest', '600s chat edit escalated', '601s chat broadcast escalated @oncall']);
  sim.book.acknowledge(first, 'ann', sim.now);
  sim.advance(4 * SECOND);
  assert.equal(sim.take(), ['660s chat edit acknowledged', '661s chat reply acknowledged']);
  const { id } = sim.book.silence({ match: { trigger: 'errors' }, by: 'ann', reason: 'known' }, sim.now);
  sim.advance(30 * MINUTE);
  assert.equal(sim.take(), ['664s chat edit silenced', '665s chat reply silenced'], 'no digest, and nobody is called');
  assert.equal(incidentsOf(sim).map(({ silenced }) => silenced?.id), [id]);
  sim.end(first);
  sim.advance(5 * MINUTE);
  assert.equal(sim.take(), ['2464s chat edit resolved', '2465s chat reply resolved']);
  sim.book.expire(id, 'ann', sim.now);
  sim.fire('errors');
  sim.advance(5 * SECOND);
  assert.equal(sim.take(), ['2764s chat edit reopened', '2765s chat broadcast reopened']);
  assert.is(incidentsOf(sim).length, 1);
});

life('calls the next level, raises the severity, and goes on until somebody answers', () => {
  const sim = new AlertSim({ triggers: [ESCALATING], abilities: { chat: 'thread', pager: 'edit' } });
  const id = sim.fire('errors');
  sim.advance(51 * MINUTE);
  assert.equal(sim.take().filter((words) => words.includes('escalated')), [
    '600s chat edit escalated', '601s chat broadcast escalated @oncall',
    '1800s chat edit escalated', '1800s pager post escalated', '1801s chat broadcast escalated',
    '2400s chat edit escalated', '2400s pager edit escalated', '2401s chat broadcast escalated', '2401s pager post escalated',
    '3000s chat edit escalated', '3000s pager edit escalated', '3001s chat broadcast escalated', '3001s pager post escalated',
  ]);
  assert.is(sim.book.get(id)?.severity, 'critical');
  sim.book.acknowledge(id, 'bob', sim.now);
  sim.advance(MINUTE);
  sim.take();
  sim.advance(60 * MINUTE);
  assert.equal(sim.take().filter((words) => words.includes('escalated')), []);
});

life('goes on as it would have when the clock is set back: who is called, digests, silences, storms', () => {
  const open = (setBack: number): readonly string[] => {
    const sim = new AlertSim({ triggers: [ESCALATING, { name: 'rest', alert: 'chat' }], abilities: { chat: 'thread', pager: 'edit' }, takesFrom: -Infinity });
    const hush = sim.book.silence({ match: { trigger: 'rest', n: 1 }, by: 'ann', reason: 'known', for: 8 * MINUTE }, sim.now);
    sim.fire('errors');
    for (let n = 0; n < 12; n++) sim.fire('rest', { key: { n } });
    sim.advance(4 * MINUTE);
    sim.setBack(setBack);
    for (let n = 20; n < 32; n++) sim.fire('rest', { key: { n } });
    sim.advance(8 * MINUTE);
    assert.is([...sim.book.silences()].find(({ id }) => id === hush.id)?.until, hush.until - setBack);
    return sim.sent.map(({ at, delivery: { form, cause } }) => `${(at + (at < 0 ? setBack : 0)) / SECOND}s ${form} ${cause}`);
  };
  const told = open(24 * 60 * MINUTE);
  assert.equal(told, open(0));
  assert.match(told.join('; '), 'broadcast escalated');
});

life('says again how it stands after 1, 5, 15 and 60 minutes and then every hour, and when the count has doubled', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }] });
  const id = sim.fire('errors', { count: 10 });
  sim.advance(4 * 60 * MINUTE);
  assert.equal(sim.take().filter((words) => words.includes('edit')).map((words) => words.split(' ')[0]), ['60s', '300s', '900s', '3600s', '7200s', '10800s', '14400s']);
  sim.fire('errors', { id, repeat: 1, count: 19 });
  sim.advance(MINUTE);
  assert.equal(sim.take(), ['14401s chat reply digest']);
  sim.fire('errors', { id, repeat: 2, count: 20 });
  sim.advance(MINUTE);
  assert.equal(sim.take(), ['14460s chat edit digest']);
});

life('a digest that is still to be said when it is over is not said any more', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }] });
  const id = sim.fire('errors');
  sim.advance(MINUTE + 500);
  sim.end(id);
  sim.advance(MINUTE);
  assert.equal(sim.take(), ['0s chat post fired', '60s chat edit digest', '61s chat edit resolved', '62s chat reply resolved']);
});

life('takes what it was told before for nothing new, as after a restart', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }] });
  const id = sim.fire('errors');
  sim.advance(SECOND);
  sim.fire('errors', { id });
  sim.end(id);
  sim.end(id);
  sim.fire('errors', { id });
  sim.advance(10 * SECOND);
  assert.equal(sim.take(), ['0s chat post fired', '1s chat edit resolved', '2s chat reply resolved']);
});

life('what stands alone has a message of its own each time', () => {
  const sim = new AlertSim({ triggers: [{ name: 'new-country' }] });
  sim.fire('new-country', { isAlone: true });
  sim.fire('new-country', { isAlone: true });
  sim.advance(2 * SECOND);
  assert.equal(sim.take(), ['0s chat post fired', '1s chat post fired']);
});

life('an action that can only post gets posts, at growing intervals', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }], abilities: { chat: 'post' } });
  const id = sim.fire('errors');
  sim.fire('errors', { id, repeat: 1, count: 4 });
  sim.advance(6 * MINUTE);
  sim.book.acknowledge(id, 'ann', sim.now);
  sim.end(id);
  sim.advance(MINUTE);
  assert.equal(sim.take(), ['0s chat post fired', '60s chat post digest', '300s chat post digest', '360s chat post acknowledged', '361s chat post resolved']);
});

life('a vote is shown in the message, and nobody is told of it; one of before it came again counts no more', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors', alert: { to: ['chat', 'mail'] } }], abilities: { chat: 'thread', mail: 'post' } });
  const id = sim.fire('errors');
  sim.end(id);
  sim.advance(3 * SECOND);
  sim.take();
  const { updatedAt } = incidentsOf(sim)[0] ?? {};
  for (const cast of ['noise', 'useful', 'noise'] as const) sim.book.vote(id, cast, sim.now);
  sim.advance(MINUTE);
  const [edit] = sim.sent;
  assert.equal(sim.words, ['3s chat edit resolved']);
  assert.equal(edit !== undefined && 'alert' in edit.delivery.content ? edit.delivery.content.alert.votes : undefined, { useful: 1, noise: 2 });
  assert.is(incidentsOf(sim)[0]?.updatedAt, updatedAt, 'it is no older or newer for it');
  sim.fire('errors');
  assert.is(incidentsOf(sim)[0]?.votes, undefined);
});

life('a vote on one of many changes nothing in the message that stands for them', () => {
  for (const chat of ['thread', 'post'] as const) {
    const sim = new AlertSim({ triggers: [{ name: 'errors' }], abilities: { chat } });
    const ids = Array.from({ length: 20 }, (_, index) => sim.fire('errors', { key: { index } }));
    for (const id of ids) sim.end(id);
    sim.advance(30 * SECOND);
    sim.take();
    for (const id of ids) sim.book.vote(id, 'noise', sim.now);
    sim.advance(20 * SECOND);
    assert.equal(sim.take(), []);
  }
});

life('a count that has doubled is posted where nothing can be edited, at growing intervals', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors', alert: { to: ['chat', 'mail'] } }], abilities: { chat: 'thread', mail: 'post' } });
  const id = sim.fire('errors', { count: 10 });
  const posts = (): readonly string[] => sim.take().filter((words) => words.includes('mail')).map((words) => words.replace(/ mail post|\.0*/g, ''));
  const counted = (repeat: number, count: number): void => void sim.fire('errors', { id, repeat, count });
  sim.advance(70 * MINUTE);
  assert.equal(posts(), ['0s fired', '60s digest', '300s digest', '900s digest', '3600s digest']);
  counted(1, 19);
  sim.advance(5 * MINUTE);
  assert.equal(posts(), [], 'not twice as many');
  counted(2, 20);
  sim.advance(2 * MINUTE);
  assert.equal(sim.words.filter((words) => words.includes('chat')), ['4500s chat edit digest'], 'where it can be edited, no word about it');
  assert.equal(posts(), ['4560s digest']);
  counted(3, 40);
  sim.advance(2 * MINUTE);
  counted(4, 80);
  sim.advance(2 * MINUTE);
  assert.equal(posts(), ['4860s digest'], 'five minutes after the last, for both');
  counted(5, 160);
  sim.advance(14 * MINUTE);
  assert.equal(posts(), []);
  sim.advance(30 * MINUTE);
  assert.equal(posts(), ['5760s digest', '7200s digest']);
  sim.advance(20 * MINUTE);
  assert.equal(posts(), [], 'what was told is told');
});

life('a count that has doubled is not posted while it is silenced, nor of an alert that is told of in a group', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }, { name: 'down', tags: ['infra'], alert: { to: ['chat', 'board'] } }], abilities: { chat: 'post', board: 'edit' }, group: [{ match: { tag: 'infra' }, by: ['trigger'], wait: '0s', interval: '1m' }] });
  const id = sim.fire('errors', { count: 10 });
  const grouped = sim.fire('down', { count: 10 });
  sim.advance(62 * MINUTE);
  sim.take();
  const silence = sim.book.silence({ match: { trigger: 'errors' }, by: 'ann', reason: 'known', for: 20 * MINUTE }, sim.now);
  sim.advance(2 * MINUTE);
  sim.take();
  for (const each of [id, grouped]) sim.fire('errors', { id: each, repeat: 1, trigger: each === id ? 'errors' : 'down', count: 50 });
  sim.advance(silence.until - sim.now + 10 * MINUTE);
  assert.equal(sim.take().map((words) => words.replace(/^\S+ /, '')), ['board edit digest', 'chat post unsilenced']);
});

life('a trigger that never says that it is over: its alert ends after a while, without a word about it', () => {
  const { count: _count, ...match } = { name: 'each', count: undefined };
  const sim = new AlertSim({ triggers: [{ ...match, count: undefined as never }], alerts: { resolve_after: '10m' } });
  const id = sim.fire('each', { count: undefined });
  for (let minute = 1; minute <= 12; minute++) {
    sim.advance(4 * MINUTE);
    sim.fire('each', { count: undefined });
  }
  sim.take();
  sim.advance(30 * MINUTE);
  assert.is(sim.book.get(id)?.resolved?.reason, 'quiet');
  assert.is(sim.book.get(id)?.count, 13);
  assert.equal(sim.take().filter((words) => words.includes('resolved')), ['3480s chat edit resolved']);
});

life.run();
