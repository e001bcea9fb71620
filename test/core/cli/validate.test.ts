import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { runCli, type CliResult } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';

const test = suite('validate');
let folder = '';

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-validate-'));
});
test.after.each(() => rm(folder, { recursive: true }));

const GOOD = `version: 1
sources:
  app: { type: file, paths: ['logs/*.log'] }
sinks:
  out: { type: console }
`;

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

function validate(...args: readonly string[]): Promise<CliResult> {
  return runInProcess(['validate', ...args], folder);
}

/** The summary without the time that it took. */
function untimed(text: string): string {
  return text.replace(/\(\d+\.\d+ s\)/, '(time)');
}

test('says ok of a good config, and starts nothing', async () => {
  await write({ 'hushpipe.yaml': GOOD });
  const { code, stdout, stderr } = await validate();
  assert.is(code, 0);
  assert.is(untimed(stdout), 'ok in 1 file, 0 triggers (time)\n');
  assert.is(stderr, '');
});

test('prints every problem with its place, line and caret, and exits with 1', async () => {
  await write({ 'config.yaml': GOOD.replace('console', 'consle').replace('paths', 'pahts') });
  const { code, stdout } = await validate();
  assert.is(code, 1);
  assert.is(untimed(stdout), `\
config.yaml:3:22  error  CONFIG_UNKNOWN_KEY  sources.app has no key "pahts". Did you mean "paths"?
   3 |   app: { type: file, pahts: ['logs/*.log'] }
     |                      ^^^^^
config.yaml:5:16  error  CONFIG_UNKNOWN_TYPE  there is no sink called "consle". Did you mean "console"?
   5 |   out: { type: consle }
     |                ^^^^^^
2 errors in 1 file, 0 triggers (time). More: hushpipe explain CONFIG_UNKNOWN_KEY
`);
});

test('checks files of triggers by themselves, a list as well as a section', async () => {
  await write({
    'list.yaml': '- { name: a, when: { level: error }, count: { gte: 1, within: 1m }, alert: x, severity: crtical }\n',
    'section.yaml': 'triggers:\n  - { name: b, when: { level|gte: {} }, count: { gte: 1, within: 1m }, alert: x }\n',
  });
  const { code, stdout } = await validate('list.yaml', 'section.yaml');
  assert.is(code, 1);
  assert.match(stdout, /list\.yaml:1:\d+ {2}error {2}TRIGGER_BAD_SEVERITY/);
  assert.match(stdout, /section\.yaml:2:\d+ {2}error {2}CONDITION_BAD_VALUE/);
  assert.match(untimed(stdout), '2 errors in 2 files, 2 triggers (time)');
});

test('checks what looks like a config in a folder, each file once, and nothing else', async () => {
  await write({
    'conf/hushpipe.yaml': `${GOOD}actions:\n  x: { type: webhook, url: 'https://example.com' }\ninclude: ['triggers/*.yaml']\n`,
    'conf/triggers/a.yaml': '- { name: a, when: { level: error }, count: { gte: 1, within: 1m }, alert: x }\n',
    'conf/compose.yaml': "version: '3'\nservices: {}\n",
    'conf/broken-other.yaml': 'jobs: [\n',
    'conf/.hidden/hushpipe.yaml': 'version: 9\n',
    'conf/node_modules/x/hushpipe.yaml': 'version: 9\n',
    'conf/guide.md': `# Guide\n\n\`\`\`yaml\n${GOOD}\`\`\`\n`,
    'conf/empty.md': '# Nothing here\n',
  });
  const { code, stdout } = await validate('conf');
  assert.is(untimed(stdout), 'ok in 4 files, 1 trigger (time)\n');
  assert.is(code, 0);
});

test('refuses what a run would refuse: a file without version, without anything, or that is no map', async () => {
  await write({ 'whole.yaml': GOOD.replace('version: 1\n', ''), 'empty.yaml': '# nothing yet\n', 'text.yaml': 'hello\n' });
  for (const [file, said] of [
    ['whole.yaml', 'CONFIG_MISSING_KEY  the file lacks "version". Add version: 1.'],
    ['empty.yaml', 'CONFIG_SYNTAX  the file is empty. A config begins with the line version: 1.'],
    ['text.yaml', 'CONFIG_BAD_VALUE  a config is a map of sections'],
  ] as const) {
    const { code, stdout } = await validate(file);
    assert.is(code, 1, file);
    assert.match(stdout, `${file}:1:1  error  ${said}`);
  }
});

test('takes a config with a byte order mark for the config that it is', async () => {
  await write({ 'windows.yaml': `\uFEFF${GOOD.replaceAll('\n', '\r\n')}` });
  const { code, stdout } = await validate('windows.yaml');
  assert.is(code, 0, stdout);
});

test('says what to write where quotes are what is wrong', async () => {
  await write({ 'hushpipe.yaml': GOOD.replace('version: 1', 'version: "1"') });
  const { stdout } = await validate();
  assert.match(stdout, 'hushpipe.yaml:1:10  error  CONFIG_BAD_VALUE  version must be 1, not "1". Write 1 without quotes.\n');
});

test('takes JSON for the YAML that it is', async () => {
  await write({ 'conf.yaml': '{ "version": 1, "sources": {}, "sinks": { "out": { "type": "consle" } } }\n' });
  const { code, stdout } = await validate('conf.yaml');
  assert.is(code, 1);
  assert.match(stdout, /conf\.yaml:1:\d+ {2}error {2}CONFIG_UNKNOWN_TYPE/);
});

test('takes a list of triggers that is written as JSON for one', async () => {
  await write({ 'triggers.yaml': '[{"name":"errors","when":{"level":"error"},"throttle":{"every":"5m"},"alert":"ops"}]\n' });
  const { code, stdout } = await validate('triggers.yaml');
  assert.is(code, 0, stdout);
  assert.is(untimed(stdout), 'ok in 1 file, 1 trigger (time)\n');
});

test('checks the YAML of Markdown pages at its place', async () => {
  await write({ 'guide.md': `# Guide\n\n\`\`\`yaml\n${GOOD.replace('console', 'consle')}\`\`\`\n` });
  const { code, stdout } = await validate('guide.md');
  assert.is(code, 1);
  assert.match(stdout, 'guide.md:8:16  error  CONFIG_UNKNOWN_TYPE');
});

test('exits with 3 for warnings only where it is strict', async () => {
  await write({ 'hushpipe.yaml': `${GOOD}include: ['none/*.yaml']\n` });
  const lax = await validate();
  assert.is(lax.code, 0);
  assert.match(lax.stdout, '1 warning in 1 file');
  assert.is((await validate('--strict')).code, 3);
});

test('asks for environment variables, unless it is told not to', async () => {
  await write({ 'hushpipe.yaml': `${GOOD}actions:\n  x: { type: slack, webhook_url: '\${NOT_SET_HERE}' }\n` });
  const asked = await validate();
  assert.is(asked.code, 1);
  assert.match(asked.stdout, 'CONFIG_ENV_MISSING');
  assert.is((await validate('--no-env')).code, 0);
});

test('never shows a secret', async () => {
  const secret = ['hunter', '2hunter2'].join('');
  await write({ 'hushpipe.yaml': `${GOOD}actions:\n  x: { type: slack, webhook_url: 'ftp://${secret}', webhok: 1 }\n` });
  await Promise.all(['text', 'json', 'github', 'sarif'].map(async (format) => {
    const { code, stdout, stderr } = await runCli(['validate', '--format', format], { cwd: folder });
    assert.is(code, 1);
    assert.not.match(stdout + stderr, secret);
  }));
});

test('gives JSON', async () => {
  await write({ 'hushpipe.yaml': GOOD.replace('console', 'consle') });
  const { code, stdout } = await validate('--json');
  assert.is(code, 1);
  const { errors, warnings, files, triggers, diagnostics } = JSON.parse(stdout) as Record<string, unknown>;
  assert.equal([errors, warnings, files, triggers], [1, 0, 1, 0]);
  assert.equal(diagnostics, [{
    file: 'hushpipe.yaml', line: 5, column: 16, endColumn: 22, severity: 'error', code: 'CONFIG_UNKNOWN_TYPE',
    message: 'there is no sink called "consle"', hint: 'Did you mean "console"?',
  }]);
});

test('gives annotations to GitHub Actions, and the summary beside them', async () => {
  await write({ 'hushpipe.yaml': GOOD.replace('console', 'consle') });
  const { stdout, stderr } = await validate('--format', 'github');
  assert.is(stdout, '::error file=hushpipe.yaml,line=5,col=16,endColumn=22,title=CONFIG_UNKNOWN_TYPE::there is no sink called "consle". Did you mean "console"?\n');
  assert.match(stderr, '1 error in 1 file');
});

test('gives SARIF to code scanners, and the summary beside it', async () => {
  await write({ 'hushpipe.yaml': GOOD.replace('console', 'consle') });
  const { code, stdout, stderr } = await validate('--format', 'sarif');
  assert.is(code, 1);
  const { runs } = JSON.parse(stdout) as { readonly runs: readonly { readonly results: readonly { readonly ruleId: string; readonly level: string }[] }[] };
  assert.equal(runs[0]?.results.map(({ ruleId, level }) => [ruleId, level]), [['CONFIG_UNKNOWN_TYPE', 'error']]);
  assert.match(stderr, '1 error in 1 file');
});

test('puts values of the command line over those of the file', async () => {
  await write({ 'hushpipe.yaml': GOOD });
  const { code, stdout } = await validate('--set', 'sinks.out.type=consle');
  assert.is(code, 1);
  assert.match(stdout, '--set sinks.out.type');
});

test('says what is wrong with the command line', async () => {
  assert.match((await validate()).stderr, 'there is nothing to check');
  assert.is((await validate()).code, 2);
  const missing = await validate('missing.yaml');
  assert.is(missing.code, 2);
  assert.match(missing.stderr, 'there is no file or folder missing.yaml');
  await write({ 'other/compose.yaml': 'services: { web: { image: nginx } }\n' });
  const other = await validate('other');
  assert.is(other.code, 2);
  assert.match(other.stderr, 'nothing in other looks like a config');
  assert.is((await validate('--json', '--format', 'github')).code, 2);
});

test('warns of what is allowed and most likely not meant, and of fields that no event of a sample has', async () => {
  await write({
    'a.yaml': `
- name: a
  when: { event: x, usr: eve }
  count: { gte: 2, within: 1m, by: request_id }
  alert: ops
`,
    'sample.jsonl': '{"event":"x","user":"eve"}\n',
  });
  const { code, stdout } = await validate('a.yaml', '--sample', '*.jsonl');
  assert.is(code, 0);
  assert.is(untimed(stdout), `\
a.yaml:3:21  warning  CONDITION_FIELD_UNSEEN  no event of the sample has "usr"
   3 |   when: { event: x, usr: eve }
     |                     ^^^
a.yaml:4:36  warning  TRIGGER_UNBOUNDED_KEY  "request_id" is different in nearly every event, so each would be a group of its own
   4 |   count: { gte: 2, within: 1m, by: request_id }
     |                                    ^^^^^^^^^^
2 warnings in 1 file, 1 trigger (time). More: hushpipe explain CONDITION_FIELD_UNSEEN
`);
});

test.run();
