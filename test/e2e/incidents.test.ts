import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { JsonObject } from '../../core/contract/json.js';
import { agents, writeConfig, type Agent } from '../support/agent.js';
import { LEDGER, readLedger, type Entry } from '../support/ledger.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('an incident and the process that knows it');
const folder = tempFolder(test);
const start = agents(test);
const limit = 60_000;

const said = (): readonly Entry[] => readLedger(folder.in('chat.jsonl'));
const words = (): readonly string[] => said().map(({ form, cause }) => `${form} ${cause}`);

function configure(rest: object = {}): string {
  writeFileSync(folder.in('ledger.mjs'), LEDGER);
  writeFileSync(folder.in('app.log'), '');
  return writeConfig(folder.in('hushpipe.json'), {
    plugins: ['./ledger.mjs'],
    sources: { app: { type: 'file', paths: ['app.log'], parse: 'json' } },
    sinks: { out: { type: 'file', path: 'out.jsonl' } },
    actions: { chat: { type: 'ledger', file: 'chat.jsonl' } },
    triggers: [{ name: 'errors', when: { level: 'error' }, count: { gte: 1, within: '4s' }, severity: 'critical', escalate: [{ after: '3s', to: 'chat', mention: '@oncall' }], alert: { to: 'chat', mention: '@first' } }],
    ...rest,
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
  await until('the receipt is kept', async () => ((await agent.ask('alerts', { do: 'show', id: id ?? null }) as JsonObject)['messages'] as JsonObject)['chat'] === 'told');
}

test('lives through a kill -9 at each point of its way: one message, the escalation in time, no end lost', async () => {
  const file = configure();
  let agent = start(file);
  await agent.running();
  const began = Date.now();
  fail();
  await told('fired', 'post');
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
  await until('its window is over', () => Date.now() - began > 6_000);
  fail();
  await told('reopened', 'broadcast');
  await known(agent);
  agent = await killed(agent, file);
  assert.ok(['reopened', 'escalated'].includes((await onlyAlert(agent))['state'] as string), 'and after three seconds the next level is called');

  assert.equal(words().filter((each) => each.startsWith('post')), ['post fired'], 'one message in the channel');
  const ids = said().map((entry) => entry.id);
  assert.equal(ids.filter((each, index) => ids.indexOf(each) !== index), [], 'nothing was said twice');
  const receipts = new Set(said().slice(1).map(({ receipt }) => receipt?.message));
  assert.is(receipts.size, 1, 'always the same message');
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
