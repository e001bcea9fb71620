import * as assert from 'uvu/assert';
import { plainText } from '../../../core/contract/alert.js';
import { makeAlert, makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { alertIn } from '../../support/alert-in.js';
import { suite } from '../../support/suite.js';

const test = suite('makeAlert');

test('gives an alert with something in every field, each of which can be replaced', () => {
  const alert = makeAlert({ severity: 'critical', title: [{ text: 'Disk ' }, { data: '/dev/sda' }] });
  assert.is(alert.severity, 'critical');
  assert.is(plainText(alert.title), 'Disk /dev/sda');
  assert.is(alert.samples[0]?.get('user'), 'eve');
});

test('gives a delivery with its own id, the size of what it holds, and the same alert for the same fields', () => {
  const delivery = makeAlertDelivery({ samples: [] }, 'redelivered');
  assert.is(delivery.id, 'redelivered');
  assert.ok(delivery.byteLength > 50);
  assert.equal(alertIn(makeAlertDelivery({ samples: [] })), alertIn(delivery));
});

test.run();
