import * as assert from 'uvu/assert';
import { ALERT_CAUSES, type Alert } from '../../../core/contract/alert.js';
import { makeAlert } from '../../../core/testing/make-alert.js';
import { alertFacts, joinPieces, piecesText, summaryFacts } from '../../../plugins/shared/alert-facts.js';
import { LIFE, makeSummary } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const ALL = { samples: 3, groups: 10, fields: true, why: true };

function stated(fields: Partial<Alert>, shown = ALL, groupsApart = false): Readonly<Record<string, string>> {
  return Object.fromEntries(alertFacts(makeAlert(fields), shown, { value: 100, groupsApart }).map(({ name, pieces }) => [name, piecesText(pieces)]));
}

const test = suite('alertFacts');

test('says how much, where, since, affected, owner and what comes next, in this order', () => {
  const facts = stated(LIFE.digest);
  assert.equal(facts, {
    'How much': '12 in 5m (limit 10)',
    'Where': 'user = eve',
    'Since': '2025-01-01 00:00:00 UTC',
    'So far': '42 events, 6 a minute now, at most 12 a minute at 2025-01-01 00:05:00 UTC',
    'Affected most': 'shop-1 30, shop-2 12',
    'Owner': 'team-auth',
    'Next escalation': '2025-01-01 00:14:00 UTC, to on-call',
  });
  assert.equal(Object.keys(facts), ['How much', 'Where', 'Since', 'So far', 'Affected most', 'Owner', 'Next escalation']);
});

test('says in each state what was done, by whom and until when', () => {
  const done = Object.fromEntries(ALERT_CAUSES.map((cause) => [cause, Object.entries(stated(LIFE[cause])).filter(([name]) => ['Acknowledged', 'Silenced', 'Resolved', 'In all'].includes(name)).map(([, text]) => text)]));
  const acknowledged = 'by ann, 2025-01-01 00:09:00 UTC';
  assert.equal(done, {
    fired: [], digest: [], escalated: [], unsilenced: [], reopened: [],
    acknowledged: [acknowledged],
    silenced: [acknowledged, 'until 2025-01-01 01:09:00 UTC by ann: deploying the fix'],
    resolved: ['81 events, at most 12 a minute at 2025-01-01 00:05:00 UTC', acknowledged, '2025-01-01 01:12:04 UTC, after 1h 12m, because it no longer happens'],
  });
});

test('says who resolved it by hand, or that its trigger is gone', () => {
  const at = 1_735_689_660_000;
  const reasons = [{ reason: 'removed' }, { reason: 'by_hand', by: 'bob' }, { reason: 'by_hand' }] as const;
  assert.equal(reasons.map((resolved) => stated({ state: 'resolved', resolved: { at, ...resolved } })['Resolved']?.split('because ')[1]), ['its trigger was removed from the config', 'bob resolved it', 'somebody resolved it']);
});

test('counts the votes where there are any', () => {
  assert.is(stated({ ...LIFE.resolved, votes: { useful: 2, noise: 1 } })['Votes'], '2 useful, 1 noise');
});

test('names as many groups as are shown, together or apart', () => {
  const key = { a: 1, b: 2, c: 3 };
  assert.is(stated({ key }, { ...ALL, groups: 2 })['Where'], 'a = 1, b = 2 and 1 more');
  assert.is(stated({ key }, { ...ALL, groups: 0 })['Where'], 'and 3 more');
  const apart = stated({ key }, { ...ALL, groups: 2 }, true);
  assert.equal([apart['a'], apart['b'], apart['c'], apart['Further groups']], ['1', '2', undefined, 'and 1 more']);
});

test('says nothing where no fields are shown', () => {
  assert.equal(stated(LIFE.digest, { ...ALL, fields: false }), {});
});

test('never says an empty name, reason or number that is none', () => {
  const facts = stated({ why: ' ', owner: ' ', rate: Number.NaN, peak: { perMinute: Infinity, at: 1e300 }, silenced: { by: '', until: -1, reason: '\n' }, topGroups: [{ name: '', count: 1 }] });
  assert.equal([facts['How much'], facts['Owner'], facts['Silenced'], facts['Affected most']], [undefined, '(no name)', 'until 1970-01-01 00:00:00 UTC by (no name): (no reason)', '(no name) 1']);
  assert.match(facts['So far'] ?? '', '12 events, 0 a minute now, at most 0 a minute at 9999-');
});

test.run();

const summary = suite('summaryFacts');

summary('counts exactly', () => {
  assert.equal(summaryFacts(makeSummary()).map(({ pieces }) => piecesText(pieces)), ['214, 190 firing and 24 resolved', '3 critical, 200 warning, 11 info', '2025-01-01 00:00:00 UTC']);
});

summary.run();

const join = suite('joinPieces');

join('cuts between pieces, after escaping', () => {
  const form = { data: (data: string) => `<${data}>`, code: (code: string) => `[${code}]`, time: String };
  const pieces = [{ text: 'a ' }, { data: 'b' }, { code: 'c' }, { time: 7 }];
  assert.is(joinPieces(pieces, form, 100), 'a <b>[c]7');
  assert.is(joinPieces(pieces, form, 8), 'a <b>…');
});

join.run();
