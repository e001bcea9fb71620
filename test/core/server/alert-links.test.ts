import * as assert from 'uvu/assert';
import { signLink } from '../../../core/alert/link-token.js';
import { Secret } from '../../../core/contract/secret.js';
import type { JsonValue } from '../../../core/contract/json.js';
import { AlertDesk } from '../../../core/runtime/alert-desk.js';
import { LinkDesk } from '../../../core/runtime/link-desk.js';
import { AlertLinks } from '../../../core/server/alert-links.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { AlertSim, incidentsOf } from '../../support/alert-sim.js';
import { FakeSlackApi } from '../../support/fake-slack-api.js';
import { suite } from '../../support/suite.js';
import { MINUTE, START } from '../../support/trigger-fixtures.js';

const test = suite('AlertLinks');

const SECRET = 'x'.repeat(32);
const guard = (text: string): string => text.replaceAll('hunter2', '[secret]');
const SIGNING = 'slack-secret-of-the-test';
const settings = { listen: '127.0.0.1:0', url: 'https://alerts.example.com/', secret: new Secret(SECRET), expires: 60 * MINUTE, slack_signing_secret: new Secret(SIGNING) };

interface Rig {
  readonly sim: AlertSim;
  readonly clock: VirtualClock;
  readonly desk: AlertDesk;
  readonly entries: Map<string, JsonValue>;
  readonly links: Readonly<Record<string, string | undefined>>;
  readonly state: () => string | undefined;
  call(path: string, init?: RequestInit): Promise<Answer>;
  /** Ann presses a button in Slack. */
  press(button: string, signed?: { readonly secret?: string; readonly at?: number }): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

let server: AlertLinks | undefined;
test.after.each(() => server?.close());

async function open(flushed = (): Promise<void> => Promise.resolve()): Promise<Rig> {
  const sim = new AlertSim({ triggers: [{ name: 'errors' }] });
  const id = sim.fire('errors', { title: [{ data: '<b>"bad"</b>' }] });
  const clock = new VirtualClock(START);
  const { entries, put } = sim;
  const shared = { book: sim.book, clock, entries, put };
  const desk = new AlertDesk({ ...shared, onAct: () => {}, guard, hasAction: () => true, linksOf: () => ({}) });
  const linkDesk = new LinkDesk({ ...shared, desk, guard, settings: () => settings });
  const { port } = (server = await AlertLinks.open(settings.listen, { desk: () => linkDesk, settings: () => settings, flushed, clock }));
  const [incident] = incidentsOf(sim);
  const links: Readonly<Record<string, string | undefined>> = incident === undefined ? {} : linkDesk.linksOf(incident);
  const call = async (path: string, init?: RequestInit): Promise<Answer> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, init);
    return { status: answer.status, text: await answer.text() };
  };
  return {
    sim, clock, desk, entries, links, call,
    state: () => (sim.book.get(id)?.acknowledged === undefined ? undefined : 'acknowledged'),
    press(button, { secret = SIGNING, at = clock.now() } = {}) {
      const { body, headers } = FakeSlackApi.interaction(secret, { user: { id: 'U1', username: 'ann' }, actions: [{ action_id: button, value: links[button] }] }, at);
      return call('/slack/actions', { method: 'POST', body, headers });
    },
  };
}

const pathOf = (url: string | undefined): string => new URL(url ?? '').pathname;
const keyIn = (page: string): string => /name="key" value="([^"]+)"/.exec(page)?.[1] ?? '';
const post = (form: Record<string, string>, headers: Record<string, string> = {}): RequestInit => ({ method: 'POST', body: new URLSearchParams(form), headers });

test('a GET, as link previews make it, shows a page and changes nothing; its form acts, and is kept with who and when', async () => {
  const { call, links, state, clock, desk } = await open();
  const path = pathOf(links['acknowledge']);
  for (const method of ['GET', 'HEAD', 'GET']) assert.is((await call(path, { method })).status, 200);
  assert.is(state(), undefined);
  const { text } = await call(path);
  assert.match(text, '&#60;b&#62;');
  assert.not.match(text, '<b>');
  clock.step(5 * MINUTE);
  assert.is((await call(path, post({ key: keyIn(text), by: 'ann' }))).status, 200);
  assert.is(state(), 'acknowledged');
  const [act, ...more] = desk.acts();
  assert.equal(more, []);
  assert.equal([act?.act, act?.by, act?.at], ['acknowledge', 'ann', START + 5 * MINUTE]);
  assert.match(act?.via ?? '', /^link from .*127\.0\.0\.1/);
});

test('answers when the act is on disk, not before', async () => {
  const order: string[] = [];
  const { call, links, state } = await open(async () => {
    order.push(`asked to keep: ${state() ?? 'open'}`);
    await new Promise(setImmediate);
    order.push('kept');
  });
  const path = pathOf(links['acknowledge']);
  const { text } = await call(path);
  order.push(`answered ${(await call(path, post({ key: keyIn(text) }))).status}`);
  assert.equal(order, ['asked to keep: acknowledged', 'kept', 'answered 200']);
});

test('a link works once: a replay is refused, also after a restart, since its use is in the journal', async () => {
  const { call, links, entries, desk } = await open();
  const path = pathOf(links['resolve']);
  const key = keyIn((await call(path)).text);
  assert.is((await call(path, post({ key }))).status, 200);
  assert.is((await call(path, post({ key }))).status, 403);
  assert.is(desk.acts().length, 1);
  assert.is([...entries.keys()].filter((name) => name.startsWith('l/')).length, 1);
});

test('what is forged, altered or expired is refused, and what comes from another site', async () => {
  const { call, links, clock, state, sim } = await open();
  const path = pathOf(links['acknowledge']);
  const key = keyIn((await call(path)).text);
  const [incident] = incidentsOf(sim);
  const forged = `/a/${signLink({ act: 'acknowledge', alert: incident?.id ?? '', round: 0, expires: START * 2 }, 'another secret of the test, as long')}`;
  const claim = Buffer.from(JSON.stringify(['resolve', incident?.id, 0, START * 2])).toString('base64url');
  const altered = `/a/${claim}.${path.split('.')[1] ?? ''}`;
  for (const bad of [forged, altered, `${path}x`, '/a/x']) {
    assert.is((await call(bad)).status, 403, bad);
    assert.is((await call(bad, post({ key }))).status, 403, bad);
  }
  assert.is((await call(path, post({}))).status, 403, 'a form of another page');
  assert.is((await call(path, post({ key }, { 'sec-fetch-site': 'cross-site' }))).status, 403);
  assert.is((await call(path, { method: 'DELETE' })).status, 405);
  assert.is((await call('/')).status, 404);
  clock.step(60 * MINUTE);
  assert.is((await call(path, post({ key }))).status, 403, 'expired');
  assert.is(state(), undefined);
});

test('a silence by a link has a reason, and lasts an hour', async () => {
  const { call, links, sim } = await open();
  const path = pathOf(links['silence']);
  await call(path, post({ key: keyIn((await call(path)).text), by: 'bob', reason: 'known' }));
  const [incident] = incidentsOf(sim);
  assert.equal([incident?.silenced?.by, incident?.silenced?.reason, incident?.silenced?.until], ['bob', 'known', START + 60 * MINUTE]);
});

test('a silence without a reason is refused, says so, and leaves the link as it was; a button of Slack states one by itself', async () => {
  const { call, links, sim, desk, press } = await open();
  const path = pathOf(links['silence']);
  const key = keyIn((await call(path)).text);
  for (const form of [{ key, by: 'bob' }, { key, by: 'bob', reason: ' \t' }]) {
    const { status, text } = await call(path, post(form));
    assert.is(status, 400);
    assert.match(text, '<h1>Refused: a silence needs a reason.</h1>');
  }
  assert.equal([incidentsOf(sim)[0]?.silenced, desk.acts()], [undefined, []]);
  assert.match((await call(path)).text, 'name="reason" required');
  assert.is((await press('silence')).status, 200);
  assert.equal([incidentsOf(sim)[0]?.silenced?.by, incidentsOf(sim)[0]?.silenced?.reason], ['ann', 'by a button in Slack']);
});

test('takes a button of Slack where the app signed it, and nothing else', async () => {
  const { clock, state, desk, press } = await open();
  assert.is((await press('acknowledge', { secret: 'another' })).status, 403);
  assert.is((await press('acknowledge', { at: clock.now() - 10 * MINUTE })).status, 403, 'a recording');
  assert.is(state(), undefined);
  assert.is((await press('acknowledge')).status, 200);
  assert.is(state(), 'acknowledged');
  assert.equal(desk.acts().map(({ by, via }) => `${by} ${via}`), ['ann slack']);
  assert.is((await press('acknowledge')).status, 403, 'a replay');
});

test.run();
