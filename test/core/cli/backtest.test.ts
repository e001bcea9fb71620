import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { runCli, type CliResult } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('backtest');
const folder = tempFolder(test);

const TRIGGERS = `
- name: many
  when: { event: failed }
  count: { gte: 3, within: 1m, by: user }
  throttle: { every: 10m }
  alert: ops
- name: other
  when: { event: other, level|gte: error }
  throttle: { every: 1h }
  alert: ops
`;

function line(second: number, event: string, user: string): string {
  return `${JSON.stringify({ time: new Date(Date.UTC(2026, 8, 21) + second * 1000).toISOString(), event, user })}\n`;
}

/** Four failures of eve within a minute, three of them again a day later, and one of bob. */
const DATA = [0, 10, 20, 30, 86_400, 86_410, 86_420].map((second) => line(second, 'failed', 'eve')).join('') + line(86_430, 'failed', 'bob') + line(86_600, 'none', 'zoe');

function backtest(args: readonly string[], data?: string): Promise<CliResult> {
  if (data !== undefined) writeFileSync(folder.in('data.jsonl'), data);
  return runInProcess(['backtest', ...args], folder.path);
}

function withoutRate(text: string): string {
  return text.replace(/ in \d.*/, '');
}

test('says how often each trigger would have fired, by day, how long, and what was told after throttle', async () => {
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  writeFileSync(folder.in('data.jsonl'), DATA);
  const { code, stdout, stderr } = await backtest(['a.yaml', '--data', 'data.jsonl', '--sweep', 'count=2..5']);
  assert.equal([code, stderr], [0, '']);
  assert.is(withoutRate(stdout), `read 9 events of 1 file, 2026-09-21 00:00 to 2026-09-22 00:03 UTC
many  matched 8  would fire 2 (2.0/day)  notifications 2, 1 held back  longest 50s  peak 4
  by day: 2026-09-21 1  2026-09-22 1
  2026-09-21 00:00:20  warning  user=eve  4 events  50s
  2026-09-22 00:00:20  warning  user=eve  3 events  40s
  sweep count.gte: 2->2  3->2  4->1  5->0
other  matched 0  would fire 0
notifications 2
`);
});

test('reads packed files by a pattern, part of the time, and gives JSON', async () => {
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  writeFileSync(folder.in('one.jsonl.gz'), gzipSync(DATA.slice(0, DATA.indexOf('\n', 300) + 1)));
  writeFileSync(folder.in('two.jsonl.gz'), gzipSync(DATA.slice(DATA.indexOf('\n', 300) + 1)));
  const { stdout } = await backtest(['a.yaml', '--data', '*.jsonl.gz', '--from', '2026-09-22T00:00:00Z', '--json']);
  const report = JSON.parse(stdout) as { readonly read: number; readonly files: number; readonly partial: unknown; readonly triggers: readonly { readonly name: string; readonly fired: number; readonly by_day: object; readonly line: number }[] };
  assert.equal([report.files, report.read, report.partial], [2, 5, null]);
  assert.equal(report.triggers.map(({ name, fired, line: at }) => [name, fired, at]), [['many', 1, 2], ['other', 0, 7]]);
});

test('prints which triggers each event is for, one line of JSON an event', async () => {
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  const { code, stdout } = await runCli(['backtest', 'a.yaml', '--data', '-', '--each'], { cwd: folder.path, input: '{"event":"failed"}\n\n{"event":"OTHER","level":"fatal"}\r\nno json\n{"event":"other"}' });
  assert.is(code, 0);
  assert.is(stdout, '{"line":1,"match":["many"]}\n{"line":3,"match":["other"]}\n{"line":4,"match":[]}\n{"line":5,"match":[]}\n');
});

test('runs what a trigger that it is asked for depends on, and reports that one alone', async () => {
  writeFileSync(folder.in('rules.yml'), `{ title: Failed, id: failed, logsource: {}, detection: { sel: { event: failed }, condition: sel } }
---
{ title: Often, id: often, correlation: { type: event_count, rules: [failed], group-by: [user], timespan: 1m, condition: { gte: 3 } } }
`);
  writeFileSync(folder.in('hushpipe.yaml'), `version: 1
actions: { ops: { type: webhook, url: 'https://ops.example/' } }
sigma: [rules.yml]
triggers:${TRIGGERS.replaceAll('\n', '\n  ')}
  - { name: both, when: { trigger: [many, often], state: firing }, count: { gte: 2, within: 1m }, alert: ops }
  - { name: quiet, when: { event: failed, user: bob }, suppress: { triggers: both, for: 1h } }
`);
  writeFileSync(folder.in('data.jsonl'), line(-60, 'failed', 'bob') + DATA);
  const fired = async (...args: readonly string[]): Promise<readonly unknown[]> => {
    const { stdout } = await backtest([...args, '--data', 'data.jsonl', '--json']);
    return (JSON.parse(stdout) as { readonly triggers: readonly { readonly name: string; readonly fired: number; readonly notifications: number }[] }).triggers.map((each) => [each.name, each.fired, each.notifications]);
  };
  assert.equal(await fired('often'), [['often', 2, 2]]);
  assert.equal(await fired('both'), [['both', 2, 1]], 'once it was kept quiet');
  assert.equal((await fired()).length, 6);
  assert.match((await backtest(['often', '--data', 'data.jsonl'])).stdout, /often \(Often\)  matched 9  would fire 2/);
  assert.equal(await fired('Often'), [['often', 2, 2]], 'by the title of a rule too');
  assert.is((await backtest(['both', '--data', 'data.jsonl', '--max-alerts', '3'])).stdout.match(/PARTIAL/), null, 'what others do is not counted');
});

test('stops at a number of firings, marks the part, and exits with 5', async () => {
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  const { code, stdout } = await backtest(['a.yaml', '--data', 'data.jsonl', '--max-alerts', '1'], DATA);
  assert.is(code, 5);
  assert.match(stdout, /^PARTIAL {2}stopped at \d+ firings? /);
  assert.match(stdout, 'notifications 2, of a part');
});

test('holds the triggers against those of another revision', async () => {
  const git = (...args: readonly string[]): void => void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: folder.path, stdio: 'ignore' });
  writeFileSync(folder.in('hushpipe.yaml'), "version: 1\nactions: { ops: { type: webhook, url: 'https://a.example/' } }\ninclude: ['a*.yaml']\n");
  writeFileSync(folder.in('a.yaml'), TRIGGERS.replace('gte: 3', 'gte: 4').replace('name: other', 'name: another'));
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'x');
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  const { stdout, stderr } = await backtest(['--data', 'data.jsonl', '--compare', 'git:HEAD', '-c', 'hushpipe.yaml'], DATA);
  assert.is(stderr, '');
  assert.match(stdout, /^many .* HEAD: 1$/m);
  assert.match(stdout, /^other .* HEAD: not there$/m);
  assert.match((await backtest(['a.yaml', '--data', 'data.jsonl', '--compare', 'git:HEAD'], DATA)).stdout, /^many .* HEAD: 1$/m);
  const none = await backtest(['a.yaml', '--data', 'data.jsonl', '--compare', 'git:nowhere'], DATA);
  assert.is(none.code, 78);
  assert.match(none.stderr, 'git says');
});

test('says what it cannot do', async () => {
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  for (const [args, said] of [[['a.yaml'], 'no events to run over'], [['a.yaml', '--data', 'none.jsonl'], '--data none.jsonl names no file'], [['mny', '-c', 'a.yaml', '--data', 'data.jsonl'], 'there is no file and no trigger "mny"\nDid you mean "many"?'], [['a.yaml', '--data', 'data.jsonl', '--sweep', 'ratio.gt=1..2'], 'none of the triggers has ratio.gt']] as const) {
    const { code, stderr } = await backtest(args, DATA);
    assert.is(code, 2);
    assert.match(stderr, said);
  }
});

test.run();
