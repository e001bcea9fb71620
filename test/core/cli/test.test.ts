import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as assert from 'uvu/assert';
import type { CliResult } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('test');
const folder = tempFolder(test);

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(folder.in(name)), { recursive: true });
    writeFileSync(folder.in(name), text);
  }
}

function run(...args: readonly string[]): Promise<CliResult> {
  return runInProcess(['test', ...args], folder.path);
}

const untimed = (text: string): string => text.replace(/\(\d+\.\d+ s\)/, '(time)').replace(/time="[\d.]+"/g, 'time=""');

const CONFIG = `version: 1
actions: { ops: { type: slack, webhook_url: '\${NO_SUCH_VARIABLE}' } }
include: ['triggers/*.yaml']
`;
const TRIGGERS = `triggers:
  - name: many
    when: { event: failed, level: error }
    count: { gte: 2, within: 1m }
    alert: ops
tests:
  - name: two are many
    given: [{ times: 2, every: 1s, event: { event: failed, level: error } }]
    expect: [{ fired: many, at: 1s }]
`;
const BESIDE = `- name: one is not
  given: [{ event: { event: failed, level: error } }]
  expect:
    - fired: many
`;

test('runs the tests in the files of the config and beside them, and exits with 1 where one fails', async () => {
  write({ 'hushpipe.yaml': CONFIG, 'triggers/a.yaml': TRIGGERS, 'triggers/a.test.yaml': BESIDE });
  const { code, stdout, stderr } = await run();
  assert.equal([code, stderr], [1, '']);
  assert.is(untimed(stdout), `FAIL  one is not  triggers/a.test.yaml:1:3
      triggers/a.test.yaml:4:7  expected many to fire
        it never did
        1 read -> 1 met event: failed -> 1 met level: error
        best window 0s-0s: 1 of 2 (1 short)
ok    two are many

1 passed, 1 failed (time)
`);
});

test('finds the file beside one that the config names by itself', async () => {
  write({ 'hushpipe.yaml': CONFIG.replace('*', 'a'), 'triggers/a.yaml': TRIGGERS, 'triggers/a.test.yaml': BESIDE });
  assert.match((await run()).stdout, '1 passed, 1 failed');
});

test('runs only what a path or --run names', async () => {
  write({ 'hushpipe.yaml': CONFIG, 'triggers/a.yaml': TRIGGERS, 'triggers/b.yaml': TRIGGERS.replaceAll('many', 'more') });
  assert.match((await run('triggers/b.yaml')).stdout, 'ok    two are more\n\n1 passed');
  assert.match((await run('--run', 'are MANY')).stdout, 'ok    two are many\n\n1 passed');
  const none = await run('--run', 'are few');
  assert.equal([none.code, none.stderr], [1, 'hushpipe: --run finds none of 2 tests\nIt is a regular expression for their names, in small or capital letters.\n']);
});

test('tests a file of triggers that no config includes, whatever it alerts', async () => {
  write({ 'a.yaml': TRIGGERS, 'a.test.yaml': BESIDE });
  assert.match((await run('a.yaml')).stdout, '1 passed, 1 failed');
});

test('says what the tests leave untried', async () => {
  write({ 'a.yaml': `${TRIGGERS}  - name: another\n    given: [{ event: { event: other, level: error } }]\n    expect: [{ never: many }]\n` });
  assert.match((await run('a.yaml', '--coverage')).stdout, `
coverage  1 of 1 trigger fired, 1 of 2 conditions seen both ways
  a.yaml:3:28  many  level: error  never false
`);
});

test('exits with 1 without tests, unless that is allowed', async () => {
  write({ 'a.yaml': TRIGGERS.slice(0, TRIGGERS.indexOf('tests:')) });
  const { code, stderr } = await run('a.yaml');
  assert.is(code, 1);
  assert.match(stderr, 'there are no tests');
  assert.is((await run('a.yaml', '--allow-empty')).code, 0);
  assert.is((await run()).code, 1);
});

test('says what is wrong with what it should test, and exits with 78', async () => {
  write({ 'a.yaml': TRIGGERS.replace('fired: many', 'fired: mny').replace('times: 2,', 'tims: 2,') });
  const { code, stderr } = await run('a.yaml');
  assert.is(code, 78);
  assert.match(stderr, 'a.yaml:8:15  error  CONFIG_UNKNOWN_KEY');
  assert.match(stderr, 'a.yaml:9:23  error  CONFIG_UNKNOWN_REFERENCE  there is no trigger "mny". Did you mean "many"?');
});

test('writes JUnit, annotations and JSON', async () => {
  write({ 'a.yaml': TRIGGERS.replace('at: 1s', 'at: 2s').replace('two are', 'two <are>') });
  assert.is(untimed((await run('a.yaml', '--format', 'junit')).stdout), `<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="1" failures="1" errors="0" time="">
  <testsuite name="a.yaml" tests="1" failures="1" errors="0" time="">
    <testcase name="two &#60;are&#62; many" classname="a.yaml" file="a.yaml" line="7" time="">
      <failure message="expected many to fire at 2s">a.yaml:9:16
expected many to fire at 2s
it fired at 1s</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  const { stdout, stderr } = await run('a.yaml', '--format', 'github');
  assert.equal([stdout, stderr], ['::error file=a.yaml,line=9,col=16,title=two <are> many::expected many to fire at 2s%0Ait fired at 1s\n', '0 passed, 1 failed\n']);
  const json = JSON.parse((await run('a.yaml', '--json', '--coverage')).stdout) as { readonly failed: number; readonly tests: readonly object[]; readonly coverage: object };
  assert.is(json.failed, 1);
  assert.is(Object.keys(json.coverage).length, 4);
});

test.run();
