import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { MAIL_LIMITS, messageIds, renderMail } from '../../../plugins/email/render.js';
import { HOSTILE_RUN, hostileNotice } from '../../support/hostile-alerts.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { suite } from '../../support/suite.js';

const test = suite('renderMail');

test('says the same in text and in HTML', () => {
  const { text, html } = renderMail(notice(LIFE.resolved, { cause: 'resolved' }));
  for (const part of ['✓ RESOLVED · ▲ warning', 'Failed logins of eve', 'by ann, 2025-01-01 00:09:00 UTC', 'after 1h 12m, because it no longer happens', 'team-auth']) {
    assert.match(text, part);
    assert.match(html, part);
  }
});

test('a summary lists its incidents', () => {
  const { subject, text, html } = renderMail(summaryNotice());
  assert.is(subject, 'Storm, critical: 214 incidents within a minute, 190 firing, 24 resolved.');
  for (const body of [text, html]) assert.match(body, '■ k7q2fa firing, critical: Checkout down in eu-1, 41');
});

test(`${HOSTILE_RUN.numRuns} hostile notices: one line of subject, bounded bodies, and no markup or link from data`, () => {
  let looked = 0;
  fc.assert(fc.property(hostileNotice, (said) => {
    looked += 1;
    const { subject, text, html } = renderMail(said);
    assert.ok(subject.length <= MAIL_LIMITS.subject && !/[\r\n\p{Surrogate}]/u.test(subject), 'the subject is one short line');
    assert.ok(text.length <= MAIL_LIMITS.body && html.length <= MAIL_LIMITS.body, 'the bodies are bounded');
    const ours = /<\/?(?:!doctype html|html|body|p|b|h2|br|table|tr|th|td|code|pre|small|a)(?: (?:style|align|valign|href)="[^"<>]*")*>/g;
    assert.not.match(html.replace(ours, ''), /[<>]/, 'every tag is ours');
    assert.not.match(html.replace(ours, '').replace(/&(?:amp|lt|gt|quot|nbsp);/g, ''), /&/, 'every entity is ours');
    assert.not.match(html.replace(/<pre>[^]*?<\/pre>|<code>[^]*?<\/code>|href="[^"]*"/g, ''), '://', 'no address outside code and buttons');
    assert.not.match(text + html, /<[!@#](?!doctype)|@everyone|@here|@channel|\p{Surrogate}/iu);
  }), HOSTILE_RUN);
  console.log(`\nlooked at ${looked} notices`);
  assert.is(looked, HOSTILE_RUN.numRuns);
});

test.run();

const ids = suite('messageIds');

ids('are plain whatever the ids of the incident and the delivery are', () => {
  const { own, thread } = messageIds(notice({ id: 'a\r\nb <x>' }), '\ud800', 'example.com');
  for (const id of [own, thread]) assert.match(id, /^<[0-9a-f]{32}@example\.com>$/);
});

ids.run();
