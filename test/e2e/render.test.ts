import * as assert from 'uvu/assert';
import { FakeHttp } from '../support/fake-http.js';
import { FakeSlack } from '../support/fake-slack.js';
import { FakeSlackApi } from '../support/fake-slack-api.js';
import { pacedPipelines } from '../support/paced-pipeline.js';
import { suite } from '../support/suite.js';

const test = suite('what render shows, and what is then sent');
const start = pacedPipelines(test);

const SECOND = 1_000;

let bot: FakeSlackApi;
let incoming: FakeSlack;
let receiver: FakeHttp;
test.before.each(async () => {
  [bot, incoming, receiver] = [new FakeSlackApi(), new FakeSlack(), new FakeHttp()];
  await Promise.all([bot.start(), incoming.start(), receiver.start()]);
});
test.after.each(async () => {
  await Promise.all([bot.stop(), incoming.stop(), receiver.stop()]);
});

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test('is the same in each state of an incident, whatever the action can do with a message that stands', async () => {
  const running = await start({
    sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } },
    actions: {
      bot: { type: 'slack', token: FakeSlackApi.token, channel: '#ops', api_url: bot.apiUrl, allow_private: true },
      incoming: { type: 'slack', webhook_url: incoming.webhookUrl, allow_private: true },
      receiver: { type: 'webhook', url: `${receiver.origin}/in`, allow_private: true },
    },
    triggers: [{
      name: 'errors', when: { level: 'error' }, count: { gte: 1, within: '1h' }, throttle: { every: '10ms' }, alert: { to: ['bot', 'incoming', 'receiver'], mention: '<@U1>' },
      escalate: [{ after: '2m', to: ['bot', 'incoming', 'receiver'], mention: '<@U2>' }],
    }],
  });
  const { alerts } = running.pipeline;
  const actions = { bot, incoming, receiver };
  const shown = (state: string): unknown => asJson(Object.fromEntries(Object.keys(actions).map((action) => [action, alerts.render(action, id, state) ?? null])));
  const sent = (): unknown => Object.fromEntries(Object.entries(actions).map(([action, { received }]) => [action, JSON.parse(received.at(-1)?.text ?? 'null')]));
  /** Does something, and sees that what was shown before is sent then. */
  const comes = async (state: string, work: () => unknown): Promise<void> => {
    const before = shown(state);
    work();
    await running.pass(0);
    assert.equal(sent(), before, state);
    assert.equal(shown(state), before, `${state}, as it is now`);
    await running.pass(30 * SECOND);
  };
  const somebody = { by: 'somebody', via: 'a test' };

  await running.emit([{ level: 'error', message: 'it is broken' }]);
  const [{ id }] = alerts.desk.list(true) as [{ readonly id: string }];
  assert.equal(sent(), shown('firing'));
  await running.pass(60 * SECOND);
  assert.equal(sent(), shown('digest'));
  // The message is edited first, and then somebody is called.
  await running.pass(61 * SECOND);
  assert.equal(sent(), shown('escalated'));
  await running.pass(30 * SECOND);
  await comes('acknowledged', () => alerts.desk.acknowledge(id, somebody));
  await comes('silenced', () => alerts.desk.silenceAlert(id, { reason: 'an example' }, somebody));
  alerts.desk.resolve(id, somebody);
  await running.pass(0);
  assert.equal(sent(), shown('resolved'));
  await running.pass(30 * SECOND);
  const [silence] = alerts.desk.silences(false);
  alerts.desk.expire(silence?.['id'] as string, somebody);
  await running.emit([{ level: 'error', message: 'it is broken again' }]);
  await running.pass(SECOND);
  assert.equal(sent(), shown('reopened'));
});

test.run();
