import * as assert from 'uvu/assert';
import { checkAlerts } from '../../../core/config/check-alerts.js';
import { suite } from '../../support/suite.js';

const test = suite('checkAlerts');

const found = (root: object): readonly string[] => checkAlerts({ actions: { ops: {}, pager: {} }, ...root }).map(({ path, code }) => `${path.join('.')} ${code}`);

test('finds nothing wrong with what is right', () => {
  assert.equal(found({
    alerts: { route: [{ match: { tag: 'pay' }, to: 'ops', routes: [{ to: ['pager'] }] }, { to: 'ops', continue: true }, { to: 'pager' }], quiet_hours: [{ times: ['22:00-06:00'], timezone: 'Europe/Berlin', to: 'ops' }], silences: { max: '2d', default: '2h' } },
    mute: [{ name: 'a', weekdays: ['sat'] }], group: [{ match: { 'trigger|startswith': 'x' }, by: ['a'] }], triggers: [{ escalate: [{ after: '5m', to: 'ops' }, { after: '10m', to: ['ops', 'pager'] }] }],
  }), []);
});

test('finds targets that are no actions', () => {
  assert.equal(found({ alerts: { route: [{ to: 'opps', routes: [{ to: ['ops', 'x'] }] }], quiet_hours: [{ to: 'y' }], undelivered: { to: ['pager', 'mail'] } }, triggers: [{ escalate: [{ after: '5m', to: 'z' }] }] }), [
    'alerts.route.0.to CONFIG_UNKNOWN_REFERENCE', 'alerts.route.0.routes.0.to.1 CONFIG_UNKNOWN_REFERENCE', 'alerts.quiet_hours.0.to CONFIG_UNKNOWN_REFERENCE', 'alerts.undelivered.to.1 CONFIG_UNKNOWN_REFERENCE', 'triggers.0.escalate.0.to CONFIG_UNKNOWN_REFERENCE',
  ]);
});

test('finds routes and levels that nothing reaches', () => {
  assert.equal(found({ alerts: { route: [{ to: 'ops' }, { match: { a: 1 }, to: 'pager' }] } }), ['alerts.route.1 ALERT_DEAD_ROUTE']);
  assert.equal(found({ triggers: [{ escalate: [{ after: '10m', to: 'ops' }, { after: '5m', to: 'pager' }] }] }), ['triggers.0.escalate.1.after ALERT_UNREACHABLE_LEVEL']);
});

test('finds conditions and intervals that cannot be read', () => {
  assert.equal(found({ alerts: { inhibit: [{ source: { 'a|wat': 1 }, target: { b: 1 } }] }, mute: [{ weekdays: ['someday'], timezone: 'Mars/Base' }] }), [
    'alerts.inhibit.0.source.a|wat CONDITION_UNKNOWN_MODIFIER', 'mute.0.timezone ALERT_BAD_INTERVAL', 'mute.0.weekdays.0 ALERT_BAD_INTERVAL',
  ]);
});

test('finds silences that last too long, and secrets that are too short', () => {
  assert.equal(found({ alerts: { silences: { max: '8d' }, links: { secret: 'short' } } }), ['alerts.silences.max CONFIG_BAD_VALUE', 'alerts.links.secret CONFIG_BAD_VALUE']);
  assert.equal(found({ alerts: { silences: { max: '1h', default: '2h' } } }), ['alerts.silences.default CONFIG_BAD_VALUE']);
});

test.run();
