import * as assert from 'uvu/assert';
import { plainText, type AlertSummary } from '../../../core/contract/alert.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { alertOf } from '../../../plugins/shared/alert-of.js';
import { suite } from '../../support/suite.js';

const test = suite('alertOf');

const SUMMARY: AlertSummary = {
  id: 'storm/1', kind: 'storm', severity: 'critical', title: [{ text: 'Alert storm' }], since: 1, at: 2,
  counts: { firing: 3, resolved: 1, critical: 1, warning: 3, info: 0 },
  lines: [{ shortId: 'abcdef', severity: 'critical', state: 'firing', title: [{ data: '<!here>' }], at: 1, count: 4 }],
  hidden: 3, mention: undefined, drill: false,
};

test('gives the alert of a delivery as it is', () => {
  const delivery = makeAlertDelivery();
  assert.is(alertOf(delivery), 'alert' in delivery.content ? delivery.content.alert : undefined);
});

test('says a summary in words, with what came from events still marked as such', () => {
  const alert = alertOf({ content: { summary: SUMMARY } });
  assert.is(plainText(alert.text), 'abcdef critical firing: <!here>\nand 3 more');
  assert.equal(alert.text[1], { data: '<!here>' });
  assert.equal([alert.count, alert.severity, alert.why], [4, 'critical', '3 firing, 1 resolved']);
});

test.run();
