import { writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import type { CliResult } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('explain trigger, event and alert');
const folder = tempFolder(test);

const TRIGGERS = `- name: many
  when: { event: failed, level|gte: error }
  count: { gte: 3, within: 1m, by: user }
  alert: ops
- name: slow
  when: { dur_ms|gt: 800 }
  throttle: { every: 1m }
  alert: ops
`;
const card = ['4242', '4242', '4242', '4242'].join(' ');
const line = (second: number, fields: object): string => `${JSON.stringify({ time: new Date(Date.UTC(2026, 8, 21, 14) + second * 1000).toISOString(), event: 'failed', level: 'error', ...fields })}\n`;
const DATA = [line(0, { user: 'eve', note: card }), line(10, { user: 'eve' }), line(20, { user: 'bob' }), line(25, { user: 'bob', level: 'info' }), line(30, { event: 'other' })].join('');

test.before.each(() => {
  writeFileSync(folder.in('a.yaml'), TRIGGERS);
  writeFileSync(folder.in('data.jsonl'), DATA);
});

function explain(...args: readonly string[]): Promise<CliResult> {
  return runInProcess(['explain', ...args], folder.path);
}

test('says why a trigger did not fire, how far events came and how much was short', async () => {
  const { code, stdout } = await explain('trigger', 'many', '-c', 'a.yaml', '--data', 'data.jsonl', '--group', 'user=eve');
  assert.is(code, 0);
  assert.is(stdout, `many  a.yaml:1
not fired for user=eve: the fullest window held 2 of 3, 1 short
  5 read -> 4 met event: failed -> 3 met level|gte: error -> 2 in group user=eve
  best window 2026-09-21 14:00:00-2026-09-21 14:00:10 of user=eve: 2 of 3 (1 short)
`);
});

test('gives what led to an alert, by its id, redacted', async () => {
  writeFileSync(folder.in('data.jsonl'), DATA + line(31, { user: 'eve' }) + line(200, {}));
  const { firings } = JSON.parse((await explain('trigger', 'many', '-c', 'a.yaml', '--data', 'data.jsonl', '--json')).stdout) as { readonly firings: readonly { readonly id: string }[] };
  const [firing] = firings;
  const { stdout, code } = await explain('alert', firing?.id ?? '', '-c', 'a.yaml', '--data', 'data.jsonl');
  assert.is(code, 0);
  assert.match(stdout, '2026-09-21 14:00:31  many  user=eve  fired with 3 events since 2026-09-21 14:00:00');
  assert.match(stdout, 'resolved with 3 events');
  assert.not.match(stdout, card);
  assert.is((await explain('alert', 'many/x', '-c', 'a.yaml', '--data', 'data.jsonl')).code, 1);
});

test('says of an event which triggers count it, and which condition keeps it from the others', async () => {
  const { stdout } = await explain('event', 'data.jsonl:1', '-c', 'a.yaml');
  assert.not.match(stdout, card);
  assert.match(stdout, 'redacted before anything sees it: card 1');
  assert.match(stdout, 'counts  many  a.yaml:1:3\n');
  assert.match(stdout, 'not     slow  a.yaml:5:3  dur_ms|gt: 800 does not hold (dur_ms is missing), a.yaml:6:11\n');
  assert.is((await explain('event', 'data.jsonl:99', '-c', 'a.yaml')).code, 1);
});

test('knows rules of Sigma by their titles, which it shows beside their ids', async () => {
  const id = '5f2c1c1e-0a7e-4f0a-9a55-3f0b8c0f6a01';
  const rules = Array.from({ length: 20 }, (_, n) => `{ title: Rule ${n}, id: r-${n}, logsource: {}, detection: { sel: { event: x }, condition: sel } }\n---\n`).join('');
  writeFileSync(folder.in('rules.yml'), `${rules}{ title: Who Failed, id: ${id}, logsource: {}, detection: { sel: { event: failed }, condition: sel } }\n`);
  writeFileSync(folder.in('hushpipe.yaml'), "version: 1\nactions: { ops: { type: webhook, url: 'https://ops.example/' } }\nsigma: { rules: [rules.yml], alert: ops }\n");
  const { stdout } = await explain('trigger', 'Who Failed', '--data', 'data.jsonl');
  assert.match(stdout, `${id} (Who Failed)  rules.yml:`);
  assert.is((await explain('trigger', id, '--data', 'data.jsonl')).stdout.split('\n')[0], stdout.split('\n')[0]);
  const { stdout: event } = await explain('event', 'data.jsonl:1');
  assert.match(event, `counts  ${id} (Who Failed)  rules.yml:`);
  assert.match(event, /\nnot     20 rules of Sigma\n$/);
  assert.match((await explain('trigger', 'Who Faild', '--data', 'data.jsonl')).stderr, 'Did you mean "Who Failed"?');
  assert.match((await explain('trigger', 'something', '--data', 'data.jsonl')).stderr, /It has r-0 \(Rule 0\), .*, r-11 \(Rule 11\) and 9 more\.\n/);
});

test('says so where a mute interval or an inhibition kept it from people', async () => {
  const config = (more: string): string => `version: 1\nactions: { ops: { type: webhook, url: 'https://a.example/' } }\ninclude: [a.yaml]\n${more}`;
  writeFileSync(folder.in('data.jsonl'), DATA + line(31, { user: 'eve' }) + line(32, { dur_ms: 900 }));
  writeFileSync(folder.in('hushpipe.yaml'), config('mute: [{ name: mondays, match: { trigger: many }, weekdays: [mon] }]\n'));
  assert.match((await explain('trigger', 'many', '--data', 'data.jsonl')).stdout, 'fired: it fired once, and nobody was told: an alert that fired while a mute interval held\n');
  assert.match((await explain('trigger', 'slow', '--data', 'data.jsonl')).stdout, 'fired: it fired once, and 1 notice was sent\n');
  writeFileSync(folder.in('hushpipe.yaml'), config('alerts: { inhibit: [{ source: { trigger: many }, target: { trigger: slow } }] }\n'));
  assert.match((await explain('trigger', 'slow', '--data', 'data.jsonl')).stdout, 'fired: it fired once, and nobody was told');
});

test('says that nothing runs where it is not told which events to look at', async () => {
  const { code, stderr } = await explain('trigger', 'many', '--data-dir', 'none');
  assert.is(code, 4);
  assert.match(stderr, 'no hushpipe runs');
});

test.run();
