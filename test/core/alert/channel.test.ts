import * as assert from 'uvu/assert';
import { AlertSim, incidentsOf, summaryOfSent } from '../../support/alert-sim.js';
import { FULL } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { MINUTE, SECOND } from '../../support/trigger-fixtures.js';

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

for (const ability of ['post', 'edit', 'thread'] as const) {
  storm(`that stands is not told again after a restart, by who can ${ability}; what comes of it later is`, () => {
    const sim = new AlertSim({ triggers: [{ name: 'minor' }], abilities: { chat: ability } });
    const ids = Array.from({ length: 20 }, (_, index) => sim.fire('minor', { key: { index } }));
    sim.advance(2 * MINUTE);
    assert.match(sim.take().join('; '), 'post fired storm');
    const next = sim.restarted(5 * SECOND).restarted(5 * SECOND);
    next.advance(10 * MINUTE);
    sim.advance(10 * MINUTE + 10 * SECOND);
    assert.equal(next.take(), sim.take(), 'what is told is what is told without it');
    for (const each of [sim, next]) {
      for (const id of ids) each.end(id);
      each.advance(70 * MINUTE);
    }
    assert.match(next.words.join('; '), 'resolved storm');
    assert.equal(next.words, sim.words);
  });
}

storm('whose news a restart cut off is told of them by the next run', () => {
  const sim = new AlertSim({ triggers: [{ name: 'minor' }] });
  for (let index = 0; index < 20; index++) sim.fire('minor', { key: { index } });
  sim.advance(2 * SECOND);
  sim.take();
  for (let index = 20; index < 30; index++) sim.fire('minor', { key: { index } });
  const next = sim.restarted(5 * SECOND);
  next.advance(MINUTE);
  assert.is(next.sent.map(summaryOfSent).map((summary) => summary?.counts.firing)[0], 30);
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
