import * as assert from 'uvu/assert';
import { FakeHttp } from '../support/fake-http.js';
import { FakeSlackApi } from '../support/fake-slack-api.js';
import { pacedPipelines } from '../support/paced-pipeline.js';
import { suite } from '../support/suite.js';

const test = suite('an alert that a chat does not take');
const start = pacedPipelines(test);

const SECOND = 1_000;

let slack: FakeSlackApi;
let pager: FakeHttp;
test.before.each(async () => {
  [slack, pager] = [new FakeSlackApi(), new FakeHttp()];
  await Promise.all([slack.start(), pager.start()]);
});
test.after.each(async () => {
  await Promise.all([slack.stop(), pager.stop()]);
});

const config = (): object => ({
  sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } },
  actions: {
    slack: { type: 'slack', token: FakeSlackApi.token, channel: '#ops', api_url: slack.apiUrl, allow_private: true },
    pager: { type: 'webhook', url: `${pager.origin}/in`, allow_private: true },
  },
  triggers: [{ name: 'errors', when: { level: 'error' }, count: { gte: 1, within: '1h', by: 'job' }, alert: 'slack' }],
  alerts: { undelivered: { to: ['slack', 'pager'] } },
});

const heard = (): readonly string[] => pager.received.map(({ text }) => {
  const said = JSON.parse(text) as { readonly status: string; readonly title: string; readonly text: string };
  return `${said.status}: ${said.title}. ${said.text}`;
});

for (const [what, error, words] of [
  ['as it is', 'invalid_blocks', 'Slack refused a full message (invalid_blocks); its one sentence was posted.'],
  ['at all', 'invalid_auth', 'Slack refuses messages. '],
] as const) {
  test(`${what} is told of elsewhere, until it takes alerts again`, async () => {
    const running = await start(config());
    slack.next(FakeSlackApi.failed(error));
    await running.emit([{ level: 'error', message: 'broken', job: 'a' }]);
    await running.pass(5 * SECOND);
    assert.is(heard().length, 1);
    assert.ok(heard()[0]?.startsWith(`firing: Alerts do not arrive as they should at slack. ${words}`), heard()[0]);
    await running.emit([{ level: 'error', message: 'broken', job: 'b' }]);
    await running.pass(5 * SECOND);
    assert.equal(heard().map((line) => line.split(':')[0]), ['firing', 'resolved']);
  });
}

test.run();
