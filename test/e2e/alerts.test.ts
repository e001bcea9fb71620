import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { FakeDiscord, discordPings, discordProblem } from '../support/fake-discord.js';
import type { FakeHttp, NextAnswer } from '../support/fake-http.js';
import { FakeSlack, slackPings, slackProblem } from '../support/fake-slack.js';
import { failOnWarnings, pipelines, type TestPipeline } from '../support/pipelines.js';
import { until } from '../support/until.js';
import { suite } from '../support/suite.js';
import { tempFolder } from '../support/temp-folder.js';

const test = suite('alerts reach Slack and Discord');
const folder = tempFolder(test);
const start = pipelines(test);

let slack: FakeSlack;
let discord: FakeDiscord;
test.before.each(async () => {
  [slack, discord] = [new FakeSlack(), new FakeDiscord()];
  await Promise.all([slack.start(), discord.start()]);
});
test.after.each(async () => {
  await Promise.all([slack.stop(), discord.stop()]);
});

const line = (event: object, second = 0): string => JSON.stringify({ time: new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString(), level: 'warn', logger: 'auth', ...event });

/** Ten failed logins of one user in ten seconds, and of others that stay below the limit. */
const LOGINS = Array.from({ length: 10 }, (_, at) => [line({ message: 'login failed', user: 'eve', password: 'correct-horse-9' }, at), line({ message: 'login failed', user: `user-${at}` }, at)]).flat();

const FAILED_LOGINS = {
  name: 'failed-logins',
  when: { message: 'login failed' },
  count: { gte: 10, within: '1m', by: 'user' },
  severity: 'critical',
  alert: { to: ['slack', 'discord'], title: 'Failed logins of ${user}', text: 'Someone guesses: ${message} with ${password}', runbook: 'https://runbooks.example.com/logins' },
};

/** Reads these lines from a file, to its end. */
async function read(lines: readonly string[], trigger: object = FAILED_LOGINS): Promise<TestPipeline> {
  writeFileSync(folder.in('app.log'), lines.map((text) => `${text}\n`).join(''));
  const retry = { initial: '20ms', max: '100ms' };
  const pipeline = await start({
    data_dir: folder.in('data'),
    sources: { app: { type: 'file', paths: [folder.in('app.log')], parse: 'json' } },
    sinks: { out: { type: 'file', path: folder.in('out.jsonl') } },
    actions: {
      slack: { type: 'slack', webhook_url: slack.webhookUrl, allow_private: true, retry },
      discord: { type: 'discord', webhook_url: discord.webhookUrl, allow_private: true, retry },
    },
    triggers: [trigger],
  }, { once: true });
  await pipeline.sourcesEnded();
  return pipeline;
}

/** Reads the lines and delivers all that follows from them. */
async function readAll(lines: readonly string[], trigger?: object): Promise<TestPipeline> {
  const pipeline = await read(lines, trigger);
  await pipeline.close();
  return pipeline;
}

function isRefused(pipeline: TestPipeline): boolean {
  return [pipeline.tally('actions.slack'), pipeline.tally('actions.discord')].some(({ reasons, counters }) => reasons.refused !== undefined || counters['refused_messages'] !== undefined);
}

test('a trigger that fires sends one correct message to each', async () => {
  const pipeline = await readAll(LOGINS);

  assert.is(slack.messages.length, 1);
  assert.is(discord.messages.length, 1);
  const [post] = slack.messages;
  const [message] = discord.messages;
  assert.is(slackProblem(post), undefined);
  assert.is(discordProblem(message, true), undefined);
  assert.is(post?.['text'], 'Firing, critical: Failed logins of eve, 10 in 1m (limit 10).');
  assert.is(message?.['content'], 'Firing, critical: Failed logins of eve, 10 in 1m (limit 10).');
  for (const text of [slack.received[0]?.text ?? '', discord.received[0]?.text ?? '']) {
    assert.match(text, 'Failed logins of eve');
    assert.match(text, 'Someone guesses: login failed with');
    assert.match(text, 'https://runbooks.example.com/logins');
    assert.match(text, '2 of 10 lines shown');
    assert.match(text, 'REDACTED:password');
    assert.not.match(text, 'correct-horse-9');
  }
  assert.not(isRefused(pipeline));
});

interface Chat {
  readonly name: string;
  readonly server: () => FakeHttp;
  readonly limited: NextAnswer;
}

const CHATS: readonly Chat[] = [
  { name: 'Slack', server: () => slack, limited: { status: 429, headers: { 'retry-after': '1' }, body: 'ratelimited' } },
  { name: 'Discord', server: () => discord, limited: FakeDiscord.rateLimited(1) },
];

test('both wait for as long as Retry-After asks for, and then get the message once', async () => {
  const waited = CHATS.map(async ({ server, limited }) => {
    server().next(limited);
    await server().arrival();
    const refusedAt = performance.now();
    await server().arrival();
    return performance.now() - refusedAt;
  });
  const pipeline = await readAll(LOGINS);
  for (const [at, { name, server }] of CHATS.entries()) {
    const wait = await (waited[at] as Promise<number>);
    assert.ok(wait >= 1000 && wait < 5000, `${name} was called again after ${wait} ms`);
    assert.is(server().received.length, 2, `${name} got the message that it refused, and once again`);
    assert.is(server().received[0]?.text, server().received[1]?.text);
  }
  assert.is(pipeline.tally('actions.slack').eventsOut, 1);
  assert.is(pipeline.tally('actions.discord').eventsOut, 1);
});

test('a server error is tried again until the message is taken', async () => {
  for (const { server } of CHATS) server().next({ status: 500 }, 'drop', { status: 503 });
  const pipeline = await readAll(LOGINS);
  for (const { name, server } of CHATS) {
    assert.is(server().received.length, 4, name);
    assert.equal(new Set(server().received.map(({ text }) => text)).size, 1, name);
  }
  for (const id of ['actions.slack', 'actions.discord']) {
    const { eventsOut, reasons } = pipeline.tally(id);
    assert.equal({ eventsOut, reasons }, { eventsOut: 1, reasons: { retry: 3 } });
  }
});

test('a log line full of mentions, fences and a megabyte of text calls nobody, and the message is valid', async () => {
  const bait = '<!channel> <!here> <@U0123456789> @everyone @here <@&123456789012345678> ``` `code` **bold** [x](https://evil.example) \u202e\u0000\r\n';
  const hostile = line({ message: `login failed ${bait}${'A'.repeat(1_000_000)}`, user: `eve ${bait}`, [bait]: bait });
  await readAll([hostile], {
    name: 'hostile',
    when: { 'message|startswith': 'login failed' },
    count: { gte: 1, within: '1m', by: ['user'] },
    alert: { to: ['slack', 'discord'], title: 'Login of ${user}: ${message}', text: '${message}' },
  });

  assert.is(slack.messages.length, 1);
  assert.is(discord.messages.length, 1);
  const [[post = {}], [message = {}]] = [slack.messages, discord.messages];
  assert.is(slackProblem(post), undefined);
  assert.is(discordProblem(message, true), undefined);
  assert.equal(slackPings(post), []);
  assert.equal(discordPings(message), []);
  assert.match(JSON.stringify(post), 'login failed');
  assert.match(JSON.stringify(message), 'login failed');
});

test('five thousand of the same are one alert, and a chat that hangs holds up no event', async () => {
  slack.always('hang');
  writeFileSync(folder.in('app.log'), Array.from({ length: 5000 }, (_, at) => `${line({ message: 'login failed', at })}\n`).join(''));
  const pipeline = await start({
    data_dir: folder.in('data'),
    sources: { app: { type: 'file', paths: [folder.in('app.log')], parse: 'json' } },
    sinks: { out: { type: 'file', path: folder.in('out.jsonl') } },
    actions: { slack: { type: 'slack', webhook_url: slack.webhookUrl, allow_private: true, queue: { max_events: 50 } } },
    triggers: [{ name: 'each', when: { message: 'login failed' }, alert: 'slack' }],
  }, { once: true });
  await pipeline.sourcesEnded();
  assert.is(pipeline.tally('sinks.out').eventsOut, 5000);
  await until('the chat is asked', () => slack.received.length > 0);
  assert.is(pipeline.tally('actions.slack').eventsIn, 1);
});

test('a chat that is gone keeps the alert in the dead letters, and the other still gets it', async () => {
  slack.always({ status: 404, body: 'no_service' });
  const pipeline = await readAll(LOGINS);
  assert.is(pipeline.tally('actions.slack').reasons.refused, 1);
  assert.is(discord.messages.length, 1);
});

failOnWarnings(test);
test.run();
