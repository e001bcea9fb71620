import * as assert from 'uvu/assert';
import { AlertSim, incidentsOf, summaryOfSent } from '../../support/alert-sim.js';
import { FULL } from '../../support/full.js';
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

const storm = suite('A storm');

/** Most calls within any minute. */
function busiest(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length));
}

/** Incidents of a storm: 10,000 in full size. */
const STORM = FULL ? 10_000 : 2000;

for (const [what, every] of [['at once', 0], ['over a minute', 60_000 / STORM]] as const) {
  storm(`${STORM} incidents ${what} cost at most 12 calls a minute, and none is lost, nor a critical one among lower ones`, () => {
    const sim = new AlertSim({ triggers: [{ name: 'minor' }, { name: 'major', severity: 'critical' }] });
    const ids: string[] = [];
    for (let index = 0; index < STORM; index++) {
      ids.push(sim.fire(index % 100 === 42 ? 'major' : 'minor', { key: { index } }));
      if (every > 0) sim.advance(every);
    }
    sim.advance(2 * MINUTE - every * STORM);
    const calls = sim.sent.map(({ at }) => at);
    assert.ok(busiest(calls) <= 12, `${busiest(calls)} calls`);
    const gaps = calls.slice(1).map((at, index) => at - (calls[index] as number));
    assert.ok(Math.min(...gaps) >= 1000, 'one call a second');
    assert.ok(busiest(sim.sent.filter(({ delivery }) => delivery.form === 'post').map(({ at }) => at)) <= 6, 'six posts a minute');
    const last = new Map(sim.sent.map((sent) => [summaryOfSent(sent)?.id, summaryOfSent(sent)]));
    const own = new Set(sim.sent.filter(({ delivery }) => 'alert' in delivery.content && delivery.form === 'post').map(({ delivery }) => delivery.id)).size;
    const summaries = [...last.values()].filter((summary) => summary !== undefined);
    const first = new Set(sim.sent.map(({ delivery }) => ('summary' in delivery.content ? delivery.content.summary.id : '')));
    assert.is(summaries.length, 2);
    assert.ok(first.size >= 2);
    const shown = summaries.reduce((sum, { counts }) => sum + counts.firing + counts.resolved, 0);
    const alone = incidentsOf(sim).filter(({ messages }) => messages['chat']?.bundle === undefined).length;
    assert.is(shown + alone, STORM);
    assert.ok(alone <= own);
    for (const { counts, lines, hidden, severity } of summaries) {
      assert.is(counts.critical + counts.warning + counts.info, lines.length + hidden);
      assert.ok(counts.critical === 0 || counts.warning + counts.info === 0, 'critical ones stand apart');
      assert.is(severity, counts.critical > 0 ? 'critical' : 'warning');
    }
    sim.take();
    for (const id of ids) sim.end(id);
    sim.advance(5 * MINUTE);
    const over = sim.sent.filter(({ delivery }) => delivery.cause === 'resolved');
    const resolved = new Map(over.map((sent) => [summaryOfSent(sent)?.id, summaryOfSent(sent)?.counts.resolved]));
    resolved.delete(undefined);
    assert.is([...resolved.values()].reduce<number>((sum, count) => sum + (count ?? 0), 0) + alone, STORM, 'every end is told');
  }, { limit: 20_000 });
}

storm('of critical alerts does not keep that of all others from being told, nor the other way round', () => {
  const sim = new AlertSim({ triggers: [{ name: 'minor' }, { name: 'major', severity: 'critical' }] });
  for (let second = 0; second < 60; second++) {
    for (let index = 0; index < 10; index++) sim.fire(index % 2 === 0 ? 'minor' : 'major', { key: { second, index } });
    sim.advance(SECOND);
  }
  const last = new Map(sim.sent.map((sent) => [summaryOfSent(sent)?.severity, sent.at]));
  for (const severity of ['warning', 'critical'] as const) assert.ok((last.get(severity) ?? 0) > 35 * SECOND, `${severity}: ${last.get(severity)}`);
});

storm('of critical alerts beside one of others: each message is edited every 10 seconds as soon as 12 calls a minute allow it', () => {
  const sim = new AlertSim({ triggers: [{ name: 'minor' }, { name: 'major', severity: 'critical' }] });
  for (let second = 0; second < 300; second++) {
    for (let index = 0; index < 10; index++) sim.fire(index % 2 === 0 ? 'minor' : 'major', { key: { second, index } });
    sim.advance(SECOND);
  }
  assert.ok(busiest(sim.sent.map(({ at }) => at)) <= 12);
  for (const severity of ['warning', 'critical'] as const) {
    const edits = sim.sent.filter((sent) => sent.at > 80 * SECOND && summaryOfSent(sent)?.severity === severity).map(({ at }) => at);
    const gaps = edits.slice(1).map((at, index) => at - (edits[index] as number));
    assert.ok(edits.length > 20, `${severity}: ${edits.length}`);
    assert.equal([Math.min(...gaps), Math.max(...gaps)], [10 * SECOND, 10 * SECOND], severity);
  }
});

storm('alone is edited every 10 seconds, and so is all else together', () => {
  const sim = new AlertSim({ triggers: [{ name: 'minor' }] });
  const early = [0, 1, 2].map((index) => sim.fire('minor', { key: { early: index } }));
  sim.advance(4 * SECOND);
  for (let second = 0; second < 120; second++) {
    for (let index = 0; index < 10; index++) sim.fire('minor', { key: { second, index } });
    if (second === 90) for (const id of early) sim.end(id);
    sim.advance(SECOND);
  }
  const edits = sim.sent.filter(({ delivery: { form } }) => form === 'edit').map(({ at }) => at);
  assert.ok(edits.length >= 10);
  assert.ok(edits.slice(1).every((at, index) => at - (edits[index] as number) >= 10 * SECOND));
});

storm('is over when nothing more joins it; what comes then has a message of its own', () => {
  const sim = new AlertSim({ triggers: [{ name: 'minor' }] });
  for (let index = 0; index < 20; index++) sim.fire('minor', { key: { index } });
  sim.advance(3 * MINUTE);
  sim.take();
  sim.fire('minor', { key: { late: true } });
  sim.advance(SECOND);
  assert.equal(sim.take(), ['180s chat post fired']);
});

storm('calls once for all, not for each', () => {
  const sim = new AlertSim({ triggers: [{ name: 'minor', escalate: [{ after: '5m', to: 'chat', mention: '@oncall' }] }] });
  for (let index = 0; index < 1000; index++) sim.fire('minor', { key: { index } });
  sim.advance(20 * MINUTE);
  const calls = sim.take().filter((words) => words.includes('@oncall'));
  assert.equal(calls, ['301s chat broadcast escalated storm @oncall']);
});

storm.run();

const rest = suite('A channel');

rest('puts a group into one message, after a wait, and changes it at most every interval', () => {
  const sim = new AlertSim({ triggers: [{ name: 'down', tags: ['infra'] }, { name: 'other' }], group: [{ match: { tag: 'infra' }, by: ['zone'], wait: '10s', interval: '2m', max_lines: 2 }] });
  const ids = ['a', 'a', 'b'].map((zone, index) => sim.fire('down', { key: { zone, index } }));
  sim.advance(20 * SECOND);
  assert.equal(sim.take(), ['10s chat post fired group', '11s chat post fired'], 'one alone is shown as what it is');
  for (let index = 3; index < 6; index++) sim.fire('down', { key: { zone: 'a', index } });
  sim.advance(MINUTE);
  assert.equal(sim.take(), []);
  sim.advance(MINUTE);
  const summary = sim.sent[0] === undefined ? undefined : summaryOfSent(sim.sent[0]);
  assert.equal(sim.take(), ['130s chat edit digest group', '131s chat edit digest']);
  assert.equal([summary?.counts.firing, summary?.lines.length, summary?.hidden], [5, 2, 3]);
  sim.end(ids[2] as string);
  sim.advance(2 * MINUTE);
  assert.equal(sim.take().filter((words) => words.includes('resolved')), ['251s chat edit resolved']);
  assert.is(sim.reasons['grouped'], 6);
});

rest('holds posts back in quiet hours, lets critical ones pass, and catches up in one message', () => {
  // START is midnight, UTC.
  const sim = new AlertSim({ triggers: [{ name: 'minor' }, { name: 'major', severity: 'critical' }], alerts: { quiet_hours: [{ times: ['22:00-06:00'] }] } });
  const ids = [0, 1, 2].map((index) => sim.fire('minor', { key: { index } }));
  sim.fire('major');
  sim.advance(MINUTE);
  assert.equal(sim.words.filter((words) => !words.includes('digest')), ['0s chat post fired']);
  sim.end(ids[0] as string);
  sim.end(ids[1] as string);
  sim.advance(6 * 60 * MINUTE - MINUTE - 1);
  assert.equal(sim.take().filter((words) => !words.includes('digest')), ['0s chat post fired']);
  sim.advance(MINUTE);
  const summary = sim.sent.map(summaryOfSent).find((each) => each !== undefined);
  assert.equal(sim.take().filter((words) => !words.includes('digest')), ['21600s chat post fired', '21601s chat post resolved catch_up']);
  assert.equal([summary?.counts.resolved, summary?.lines.length], [2, 2]);
  assert.is(sim.reasons['quiet_hours'], 3);
});

rest('says nothing of what is muted, and tells at the end what still fires', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }], mute: [{ name: 'nights', match: { key: 'x' }, times: ['00:00-00:10'] }, { name: 'all', times: ['00:00-00:05'] }] });
  const over = sim.fire('errors', { key: { index: 0 } });
  sim.fire('errors', { key: { index: 1 } });
  sim.advance(MINUTE);
  sim.end(over);
  sim.advance(3 * MINUTE);
  assert.equal(sim.take(), []);
  sim.advance(90 * SECOND);
  assert.equal(sim.take(), ['300s chat post fired']);
  assert.is(sim.reasons['muted'], 2);
});

rest('does not tell of what follows from something else, until that is over', () => {
  const sim = new AlertSim({ triggers: [{ name: 'host-down' }, { name: 'slow' }], alerts: { inhibit: [{ source: { trigger: 'host-down' }, target: { trigger: 'slow' }, equal: ['host'] }] } });
  const down = sim.fire('host-down', { key: { host: 'a' } });
  sim.fire('slow', { key: { host: 'a' } });
  sim.fire('slow', { key: { host: 'b' } });
  sim.advance(30 * SECOND);
  assert.equal(sim.take(), ['0s chat post fired', '1s chat post fired']);
  sim.end(down);
  sim.advance(5 * SECOND);
  assert.equal(sim.take(), ['30s chat post fired', '31s chat edit resolved', '32s chat reply resolved']);
  assert.is(sim.reasons['inhibited'], 1);
});

rest('a silence ends by itself, with a note of what still fires; what is over meanwhile is said nonetheless', () => {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }] });
  const [one, two] = [sim.fire('errors', { key: { n: 1 } }), sim.fire('errors', { key: { n: 2 } })];
  sim.advance(10 * SECOND);
  sim.take();
  sim.book.silence({ match: { trigger: 'errors' }, by: 'ann', reason: 'deploy', for: 30 * MINUTE }, sim.now);
  sim.fire('errors', { key: { n: 3 } });
  sim.advance(10 * SECOND);
  sim.end(one);
  sim.advance(20 * MINUTE);
  assert.equal(sim.take().map((words) => words.split(' ').slice(2).join(' ')), ['edit silenced', 'edit silenced', 'reply silenced', 'reply silenced', 'edit resolved', 'reply resolved']);
  sim.advance(10 * MINUTE);
  const said = sim.take().filter((words) => !words.includes('digest'));
  assert.equal(said, ['1810s chat post fired', '1811s chat edit unsilenced', '1812s chat reply unsilenced']);
  assert.is(sim.book.get(two)?.silenced, undefined);
  for (const request of [{ reason: ' ' }, { reason: 'x', for: 8 * 24 * 60 * MINUTE }, { reason: 'x', match: {} }]) {
    assert.throws(() => sim.book.silence({ match: { trigger: 'errors' }, by: 'ann', ...request }, sim.now), (error: { readonly code: string }) => error.code === 'SILENCE_REFUSED');
  }
});

rest('goes by the routes of the config, whatever the trigger says', () => {
  const sim = new AlertSim({
    triggers: [{ name: 'errors', tags: ['pay'] }, { name: 'rest' }], abilities: { chat: 'thread', pay: 'post', boss: 'post' },
    alerts: { route: [{ match: { tag: 'pay' }, to: 'pay', routes: [{ match: { region: 'eu' }, to: ['boss'], continue: true }, { match: { region: ['eu', 'us'] } }] }] },
  });
  sim.fire('errors', { key: { region: 'eu' } });
  sim.fire('errors', { key: { region: 'asia' } });
  sim.fire('rest');
  sim.advance(2 * SECOND);
  assert.equal(sim.take(), ['0s chat post fired', '0s pay post fired', '0s boss post fired', '1s pay post fired']);
});

rest.run();
