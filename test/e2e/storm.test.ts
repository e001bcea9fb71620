import * as assert from 'uvu/assert';
import { VirtualClock } from '../../core/testing/virtual-clock.js';
import { FakeDiscord } from '../support/fake-discord.js';
import { FakeSlackApi } from '../support/fake-slack-api.js';
import { FULL } from '../support/full.js';
import { pacedPipelines } from '../support/paced-pipeline.js';
import { suite } from '../support/suite.js';

const test = suite('a storm of incidents, and the chats that hear of it');
const start = pacedPipelines(test);

const INCIDENTS = FULL ? 10_000 : 1_000;
const MINUTE = 60_000;
const STEP = 500;

let clock: VirtualClock;
let slack: FakeSlackApi;
let discord: FakeDiscord;
test.before.each(async () => {
  clock = new VirtualClock();
  const now = (): number => clock.monotonic();
  slack = new FakeSlackApi({ now });
  discord = new FakeDiscord({ now });
  await Promise.all([slack.start(), discord.start()]);
});
test.after.each(async () => {
  await Promise.all([slack.stop(), discord.stop()]);
});

/** What a reader of a message learns from it: of how many incidents it tells, and of which kind. */
function told(payload: unknown): { readonly total: number; readonly resolved: number; readonly critical: number } {
  const text = JSON.stringify(payload);
  const [, total, firing, resolved] = /(\d+), (\d+) firing and (\d+) resolved/.exec(text) ?? [];
  if (total === undefined) return { total: 1, resolved: /RESOLVED/.test(text) ? 1 : 0, critical: /· (?:. )?critical/.test(text) ? 1 : 0 };
  const [, critical, warning, info] = (/(\d+) critical, (\d+) warning, (\d+) info/.exec(text) ?? []).map(Number);
  assert.is(Number(firing) + Number(resolved), Number(total));
  assert.is((critical ?? 0) + (warning ?? 0) + (info ?? 0), Number(total));
  return { total: Number(total), resolved: Number(resolved), critical: critical ?? 0 };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
const busiest = (times: readonly number[]): number => Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + MINUTE).length));

test(`${INCIDENTS} incidents within a minute: at most 12 calls a minute, no 429, and every incident is in a message`, async () => {
  const running = await start({
    sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } },
    actions: {
      slack: { type: 'slack', token: FakeSlackApi.token, channel: '#ops', api_url: slack.apiUrl, allow_private: true },
      discord: { type: 'discord', webhook_url: discord.webhookUrl, api_url: discord.apiUrl, allow_private: true },
    },
    triggers: ['minor', 'major'].map((name) => ({
      name, when: { message: name }, count: { gte: 1, within: '2m', by: 'job' }, severity: name === 'major' ? 'critical' : 'warning', alert: ['slack', 'discord'],
    })),
  }, clock);
  const criticals = INCIDENTS / 100;
  const steps = MINUTE / STEP;
  for (let step = 0, next = 0; step < steps; step++) {
    const until = Math.round(((step + 1) * INCIDENTS) / steps);
    const events = [];
    for (; next < until; next++) events.push({ level: 'error', message: next % 100 === 42 ? 'major' : 'minor', job: `job ${next}` });
    await running.emit(events);
    await running.pass(STEP);
  }
  // The last edit of a storm is due ten seconds later.
  await running.pass(15_000);
  const shown = { slack: slack.channelMessages.map(told), discord: discord.standing.map(({ payload }) => told(payload)) };
  for (const [chat, messages] of Object.entries(shown)) {
    assert.is(sum(messages.map(({ total }) => total)), INCIDENTS, `${chat}: each incident is in one message`);
    assert.is(sum(messages.map(({ critical }) => critical)), criticals, chat);
    assert.ok(messages.every(({ total, critical }) => critical === 0 || critical === total), `${chat}: a critical one stands with critical ones alone`);
  }

  for (const { calls } of [slack, discord]) assert.ok(busiest(calls) <= 12, `${busiest(calls)} calls`);

  await running.pass(3 * MINUTE);
  assert.equal([slack.limited, discord.limited], [0, 0]);
  assert.is(sum(slack.channelMessages.map((message) => told(message).resolved)), INCIDENTS, 'every end is told');
  assert.is(sum(discord.standing.map(({ payload }) => told(payload).resolved)), INCIDENTS);
}, { limit: 120_000 });

test.run();
