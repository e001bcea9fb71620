import { ALERT_CAUSES } from '../../../core/contract/alert.js';
import { readdirSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { PermanentError, RetryableError } from '../../../core/contract/errors.js';
import { Secret } from '../../../core/contract/secret.js';
import { testAction } from '../../../core/testing/action.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import alertmanager from '../../../plugins/alertmanager/alertmanager.js';
import { AlertmanagerAction, type AlertmanagerConfig } from '../../../plugins/alertmanager/alertmanager-action.js';
import { FakeAlertmanager } from '../../support/fake-alertmanager.js';
import { LIFE, notice, summaryNotice } from '../../support/notices.js';
import { rejection } from '../../support/rejection.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';
import { until } from '../../support/until.js';

const test = suite('alertmanager');
const folder = tempFolder(test);

let server: FakeAlertmanager;
let ctx: TestContext;
let action: AlertmanagerAction;
const { signal } = new AbortController();
const MINUTE = 60_000;

function create(changes: Partial<AlertmanagerConfig> = {}): AlertmanagerAction {
  return new AlertmanagerAction({ url: server.origin, resend: MINUTE, allow_private: true, ...changes }, ctx);
}

const firing = (): readonly unknown[] => server.firing(ctx.clock.now()).map(({ user }) => user);

/** Lets time pass by a minute, in which everything that fires is sent again. */
async function minute(): Promise<void> {
  const before = server.received.length;
  await ctx.clock.advance(MINUTE);
  await until('the next sending', () => server.received.length > before);
}

test.before.each(async () => {
  server = new FakeAlertmanager();
  await server.start();
  ctx = testContext({ dataDir: folder.path });
  action = create();
  await action.start();
});

test.after.each(async () => {
  await action.stop();
  await server.stop();
});

test('an incident fires, and resolves at once when it is over', async () => {
  assert.is(action.messages, 'edit');
  assert.equal(await action.deliver([notice(LIFE.fired)], signal), { failed: [], receipts: [{ index: 0, receipt: { posted: true } }] });
  assert.equal(firing(), ['eve']);
  await action.deliver([notice(LIFE.resolved, { cause: 'resolved', form: 'edit' })], signal);
  assert.equal(firing(), []);
  assert.is(server.alerts.size, 1);
});

test('is sent again while it fires, so that it does not end by itself', async () => {
  await action.deliver([notice(LIFE.fired)], signal);
  for (let minutes = 0; minutes < 6; minutes++) await minute();
  assert.equal(firing(), ['eve']);
  await action.deliver([notice(LIFE.resolved, { cause: 'resolved', form: 'edit' })], signal);
  const sent = server.received.length;
  await ctx.clock.advance(10 * MINUTE);
  assert.is(server.received.length, sent, 'what is over is not sent again');
});

test('survives a restart: what fired is sent again at once, and ends when it is over', async () => {
  await action.deliver([notice(LIFE.fired), notice({ ...LIFE.fired, id: 'other', key: { user: 'mallory' } })], signal);
  await action.stop();
  await ctx.clock.advance(10 * MINUTE);
  assert.equal(firing(), [], 'nobody told it of them');
  action = create();
  await action.start();
  await ctx.clock.advance(0);
  await until('the first sending', () => firing().length === 2);
  await action.deliver([notice(LIFE.resolved, { cause: 'resolved', form: 'edit' })], signal);
  assert.equal(firing(), ['mallory']);
});

test('a list that cannot be read is set aside and said so', async () => {
  await action.stop();
  writeFileSync(folder.in('active-alerts.json'), '{');
  action = create();
  await action.start();
  assert.match(ctx.said(), 'cannot be read');
  assert.ok(readdirSync(folder.path).includes('active-alerts.json.unreadable'));
  await action.deliver([notice(LIFE.fired)], signal);
  assert.equal(firing(), ['eve']);
});

test('an incident that grows worse is another alert to Alertmanager, and the one before ends', async () => {
  await action.deliver([notice(LIFE.fired)], signal);
  await action.deliver([notice(LIFE.escalated, { cause: 'escalated', form: 'edit' })], signal);
  assert.equal(server.firing(ctx.clock.now()).map(({ severity }) => severity), ['critical']);
  assert.is(server.alerts.size, 2);
});

test('a summary passes by itself, and ends when nothing in it fires', async () => {
  await action.deliver([summaryNotice()], signal);
  assert.is(firing().length, 1);
  await ctx.clock.advance(5 * MINUTE);
  assert.is(firing().length, 0);
  await action.deliver([summaryNotice({ counts: { firing: 0, resolved: 1, critical: 0, warning: 1, info: 0 } })], signal);
  assert.is(firing().length, 0);
});

test('while Alertmanager is away its health says so, and what fires is told when it is back', async () => {
  await action.deliver([notice(LIFE.fired)], signal);
  server.always({ status: 503 });
  await minute();
  await until('the health', async () => (await action.health()).status === 'degraded');
  assert.is(ctx.counters.get('failed_resends'), 1);
  server.always(undefined);
  await minute();
  await until('the health', async () => (await action.health()).status === 'ok');
  assert.equal(firing(), ['eve']);
});

test('503 is tried again by core, 400 never', async () => {
  server.next({ status: 503, headers: { 'retry-after': '3' } }, { status: 400 });
  assert.is((await rejection(action.deliver([notice()], signal), RetryableError)).afterMs, 3000);
  await rejection(action.deliver([notice()], signal), PermanentError);
});

test('render shows what is sent, in each state', async () => {
  for (const cause of ALERT_CAUSES) {
    const sent = server.received.length;
    const delivery = notice({ ...LIFE[cause], id: `failed-logins/${cause}` }, { cause });
    await action.deliver([delivery], signal);
    if (server.received.length > sent) assert.equal(JSON.parse(server.received.at(-1)?.text ?? ''), JSON.parse(JSON.stringify(action.render(delivery))), cause);
  }
  assert.ok(server.received.length > 1);
});

test('check names what a schema cannot', () => {
  const config = { url: 'x', resend: 1, labels: { 'a-b': 'x', alertname: 'y' }, headers: { 'a b': new Secret('x') }, allow_private: false, title: '${nope}' };
  assert.equal([...alertmanager.check?.(config) ?? []].map(({ path }) => path), ['url', 'labels.a-b', 'labels.alertname', 'resend', 'headers.a b', 'title']);
});

test.run();

const conformance = suite('alertmanager conforms');
const TOKEN = ['Bearer', 'am0k'.repeat(8)].join(' ');

/** As Alertmanager: what comes again with the same labels is the same alert. */
function peer(): HttpPeer {
  const known = new Set<string>();
  return new HttpPeer({
    items: ({ body }) => (JSON.parse(body) as readonly { readonly annotations: object }[]).map(({ annotations }) => JSON.stringify(annotations)).filter((alert) => known.size !== known.add(alert).size),
  });
}

testAction({ test: conformance, plugin: alertmanager, peer, config: ({ url }) => ({ url, resend: MINUTE, headers: { Authorization: new Secret(TOKEN) }, allow_private: true }), secret: TOKEN });

conformance.run();
