import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { FakeHttp } from '../../support/fake-http.js';
import { FakeSlack } from '../../support/fake-slack.js';
import { runInProcess } from '../../support/in-process.js';
import { pacedPipelines } from '../../support/paced-pipeline.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('render of a sample');
const folder = tempFolder(test);
const start = pacedPipelines(test);

let receiver: FakeHttp;
let slack: FakeSlack;
test.before.each(async () => {
  [receiver, slack] = [new FakeHttp(), new FakeSlack()];
  await Promise.all([receiver.start(), slack.start()]);
});
test.after.each(async () => {
  await Promise.all([receiver.stop(), slack.stop()]);
});

const START = Date.UTC(2025, 0, 1);
const MAIL = ['eve', 'example.org'].join('@');

const config = (): object => ({
  sources: { app: { type: 'file', paths: ['none.log'], parse: 'logfmt' } },
  sinks: { out: { type: 'file', path: 'out.jsonl', fsync: 'never' } },
  actions: {
    hook: { type: 'webhook', url: `${receiver.origin}/in`, allow_private: true },
    ops: { type: 'slack', webhook_url: slack.webhookUrl, allow_private: true },
  },
  redact: { detectors: ['email'] },
  triggers: [
    { name: 'failures', when: { event: 'failed' }, count: { gte: 3, within: '1m', by: 'user' }, alert: { to: ['hook', 'ops'], title: 'Failures of ${user}', text: 'Last: ${mail}' } },
    { name: 'quiet', when: { event: 'failed' }, alert: 'ops' },
  ],
  mute: [{ name: 'always', match: { trigger: 'quiet' } }],
});

const failures = (user: string, from = 0): readonly object[] => [0, 10, 20].map((second) => ({ time: new Date(START + (from + second) * 1000).toISOString(), level: 'warn', event: 'failed', user, mail: MAIL }));
const lines = (events: readonly object[]): string => events.map((event) => `${JSON.stringify(event)}\n`).join('');

async function render(args: readonly string[], sample: string): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  writeFileSync(folder.in('hushpipe.json'), JSON.stringify({ version: 1, ...config() }));
  writeFileSync(folder.in('sample.log'), sample);
  return runInProcess(['render', '--config', 'hushpipe.json', ...args], folder.path);
}

test('is what a running hushpipe sends for the same lines, redacted', async () => {
  const running = await start(config());
  for (const event of failures('eve')) {
    await running.emit([event]);
    await running.pass(10_000);
  }
  const { code, stdout, stderr } = await render(['--trigger', 'failures', '--sample', 'sample.log'], lines(failures('eve')));
  assert.equal([code, stderr], [0, '']);
  assert.equal(JSON.parse(stdout), { hook: JSON.parse(receiver.received[0]?.text ?? ''), ops: slack.messages[0] });
  assert.match(stdout, 'Last: [REDACTED:email]');
  assert.not.match(stdout, MAIL);
  assert.is((await render(['hook', '--trigger', 'failures', '--sample', 'sample.log'], lines(failures('eve')))).stdout, `${JSON.stringify(JSON.parse(receiver.received[0]?.text ?? ''), undefined, 2)}\n`);
  assert.is(receiver.received.length, 1, 'nothing is sent by it');
});

test('reads the lines as a source of the config, and shows any state', async () => {
  const sample = [0, 1, 2].map((second) => `time=2025-01-01T00:00:0${second}Z event=failed user=eve mail=${MAIL}\n`).join('');
  assert.is((await render(['text', '--trigger', 'failures', '--sample', 'sample.log', '--source', 'app'], sample)).stdout, '[WARNING] Failures of eve (3 in 1m (limit 3))\n');
  const { stdout } = await render(['ops', '--trigger', 'failures', '--sample', 'sample.log', '--source', 'app', '--state', 'resolved'], sample);
  assert.match((JSON.parse(stdout) as { readonly text: string }).text, /^Resolved, warning: Failures of eve/);
});

test('says so where the lines raise no alert, several, or one that nobody is told of', async () => {
  const none = await render(['--trigger', 'failures', '--sample', 'sample.log'], lines(failures('eve').slice(1)));
  assert.equal([none.code, none.stdout], [1, '']);
  assert.match(none.stderr, '2 records of the sample raise no alert of failures');
  const several = await render(['text', '--trigger', 'failures', '--sample', 'sample.log'], lines([...failures('eve'), ...failures('bob', 30)]));
  assert.equal([several.code, several.stdout], [0, '[WARNING] Failures of bob (3 in 1m (limit 3))\n']);
  assert.match(several.stderr, '2 alerts: this is the newest');
  const muted = await render(['text', '--trigger', 'quiet', '--sample', 'sample.log'], lines(failures('eve')));
  assert.is(muted.code, 0);
  assert.match(muted.stderr, 'nobody would be told: it is muted');
});

test('refuses what cannot be meant', async () => {
  const sample = lines(failures('eve'));
  for (const [args, words] of [
    [['hook', '--trigger', 'failures'], '--trigger and --sample go together'],
    [['hook', '--trigger', 'failures', '--sample', 'sample.log', '--alert', 'x'], 'either --alert'],
    [['hook'], 'needs --alert ID, or --trigger NAME and --sample FILE'],
    [['hook', '--trigger', 'failures', '--sample', 'nowhere.log'], 'names no file'],
    [['hook', '--trigger', 'failurs', '--sample', 'sample.log'], 'Did you mean "failures"?'],
    [['hook', '--trigger', 'failures', '--sample', 'sample.log', '--source', 'nowhere'], 'there is no source "nowhere"'],
    [['nobody', '--trigger', 'failures', '--sample', 'sample.log'], 'there is no action "nobody"'],
  ] as const) {
    const { code, stderr } = await render(args, sample);
    assert.ok(code !== 0, args.join(' '));
    assert.match(stderr, words);
  }
});

test.run();
