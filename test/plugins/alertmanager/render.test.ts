import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { renderManagedAlert, withEnd } from '../../../plugins/alertmanager/render.js';
import { encodePayload } from '../../../plugins/shared/alert-json.js';
import { alertmanagerProblem } from '../../support/fake-alertmanager.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const NOW = Date.UTC(2025, 0, 1, 0, 4);

const test = suite('renderManagedAlert');

test('has what it is in labels, and what changes in annotations', () => {
  assert.equal(renderManagedAlert(notice(LIFE.fired), { cluster: 'eu-1' }, NOW), {
    labels: { alertname: 'failed-logins', cluster: 'eu-1', user: 'eve', severity: 'warning' },
    annotations: {
      summary: 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).',
      title: 'Failed logins of eve',
      description: 'Someone guesses passwords of eve.',
      why: '12 in 5m (limit 10)',
      owner: 'team-auth',
      runbook_url: 'https://example.com/runbooks/failed-logins',
      incident: 'k7q2fa',
      count: '12',
    },
    startsAt: '2025-01-01T00:00:00.000Z',
    generatorURL: 'https://hush.example.com/logs?incident=k7q2fa',
  });
});

test('is the same alert through its whole life', () => {
  const labels = (['fired', 'digest', 'acknowledged', 'resolved', 'reopened'] as const).map((cause) => renderManagedAlert(notice(LIFE[cause], { cause }), {}, NOW).labels);
  for (const one of labels) assert.equal(one, labels[0]);
});

test('gives every group a name that Prometheus takes, and its own', () => {
  const { labels } = renderManagedAlert(notice({ key: { 'client.ip': '::1', 'client-ip': '::2', '1st': 'a', 'severity': 'mine', 'alertname': 'mine', '': 'x' } }), {}, NOW);
  assert.equal(labels, { alertname: 'failed-logins', client_ip: '::1', client_ip_2: '::2', _1st: 'a', severity_2: 'mine', alertname_2: 'mine', _empty_: 'x', severity: 'warning' });
});

test('does not start after its end, whatever time its events state', () => {
  assert.is(renderManagedAlert(notice({ since: 1e15 }), {}, NOW).startsAt, new Date(NOW).toISOString());
});

test('a summary has its kind as its name', () => {
  assert.equal(renderManagedAlert(summaryNotice(), {}, NOW).labels, { alertname: 'hushpipe_storm', severity: 'critical' });
});

test(`${HOSTILE_RUN.numRuns} hostile notices: each alert is one that Alertmanager takes`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, (said) => {
    looked += 1;
    const text = encodePayload(withEnd(renderManagedAlert(said, {}, NOW), NOW));
    assert.is(alertmanagerProblem(JSON.parse(text) as Record<string, unknown>), undefined);
    assert.not.match(text, /<[!@#]|@everyone|@here|@channel/i);
    assert.ok(text.length < 200_000);
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();
