import * as assert from 'uvu/assert';
import { guardedDelivery } from '../../../core/alert/guarded-delivery.js';
import { plainText, type Alert, type AlertSummary, type Message } from '../../../core/contract/alert.js';
import { createEgressGuard } from '../../../core/redact/egress.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import { compileRedaction } from '../../../core/redact/rules.js';
import { makeAlertDelivery } from '../../../core/testing/make-alert.js';
import { suite } from '../../support/suite.js';

const test = suite('guardedDelivery');
const SECRET = 'the-secret-of-the-test';
const guard = createEgressGuard(compileRedaction({}).redactor as Redactor, [SECRET]);

function guarded(alert: Partial<Alert>): Alert {
  const made = makeAlertDelivery();
  if (!('alert' in made.content)) throw new TypeError('no alert');
  const { content } = guardedDelivery({ ...made, content: { alert: { ...made.content.alert, ...alert } } }, guard);
  return (content as { alert: Alert }).alert;
}

test('what parts of a message show only side by side does not get out', () => {
  const title: Message = [{ text: 'login with password=' }, { data: 'hunter2' }];
  const text: Message = [{ data: 'ada' }, { text: '@' }, { data: 'example.com' }, { text: ' again' }];
  const alert = guarded({ title, text });
  assert.equal([alert.title, alert.text], [[{ data: 'login with password=[REDACTED:password]' }], [{ data: '[REDACTED:email] again' }]]);
});

test('what the config says stays, but for its secrets; what events say does not', () => {
  const title: Message = [{ text: `ask payments@example.com, not ${SECRET}, about ` }, { data: 'eve@example.com' }];
  assert.equal(guarded({ title }).title, [{ text: 'ask payments@example.com, not [REDACTED:config_secret], about ' }, { data: '[REDACTED:email]' }]);
  const plain: Message = [{ text: 'Payment errors of ' }, { data: 'checkout' }];
  assert.is(guarded({ title: plain }).title, plain, 'nothing is made anew where nothing is found');
});

test('nor does it in any other text of an alert', () => {
  const alert = guarded({
    why: 'seen with eve@example.com', key: { user: 'eve@example.com', n: 4 }, topGroups: [{ name: 'eve@example.com', count: 2 }],
    silenced: { by: 'ann@example.com', until: 1, reason: `${SECRET} leaked` }, acknowledged: { by: `x ${SECRET}`, at: 1 }, resolved: { at: 1, reason: 'by_hand', by: SECRET },
  });
  assert.equal([alert.why, alert.key, alert.topGroups], ['seen with [REDACTED:email]', { user: '[REDACTED:email]', n: 4 }, [{ name: '[REDACTED:email]', count: 2 }]]);
  assert.equal([alert.silenced?.by, alert.silenced?.reason, alert.acknowledged?.by, alert.resolved?.by], ['ann@example.com', '[REDACTED:config_secret] leaked', 'x [REDACTED:config_secret]', '[REDACTED:config_secret]']);
});

test('links and ids are ours, and stay as they are', () => {
  const links = { acknowledge: ['https://alerts.example.com/a/eyJ', 'hbGciOiJIUzI1NiJ9.x.y'].join('') };
  const made = makeAlertDelivery();
  const after = guarded({ links, runbook: 'https://wiki.example.com/?token=abcdefgh12345678' });
  assert.equal([after.links, after.runbook, after.id], [links, 'https://wiki.example.com/?token=abcdefgh12345678', (made.content as { alert: Alert }).alert.id]);
});

test('the lines of a summary are looked at too', () => {
  const made = makeAlertDelivery();
  const line = { shortId: 'abc', severity: 'info' as const, state: 'firing' as const, title: [{ text: 'token: ' }, { data: `ghp_${'a1B2'.repeat(9)}` }], at: 1, count: 1 };
  const summary: AlertSummary = { id: 's', kind: 'storm', severity: 'info', title: [{ data: 'eve@example.com' }], since: 1, at: 1, counts: { firing: 1, resolved: 0, critical: 0, warning: 0, info: 1 }, lines: [line], hidden: 0, mention: undefined, drill: false };
  const after = guardedDelivery({ ...made, content: { summary } }, guard).content as { summary: AlertSummary };
  assert.equal([plainText(after.summary.title), ...after.summary.lines.map(({ title }) => plainText(title))], ['[REDACTED:email]', 'token: [REDACTED:github_token]']);
});

test.run();
