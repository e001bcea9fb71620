import * as assert from 'uvu/assert';
import { AlertLinks } from '../../core/server/alert-links.js';
import { FakeSlackApi } from '../support/fake-slack-api.js';
import { pacedPipelines, type PacedPipeline } from '../support/paced-pipeline.js';
import { suite } from '../support/suite.js';

const test = suite('the links in messages, and where they lead');
const start = pacedPipelines(test);

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SIGNING = 's'.repeat(32);
const LINKS = { listen: '127.0.0.1:0', url: 'https://alerts.example.com/hush', secret: 'k'.repeat(40), expires: '2h' };

let slack: FakeSlackApi;
let server: AlertLinks | undefined;
test.before.each(() => {
  slack = new FakeSlackApi();
  return slack.start();
});
test.after.each(async () => {
  await server?.close();
  server = undefined;
  await slack.stop();
});

interface Linked extends PacedPipeline {
  call(link: string, init?: RequestInit): Promise<{ readonly status: number; readonly text: string }>;
}

async function open(rest: object = { alerts: { links: LINKS } }, within = '1m'): Promise<Linked> {
  const running = await start({
    sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } },
    actions: { slack: { type: 'slack', token: FakeSlackApi.token, channel: '#ops', api_url: slack.apiUrl, allow_private: true } },
    triggers: [{ name: 'down', when: { message: 'down' }, count: { gte: 1, within, by: 'job' }, tags: ['jobs'], alert: 'slack' }],
    ...rest,
  });
  const { alerts } = running.pipeline;
  const { port } = (server = await AlertLinks.open('127.0.0.1:0', { desk: () => alerts.links, settings: () => alerts.linkSettings, flushed: () => alerts.flushed(), clock: running.clock }));
  return {
    ...running,
    async call(link, init) {
      // The proxy at the address that readers see takes its path off.
      const answer = await fetch(link.replace(/^.*(?=\/(?:a|slack)\/)/, `http://127.0.0.1:${port}`), init);
      return { status: answer.status, text: await answer.text() };
    },
  };
}

const jobs = (count: number): readonly object[] => Array.from({ length: count }, (_, index) => ({ level: 'error', message: 'down', job: `<job ${index}>` }));

/** The address of the button with this label in a message, as it is now; without one, in the message that stands for many. */
function buttonOf(label: string, message = slack.channelMessages.find(({ text }) => /^(Storm|Group)/.test(text))): string {
  return new RegExp(`"text":"${label}"},"url":"([^"]+)"`).exec(JSON.stringify(message?.blocks))?.[1] ?? '';
}

const rows = (page: string): readonly string[] => page.match(/<tr><td>.*?<\/tr>/g) ?? [];

test('a storm leads to the list of its alerts, which changes nothing and shows how they are now, also once it is over', async () => {
  const running = await open();
  await running.emit(jobs(60));
  await running.pass(2 * SECOND);
  const link = buttonOf('View all');
  assert.match(link, /^https:\/\/alerts\.example\.com\/hush\/a\/[\w-]+\.[\w-]+$/);
  const { status, text } = await running.call(link);
  assert.is(status, 200);
  assert.match(text, '<h1>Alert storm</h1>');
  assert.match(text, '60 firing, 0 resolved');
  assert.is(rows(text).length, 60);
  assert.match(text, 'job=&#60;job 59&#62;');
  assert.not.match(text, '<job');

  const one = /<a href="(\/a\/[^"]+)">/.exec(rows(text)[0] ?? '')?.[1] ?? '';
  const page = await running.call(one);
  assert.is(page.status, 200);
  assert.match(page.text, '&#34;message&#34;:&#34;down&#34;');
  assert.not.match(page.text, '<form');

  assert.is((await running.call(link, { method: 'POST' })).status, 403);
  assert.equal(running.pipeline.alerts.desk.acts(), []);
  await running.pass(10 * MINUTE);
  assert.match((await running.call(link)).text, '0 firing, 60 resolved');
});

test('the list of a group that goes on for long never runs out; one of before does', async () => {
  const running = await open({ alerts: { links: LINKS }, group: [{ match: { tag: 'jobs' }, by: ['trigger'], wait: '0s', interval: '10m' }] }, '1d');
  let failing = 2;
  const hour = async (): Promise<string> => {
    await running.emit(jobs(failing++));
    await running.pass(60 * MINUTE);
    return buttonOf('View all');
  };
  const first = await hour();
  await hour();
  await hour();
  const last = await hour();
  assert.is((await running.call(first)).status, 403);
  assert.match((await running.call(first)).text, 'expired');
  assert.is((await running.call(last)).status, 200);
  assert.match((await running.call(last)).text, '<h1>Alerts of ');
});

test('what is over asks whether it was worth it: once by a link, and each of a chat by its button; the report tells', async () => {
  const running = await open({ alerts: { links: { ...LINKS, slack_signing_secret: SIGNING } } });
  const { desk } = running.pipeline.alerts;
  const votes = (): unknown => desk.report().map(({ trigger, useful, noise }) => [trigger, useful, noise]);
  const press = async (name: string, value: string, username: string): Promise<number> => {
    const { body, headers } = FakeSlackApi.interaction(SIGNING, { user: { id: 'U1', username }, actions: [{ action_id: name, value }] }, running.clock.now());
    return (await running.call('/slack/actions', { method: 'POST', body, headers })).status;
  };
  const button = (label: string): string => buttonOf(label, slack.channelMessages[0]);
  await running.emit(jobs(1));
  assert.equal([button('Useful'), button('Noise')], ['', ''], 'nobody knows yet');
  await running.pass(2 * MINUTE);
  const [useful, noise] = [button('Useful'), button('Noise')];
  const { text } = await running.call(noise);
  assert.match(text, '<button>It was noise</button>');
  assert.equal(votes(), [['down', 0, 0]]);

  const form = { method: 'POST', body: new URLSearchParams({ key: /name="key" value="([^"]+)"/.exec(text)?.[1] ?? '', by: 'bob' }) };
  assert.match((await running.call(noise, form)).text, 'Noted as noise');
  assert.is((await running.call(noise, form)).status, 403);
  assert.not.match((await running.call(noise)).text, '<form');
  assert.equal([await press('useful', useful, 'ann'), await press('useful', useful, 'kim'), await press('useful', useful, 'ann')], [200, 200, 403]);
  assert.equal(votes(), [['down', 2, 1]]);
  await running.pass(5 * SECOND);
  assert.match(JSON.stringify(slack.channelMessages[0]?.blocks), '2 useful, 1 noise');
  assert.is(slack.channelMessages.length, 1);
  assert.equal([button('Useful'), button('Noise')], [useful, noise], 'the same links, so each is of use once');
  assert.equal(desk.acts().map(({ act, by, via }) => `${act} ${by} ${via.split(' ')[0]}`), ['noise bob link', 'useful ann slack', 'useful kim slack']);

  await running.emit(jobs(1));
  await running.pass(SECOND);
  assert.is(await press('useful', useful, 'joe'), 403, 'it came again since');
});

test('a drill is not voted on', async () => {
  const running = await open();
  const { id } = running.pipeline.alerts.desk.drill('down', undefined, { by: 'ann', via: 'a test' }) as { readonly id: string };
  running.pipeline.alerts.desk.resolve(id, { by: 'ann', via: 'a test' });
  await running.pass(5 * SECOND);
  const blocks = JSON.stringify(slack.channelMessages[0]?.blocks);
  assert.match(blocks, 'DRILL] ✓ RESOLVED');
  assert.match(blocks, '"View logs"');
  assert.not.match(blocks, '"Useful"');
});

test('without links in the config there are none', async () => {
  const running = await open({});
  await running.emit(jobs(60));
  await running.pass(2 * SECOND);
  assert.is(buttonOf('View all'), '');
  assert.match(JSON.stringify(slack.channelMessages), 'Alert storm');
});

test.run();
