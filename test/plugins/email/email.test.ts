import * as assert from 'uvu/assert';
import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { Secret } from '../../../core/contract/secret.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import email from '../../../plugins/email/email.js';
import { EmailAction, type EmailConfig } from '../../../plugins/email/email-action.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { rejection, shown } from '../../support/rejection.js';
import { bodiesOf, headerOf, SmtpSink } from '../../support/smtp-sink.js';
import { suite } from '../../support/suite.js';

const test = suite('email');

let server: SmtpSink;
let ctx: TestContext;
const { signal } = new AbortController();
const PASSWORD = ['p4ss', 'w0rd', 'x'.repeat(12)].join('-');

function create(changes: Partial<EmailConfig> = {}): EmailAction {
  return new EmailAction({ host: '127.0.0.1', port: server.port, security: 'none', from: 'Alerts <alerts@example.com>', to: ['ops@example.com', 'Ann Lee <ann@example.com>'], ...changes }, ctx);
}

test.before.each(async () => {
  server = new SmtpSink();
  await server.start();
  ctx = testContext();
});

test.after.each(() => server.stop());

test('mails the sentence as the subject, and all else as text and as HTML', async () => {
  await create().deliver([notice(LIFE.fired)], signal);
  const [mail] = server.mails;
  assert.ok(mail !== undefined);
  assert.equal([mail.from, mail.to], ['alerts@example.com', ['ops@example.com', 'ann@example.com']]);
  assert.is(headerOf(mail, 'subject'), 'Firing, warning: Failed logins of eve, 12 in 5m (limit 10).');
  assert.is(headerOf(mail, 'auto-submitted'), 'auto-generated');
  const { text, html } = bodiesOf(mail);
  for (const part of ['▲ FIRING · warning: Failed logins of eve', 'Owner: team-auth', '  {"level":"warn"', 'Acknowledge: https://hush.example.com/a/ack-token', '2 values redacted.']) assert.match(text, part);
  for (const part of ['<h2>Failed logins of eve</h2>', '<a href="https://hush.example.com/a/ack-token">Acknowledge</a>', '<pre>{&quot;level&quot;']) assert.match(html, part);
});

test('all mails of an incident stand in one thread; one that is sent again has the same id', async () => {
  const action = create();
  assert.is(action.messages, 'post');
  await action.deliver([notice(LIFE.fired, { id: 'one' }), notice(LIFE.resolved, { cause: 'resolved', id: 'two' })], signal);
  await action.deliver([notice(LIFE.fired, { id: 'one' }), summaryNotice()], signal);
  const [first, second, again, other] = server.mails.map((mail) => ({ id: headerOf(mail, 'message-id'), thread: headerOf(mail, 'references') }));
  assert.is(first?.thread, second?.thread);
  assert.is(first?.id, again?.id);
  assert.not.equal(first?.id, second?.id);
  assert.not.equal(first?.thread, other?.thread);
  assert.match(first?.id ?? '', /^<[0-9a-f]{32}@example\.com>$/);
});

test('a title with line breaks and headers in it adds none', async () => {
  const evil = 'x\r\nBcc: eve@evil.example\r\n\r\n<script>alert(1)</script>';
  await create().deliver([notice({ title: [{ data: evil }], text: [{ data: evil }], key: { user: evil } })], signal);
  const [mail] = server.mails;
  assert.ok(mail !== undefined);
  assert.equal([headerOf(mail, 'bcc'), mail.to.length], ['', 2]);
  assert.not.match(bodiesOf(mail).html, '<script');
  assert.match(headerOf(mail, 'subject'), 'Firing, warning: x');
});

test('logs in where it has a login, and is refused for good with a wrong one', async () => {
  await server.stop();
  server = new SmtpSink({ login: { user: 'alerts', pass: PASSWORD } });
  await server.start();
  await create({ username: 'alerts', password: new Secret(PASSWORD) }).deliver([notice()], signal);
  assert.is(server.mails.length, 1);
  const wrong = create({ username: 'alerts', password: new Secret('wrong') });
  assert.match((await rejection(wrong.deliver([notice()], signal), PermanentError)).hint, 'username and password');
  assert.is((await wrong.health()).status, 'failed');
  assert.not.match([shown(wrong), ctx.said()].join('\n'), PASSWORD);
});

test('mails nothing in the clear where it is to encrypt', async () => {
  assert.match((await rejection(create({ security: 'starttls' }).deliver([notice()], signal), PermanentError)).hint, 'no encryption');
  await server.stop();
  server = new SmtpSink({ starttls: true });
  await server.start();
  await rejection(create({ security: 'starttls' }).deliver([notice()], signal), RetryableError);
  assert.is(server.attempts(), 0);
});

test('4yz is tried again by core, 5yz never', async () => {
  server.answer({ kind: 'busy', as: '451' });
  assert.match((await rejection(create().deliver([notice()], signal), RetryableError)).message, '451');
  server.answer({ kind: 'refuse', as: '550' });
  assert.match((await rejection(create().deliver([notice()], signal), PermanentError)).message, '550');
});

test('render shows the mail field for field, in each state', async () => {
  const action = create({ title: 'Ours: ${title}' });
  for (const delivery of [...ALERT_CAUSES.map((cause) => notice(LIFE[cause], { cause, id: cause })), summaryNotice()]) {
    await action.deliver([delivery], signal);
    const mail = server.mails.at(-1);
    assert.ok(mail !== undefined);
    assert.equal({
      from: headerOf(mail, 'from'), to: headerOf(mail, 'to').split(', '), subject: headerOf(mail, 'subject'), ...bodiesOf(mail),
      messageId: headerOf(mail, 'message-id'), inReplyTo: headerOf(mail, 'in-reply-to'), references: headerOf(mail, 'references').split(' '),
      headers: { 'Auto-Submitted': headerOf(mail, 'auto-submitted'), 'X-Auto-Response-Suppress': headerOf(mail, 'x-auto-response-suppress') },
    }, action.render(delivery), delivery.cause);
  }
  assert.is(server.mails.length, ALERT_CAUSES.length + 1);
});

test('imports nodemailer with the first mail, and renders without it', async () => {
  const action = create();
  assert.match(JSON.stringify(action.render(notice())), '"subject":"Firing, warning: ');
  assert.equal(ctx.imports, []);
  await action.deliver([notice()], signal);
  assert.equal(ctx.imports, ['nodemailer']);
});

test('check names what a schema cannot', () => {
  const config = { host: 'x', port: 25, security: 'none', from: 'a@b.c', to: ['a@b.c'], title: '${nope}' } as const;
  const problems = (changes: object): readonly string[] => [...email.check?.({ ...config, ...changes }) ?? []].map(({ path }) => path);
  assert.equal(problems({}), ['title']);
  assert.equal(problems({ title: 'x', username: 'a' }), ['password']);
  assert.equal(problems({ title: 'x', password: new Secret('a') }), ['username', 'security']);
});

test.run();
