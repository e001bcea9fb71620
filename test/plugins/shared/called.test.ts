import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { calledBy } from '../../../plugins/shared/called.js';
import { notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('calledBy');

test('is whom the action is configured with, when somebody is to come', () => {
  assert.equal(ALERT_CAUSES.filter((cause) => calledBy(notice({}, { cause }), '@here') !== undefined), ['fired', 'escalated', 'reopened']);
  assert.is(calledBy(summaryNotice(), '@here'), '@here');
  assert.is(calledBy(notice(), undefined), undefined);
});

test('is whom the alert names, before that', () => {
  assert.is(calledBy(notice({ mention: '<@U1>' }, { cause: 'digest' }), '@here'), '<@U1>');
  assert.is(calledBy(summaryNotice({ mention: '<@U2>' }), '@here'), '<@U2>');
});

test('is nobody in an edit or a reply', () => {
  for (const form of ['edit', 'reply'] as const) assert.is(calledBy(notice({ mention: '<@U1>' }, { form }), '@here'), undefined);
  assert.is(calledBy(notice({ mention: '<@U1>' }, { form: 'broadcast', cause: 'escalated' }), '@here'), '<@U1>');
});

test.run();
