import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../core/contract/json.js';
import { agents, writeConfig, type Agent } from '../support/agent.js';
import { FakeDiscord } from '../support/fake-discord.js';
import { FakeSlackApi } from '../support/fake-slack-api.js';
import { LEDGER, readLedger, type Entry } from '../support/ledger.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('an incident and the process that knows it');
const folder = tempFolder(test);
const start = agents(test);
const limit = 60_000;

const slack = new FakeSlackApi();
const discord = new FakeDiscord();
test.before.each(() => Promise.all([slack.start(), discord.start()]).then(() => {}));
test.after.each(() => Promise.all([slack.stop(), discord.stop()]).then(() => {}));

const said = (): readonly Entry[] => readLedger(folder.in('chat.jsonl'));
const words = (): readonly string[] => said().map(({ form, cause }) => `${form} ${cause}`);

function configure(to: readonly string[] = ['chat'], within = '4s'): string {
  writeFileSync(folder.in('ledger.mjs'), LEDGER);
  writeFileSync(folder.in('app.log'), '');
  return writeConfig(folder.in('hushpipe.json'), {
    plugins: ['./ledger.mjs'],
    sources: { app: { type: 'file', paths: ['app.log'], parse: 'json' } },
    sinks: { out: { type: 'file', path: 'out.jsonl' } },
    actions: {
      chat: { type: 'ledger', file: 'chat.jsonl' },
      slack: { type: 'slack', token: FakeSlackApi.token, channel: '#ops', api_url: slack.apiUrl, allow_private: true },
      discord: { type: 'discord', webhook_url: discord.webhookUrl, api_url: discord.apiUrl, allow_private: true },
    },
    triggers: [{
      name: 'errors', when: { level: 'error' }, count: { gte: 1, within }, throttle: { every: '10ms' }, severity: 'critical',
      escalate: [{ after: '3s', to, mention: '@oncall' }], alert: { to, mention: '@first' },
    }],
  });
}

const fail = (): void => appendFileSync(folder.in('app.log'), `${JSON.stringify({ time: new Date().toISOString(), level: 'error', message: 'it is broken' })}\n`);
const told = (cause: string, form: string): Promise<unknown> => until(() => `${form} ${cause}; said: ${words().join(', ')}`, () => words().includes(`${form} ${cause}`), 20_000);

/** Kills it as it is, and starts another one with the same data. */
async function killed(agent: Agent, file: string): Promise<Agent> {
  agent.kill('SIGKILL');
  await agent.ended;
  const next = start(file);
  await next.running();
  return next;
}

async function onlyAlert(agent: Agent): Promise<JsonObject> {
  const list = await agent.ask('alerts', { do: 'list', all: true }) as readonly JsonObject[];
  assert.is(list.length, 1);
  return list[0] as JsonObject;
}

/** What was said is written down right after: until then nobody could know. */
async function known(agent: Agent): Promise<void> {
  const { id } = await onlyAlert(agent);
  await until('the receipt is kept', async () => Object.values(((await agent.ask('alerts', { do: 'show', id: id ?? null }) as JsonObject)['messages'] as JsonObject)).every((each) => each === 'told'));
}

/** What was said again, with the same id; what the next process has to say again because nobody could know of it is left out. */
function saidTwice(entries: readonly Entry[]): readonly string[] {
  return entries.flatMap(({ id, pid }, index) => {
    const first = entries.findIndex((entry) => entry.id === id);
    const wasUnderWay = first === index - 1 && entries[first]?.pid !== pid;
    return first === index || wasUnderWay ? [] : [id];
  });
}

test('lives through a kill -9 at each point of its way: one message, the escalation in time, no end lost', async () => {
  const file = configure(['chat', 'slack', 'discord'], '1h');
  let agent = start(file);
  await agent.running();
  const began = Date.now();
  fail();
  await told('fired', 'post');
  await known(agent);
  agent = await killed(agent, file);
  for (let more = 0; more < 3; more++) fail();
  await told('digest', 'edit');
  await known(agent);
  agent = await killed(agent, file);
  await told('escalated', 'broadcast');
  const escalated = said().find(({ cause, form }) => cause === 'escalated' && form === 'broadcast');
  assert.is(escalated?.mention, '@oncall');
  assert.ok((escalated?.at ?? 0) - began >= 2_900, 'not before its time');

  await known(agent);
  agent = await killed(agent, file);
  const id = (await onlyAlert(agent))['short_id'] as string;
  await agent.ask('alerts', { do: 'ack', id, by: 'ann' });
  await told('acknowledged', 'reply');
  await known(agent);
  agent = await killed(agent, file);
  assert.equal([(await onlyAlert(agent))['state'], said().at(-1)?.by], ['acknowledged', 'ann']);

  await agent.ask('silence', { do: 'add', alert: id, reason: 'we know', by: 'ann', for: '1h' });
  await told('silenced', 'reply');
  await known(agent);
  agent = await killed(agent, file);
  assert.is((await onlyAlert(agent))['state'], 'silenced');

  await agent.ask('alerts', { do: 'resolve', id, by: 'bob' }).catch(() => {});
  await told('resolved', 'edit');
  await known(agent);
  agent = await killed(agent, file);
  assert.is((await onlyAlert(agent))['state'], 'resolved');
  const [silence] = await agent.ask('silence', { do: 'list' }) as readonly JsonObject[];
  await agent.ask('silence', { do: 'expire', id: silence?.['id'] ?? null, by: 'ann' });
  fail();
  await told('reopened', 'broadcast');
  await known(agent);
  agent = await killed(agent, file);
  assert.ok(['reopened', 'escalated'].includes((await onlyAlert(agent))['state'] as string), 'and after three seconds the next level is called');

  assert.equal(words().filter((each) => each.startsWith('post')), ['post fired'], 'one message in the channel');
  assert.equal(saidTwice(said()), [], 'nothing was said twice but what was under way at a kill');
  const receipts = new Set(said().slice(1).map(({ receipt }) => receipt?.message));
  assert.is(receipts.size, 1, 'always the same message');
  // Edits that meet in the pace become one, so how many there are is up to the machine. Slack: one message and its thread; the channel shows the call and that it came again. Discord: one message, edited, and a post for each of these.
  const [message, ...more] = slack.channelMessages;
  assert.equal([message?.thread, (message?.edits ?? 0) >= 3, more.every(({ thread }) => thread === message?.ts)], [undefined, true, true]);
  assert.ok(slack.threadOf(message?.ts ?? '').length >= 5, 'the thread is its log');
  const [first, ...others] = discord.standing;
  assert.ok((first?.edits ?? 0) >= 3);
  // Three seconds after it came again, the next call may be on its way to one and not yet to the other.
  for (const loud of [more, others]) assert.ok([2, 3].includes(loud.length), 'called, came again, and called again');
  const acts = (await agent.ask('alerts', { do: 'show', id }) as JsonObject)['acts'] as readonly JsonObject[];
  assert.equal(acts.map(({ act, by, via }) => ({ act, by, via })), [['acknowledge', 'ann'], ['silence', 'ann'], ['resolve', 'bob']].map(([act, by]) => ({ act, by, via: 'command line' })));
}, { limit });

test('says the end of an incident also where it was killed in between, and its input goes on', async () => {
  const file = configure();
  let agent = start(file);
  await agent.running();
  fail();
  await told('fired', 'post');
  // Right away: whether the message was taken is known to nobody, so it may come twice, but with the same id.
  agent = await killed(agent, file);
  await told('resolved', 'edit');
  assert.is(new Set(said().filter(({ form }) => form === 'post').map(({ id }) => id)).size, 1);
  await agent.stop();
}, { limit });

test('a drill goes end to end, and is marked; render says what would be sent', async () => {
  const agent = start(configure());
  await agent.running();
  const alert = await agent.ask('drill', { trigger: 'errors', by: 'ann' }) as JsonObject;
  await told('fired', 'post');
  assert.equal(said().map(({ drill, mention }) => [drill, mention]), [[true, '@first']]);
  assert.equal(await agent.ask('render', { target: 'chat', alert: alert['short_id'] ?? null, state: 'escalated' }), { cause: 'escalated', form: 'broadcast' });
  assert.match(JSON.stringify(await agent.ask('render', { target: 'text', alert: alert['short_id'] ?? null })), '[CRITICAL] errors');
}, { limit });

test('starts with a damaged journal, and says so', async () => {
  const file = configure();
  let agent = start(file);
  await agent.running();
  fail();
  await told('fired', 'post');
  agent.kill('SIGKILL');
  await agent.ended;
  appendFileSync(join(folder.path, 'data', 'alerts.journal'), 'deadbeef [["i/x",{}]]\nnot even a line');
  agent = start(file);
  await agent.running();
  assert.match(agent.stderr, 'a part of the journal of alerts was set aside');
  assert.is((await onlyAlert(agent))['trigger'], 'errors');
}, { limit });

test.run();
