import { appendFileSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { InstanceStatus } from '../../core/cli/status.js';
import { seededRandom } from '../../core/cli/demo/seeded-random.js';
import { agents, writeConfig, type Agent } from '../support/agent.js';
import { createCanaries, SHORT_LINE, type Canary } from '../support/canaries.js';
import { FakeDiscord } from '../support/fake-discord.js';
import { FakeHttp } from '../support/fake-http.js';
import { FakeSlack } from '../support/fake-slack.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const test = suite('no secret gets out');
const folder = tempFolder(test);
const start = agents(test);

const [slack, discord, taking, refusing, stalled] = [new FakeSlack(), new FakeDiscord(), new FakeHttp(), new FakeHttp(), new FakeHttp()];
const servers = [slack, discord, taking, refusing, stalled];
test.before(async () => {
  await Promise.all(servers.map((server) => server.start()));
  refusing.always({ status: 400, body: 'no' });
  stalled.always('hang');
});
test.after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
});

const random = seededRandom(20260101);
const secret = (name: string): string => `${name}-${Math.floor(random() * 1e15).toString(36)}-secret`;
/** What only the environment knows, and the config names. */
const environment = (): Readonly<Record<string, string>> => ({ HOOK_TOKEN: hookToken, SINK_TOKEN: sinkToken, SLACK_URL: slack.webhookUrl, DISCORD_URL: discord.webhookUrl });
const [hookToken, sinkToken, typed] = [secret('hook'), secret('sink'), secret('typed')];

/** A sink that fails and says all that it knows. */
const TALKATIVE = `
export default {
  apiVersion: 1, kind: 'sink', name: 'talkative', summary: 'Fails, and tells everything.', examples: [],
  schema: { type: 'object', additionalProperties: false, required: ['token', 'permanent'], properties: { token: { type: 'string', format: 'secret' }, permanent: { type: 'boolean' } } },
  create: ({ token, permanent }, ctx) => ({
    async start() {
      ctx.log.warn('by its name', { [token.reveal()]: 1 });
      ctx.metrics.count('with_' + token.reveal());
      ctx.metrics.gauge('of_' + token.reveal(), 1); ctx.log.warn('connecting with ' + token.reveal(), { token: token.reveal(), nested: { url: 'https://x:' + token.reveal() + '@host/' } }); },
    async deliver(batch) {
      const text = 'refused with ' + token.reveal() + ': ' + batch.map((event) => event.line() + JSON.stringify(event) + event.message + event.logger + JSON.stringify(event.attributes)).join(' ');
      ctx.log.error(text, { error: new Error(text, { cause: new Error(text) }), batch });
      ctx.report({ status: 'failed', detail: text });
      throw Object.assign(new Error(text), { code: permanent ? 'DELIVERY_REFUSED' : text, request: text });
    },
  }),
};
`;

const PARSERS: Readonly<Record<Canary['log'], object>> = {
  json: { parse: 'json' },
  text: { parse: 'text' },
  trace: { parse: 'text', multiline: 'stack_trace' },
  logfmt: { parse: 'logfmt' },
  access: { parse: 'combined' },
  syslog: { parse: 'syslog' },
  cri: { parse: { type: 'cri', then: 'json' } },
  short: { parse: 'text', max_line: `${SHORT_LINE}B` },
};

function config(transforms: readonly object[]): object {
  const often = { retry: { initial: '20ms', max: '50ms' }, breaker: { failures: 1000 }, batch: { max_wait: '0ms' } };
  const webhook = (server: FakeHttp, rest: object = {}): object => ({ type: 'webhook', url: `${server.origin}/\${HOOK_TOKEN}`, headers: { Authorization: 'Bearer ${SINK_TOKEN}' }, allow_private: true, ...often, ...rest });
  return {
    log: { level: 'debug' },
    redact: { keys: { whisper: 'encrypt' } },
    audit: { origin: 'example.com/canary', subject: { id: 'user', fields: ['user'] } },
    plugins: ['./talkative.mjs'],
    sources: Object.fromEntries(Object.entries(PARSERS).map(([name, rest]) => [name, { type: 'file', paths: [`${name}.log`], ...rest }])),
    transforms: [{ type: 'set', fields: { copy: '${message} ${user} ${password}' } }, ...transforms],
    sinks: {
      json: { type: 'file', path: 'out/json.jsonl' },
      lines: { type: 'file', path: 'out/lines.log', encoding: 'line' },
      screen: { type: 'console', format: 'pretty' },
      screen_json: { type: 'console', format: 'json', stream: 'stderr' },
      taking: webhook(taking),
      refusing: webhook(refusing),
      stalled: webhook(stalled, { queue: { when_full: 'spool', max_events: 5 } }),
      talkative: { type: 'talkative', token: '${SINK_TOKEN}', permanent: false, ...often, queue: { when_full: 'drop_newest' } },
    },
    actions: {
      slack: { type: 'slack', webhook_url: '${SLACK_URL}', allow_private: true, ...often },
      discord: { type: 'discord', webhook_url: '${DISCORD_URL}', allow_private: true, ...often },
      hook: webhook(taking),
      refused: webhook(refusing),
    },
    triggers: [
      { name: 'each', when: { 'message|exists': true }, alert: { to: ['hook', 'refused'], title: '${message} of ${user} at ${logger}', text: '${password} ${note} ${copy}' } },
      { name: 'many', when: { 'message|exists': true }, count: { gte: 3, within: '1h' }, alert: { to: ['slack', 'discord', 'hook'], title: '${message}', text: '${note} ${copy}' } },
      { name: 'halves', when: { 'half_a|exists': true }, alert: { to: ['slack', 'discord', 'hook', 'refused'], title: '${half_a}${half_b}', text: 'as ${half_a}${half_b}' } },
      { name: 'users', when: { 'user|exists': true }, count: { gte: 1, within: '1h', by: ['user', 'logger'] }, alert: { to: ['slack', 'discord', 'hook', 'refused'] } },
    ],
  };
}

/** Everything that left the processes, by where it was found. */
function exits(ran: readonly Agent[], said: string): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>([['the control socket', Buffer.from(said)]]);
  found.set('standard output', Buffer.from(ran.map(({ stdout }) => stdout).join('')));
  found.set('standard error', Buffer.from(ran.map(({ stderr }) => stderr).join('')));
  for (const [at, server] of servers.entries()) found.set(`server ${at}`, Buffer.concat(server.received.map(({ body }) => body)));
  for (const name of readdirSync(folder.path, { recursive: true }) as string[]) {
    const isInput = /^[a-z]+\.log$/.test(name) || name.endsWith('.mjs');
    if (!isInput && statSync(join(folder.path, name)).isFile()) found.set(name, readFileSync(join(folder.path, name)));
  }
  return found;
}

/** A secret as it may be written: as it is, and in base64, whose first and last characters depend on what stands around it. */
function formsOf(secret: string): readonly string[] {
  return [secret, Buffer.from(secret).toString('base64').replace(/..=*$/, ''), Buffer.from(secret).toString('hex')];
}

/** Logs the secrets of one set, each in its place. */
function log(canaries: readonly Canary[]): void {
  for (const name of Object.keys(PARSERS)) appendFileSync(folder.in(`${name}.log`), canaries.filter((canary) => canary.log === name).map(({ text }) => `${text}\n`).join(''));
}

async function instances(agent: Agent, ...ids: readonly string[]): Promise<readonly InstanceStatus[]> {
  const { instances } = await agent.status();
  return ids.map((id) => instances.find((instance) => instance.id === id) as InstanceStatus);
}

test('not from any place in a log, nor from the config, through any exit, also where it is killed and reloads', async () => {
  const [first, second] = [createCanaries(random), createCanaries(random)] as const;
  log(first);
  writeFileSync(folder.in('talkative.mjs'), TALKATIVE);
  const file = writeConfig(folder.in('hushpipe.json'), config([]));
  const killed = start(file, { env: environment() });
  await until('the first events are delivered', () => existsSync(folder.in('out/json.jsonl')) && statSync(folder.in('out/json.jsonl')).size > 1000);
  killed.kill('SIGKILL');
  await killed.ended;

  const agent = start(file, { env: environment() });
  await agent.running();
  writeConfig(file, config([{ type: 'set', fields: { again: '${copy} ${note}' } }]));
  await until('it has reloaded', async () => (await agent.status()).generation === 2);
  log(second);
  await until('all is delivered, spooled and refused', async () => {
    const [json, refused, spool, talkative, hook] = await instances(agent, 'sinks.json', 'sinks.refusing', 'sinks.stalled', 'sinks.talkative', 'actions.hook');
    const count = second.length;
    return json !== undefined && json.out >= count && refused?.dropped['refused'] === json.out && (spool?.counters['spooled'] ?? 0) >= count && (talkative?.retries ?? 0) > 0 && (hook?.out ?? 0) >= 3;
    // Messages keep a pace, of seconds to a post.
  }, 60_000);
  await agent.ask('silence', { do: 'add', match: { trigger: 'nothing' }, reason: `as password=${typed}`, by: 'ann' });
  const said = JSON.stringify([await agent.status(), await agent.ask('silence', { do: 'list' }), await agent.ask('alerts', { do: 'list', all: true })]);
  assert.match(said, '"with_');
  await agent.stop();

  const found = exits([killed, agent], said);
  for (const name of ['standard output', 'data/dead-letters/sinks.refusing.jsonl', 'data/dead-letters/actions.refused.jsonl', 'data/triggers.json', 'data/alerts.journal', 'data/audit/example.com%2Fcanary/segment-0000000000000000.jsonl', 'out/json.jsonl', 'out/lines.log', 'server 0', 'server 1', 'server 2']) {
    assert.ok((found.get(name)?.length ?? 0) > 100, `${name} has something in it`);
  }
  assert.ok([...found].some(([name, bytes]) => /^data\/sinks\.stalled\/spool\/\d+\.spool$/.test(name) && bytes.length > 1000));

  const leaks: string[] = [];
  const look = (place: string, secret: string): void => {
    for (const [exit, bytes] of found) if (formsOf(secret).some((form) => bytes.includes(form))) leaks.push(`${place}: in ${exit}`);
  };
  for (const { log, place, secrets } of [...first, ...second]) for (const secret of secrets) look(`${log}: ${place}`, secret);
  look('what somebody typed', typed);
  for (const [name, value] of Object.entries(environment())) look(name, value.split('/').at(-1) ?? '');
  assert.equal(leaks, []);
}, { limit: 120_000 });

/** A sink that cannot start, and blames its credentials. */
const BLAMING = `
export default {
  apiVersion: 1, kind: 'sink', name: 'blaming', summary: 'Does not start.', examples: [],
  schema: { type: 'object', additionalProperties: false, required: ['token'], properties: { token: { type: 'string', format: 'secret' } } },
  create: ({ token }) => ({
    async start() { throw new Error('login with ' + token.reveal() + ' failed', { cause: new Error('at https://x:' + token.reveal() + '@host/') }); },
    async deliver() {},
  }),
};
`;

test('not in what is said of an instance that cannot start, at the start or at a reload', async () => {
  writeFileSync(folder.in('blaming.mjs'), BLAMING);
  writeFileSync(folder.in('app.log'), 'one\n');
  const fine = { plugins: ['./blaming.mjs'], sources: { app: { type: 'file', paths: ['app.log'] } }, sinks: { out: { type: 'file', path: 'out.jsonl' } } };
  const blaming = { ...fine, sinks: { ...fine.sinks, blaming: { type: 'blaming', token: '${SINK_TOKEN}' } } };
  const file = writeConfig(folder.in('hushpipe.json'), blaming);
  const refused = start(file, { env: environment() });
  assert.is((await refused.ended).code, 4);
  assert.match(refused.stderr, 'sinks.blaming could not start: login with [REDACTED:config_secret] failed');

  writeConfig(file, fine);
  const agent = start(file, { env: environment() });
  await agent.running();
  writeConfig(file, blaming);
  await agent.says('could not be put in place');
  const said = JSON.stringify(await agent.status());
  assert.match(said, 'could not start');
  await agent.stop();
  for (const [where, bytes] of exits([refused, agent], said)) for (const form of formsOf(sinkToken)) assert.not(bytes.includes(form), where);
});

test.run();
