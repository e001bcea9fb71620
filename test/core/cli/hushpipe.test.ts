import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, open, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as assert from 'uvu/assert';
import { COMMANDS } from '../../../core/cli/commands.js';
import { runCli } from '../../support/cli.js';
import { PROGRAM } from '../../support/program.js';
import { suite } from '../../support/suite.js';

const test = suite('hushpipe');
const VERSION = (JSON.parse(await readFile('package.json', 'utf8')) as { readonly version: string }).version;

/** The parts of ours, and the packages, that a command has loaded; V8's coverage lists them. */
async function loadedBy(...args: readonly string[]): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'hushpipe-loaded-'));
  try {
    await runCli(args, { env: { NODE_V8_COVERAGE: folder } });
    const [report = ''] = await readdir(folder);
    const { result } = JSON.parse(await readFile(join(folder, report), 'utf8')) as { readonly result: readonly { readonly url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.startsWith('file:')).map((url) => (url.includes('/node_modules/') ? url : basename(url).replace(/(?:-[\w-]{8})?\.js$/, ''))).toSorted();
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('lists every command', async () => {
  const { code, stdout, stderr } = await runCli(['--help']);
  assert.is(code, 0);
  assert.is(stderr, '');
  for (const name of Object.keys(COMMANDS)) assert.match(stdout, new RegExp(`^ {2}${name} +\\w`, 'm'));
  assert.equal(await runCli(['help']), { code: 0, signal: null, stdout, stderr: '' });
});

test('has every command in its page of the reference, in the words of the help', async () => {
  const page = await readFile('docs/reference/cli.md', 'utf8');
  for (const [name, { summary }] of Object.entries(COMMANDS)) {
    assert.match(page, `hushpipe ${name.padEnd(12)} ${summary}\n`);
  }
});

test('loads nothing but the help for --help', async () => {
  assert.equal(await loadedBy('--help'), ['help', 'hushpipe']);
  assert.equal(await loadedBy('run', '--help'), ['help', 'hushpipe']);
});

test('loads neither packages nor the pipeline for the version', async () => {
  const loaded = await loadedBy('version');
  assert.ok(loaded.includes('version'));
  assert.equal(loaded.filter((file) => file.includes('node_modules') || ['run', 'start', 'load-config', 'main'].includes(file)), []);
});

test('explains one command, also beside options that are wrong', async () => {
  const { code, stdout } = await runCli(['run', '--onse', '-h']);
  assert.is(code, 0);
  assert.match(stdout, /^hushpipe run: run the pipeline/);
  assert.match(stdout, '-c, --config FILE');
  assert.is((await runCli(['help', 'run'])).stdout, stdout);
});

for (const args of [['version'], ['--version'], ['-V'], ['-v']]) {
  test(`prints the version for ${args[0]}`, async () => {
    const { code, stdout } = await runCli(args);
    assert.is(code, 0);
    assert.match(stdout, `hushpipe ${VERSION} (Node ${process.versions.node})\n`);
  });
}

test('prints the version as JSON', async () => {
  assert.equal(JSON.parse((await runCli(['version', '--json'])).stdout), { hushpipe: VERSION, node: process.versions.node });
});

test('says on standard error how it is used where no command is given', async () => {
  const { code, stdout, stderr } = await runCli([]);
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.match(stderr, 'Usage: hushpipe COMMAND');
});

test('proposes the command that was probably meant', async () => {
  const { code, stdout, stderr } = await runCli(['valdate']);
  assert.is(code, 2);
  assert.is(stdout, '');
  assert.is(stderr, 'hushpipe: there is no command "valdate"\nDid you mean "validate"?\n');
});

test('takes no inherited name for a command', async () => {
  assert.is((await runCli(['toString'])).code, 2);
  assert.is((await runCli(['help', 'constructor'])).code, 2);
});

test('proposes the option that was probably meant', async () => {
  const { code, stderr } = await runCli(['run', '--onec']);
  assert.is(code, 2);
  assert.is(stderr, 'hushpipe: "run" has no option --onec\nDid you mean "--once"?\n');
});

test('leads to the help of the command whose options are wrong', async () => {
  const { code, stderr } = await runCli(['backtest', '--sweep']);
  assert.equal([code, stderr], [2, 'hushpipe: --sweep needs a value: --sweep KEY=A..B\nSee hushpipe backtest --help.\n']);
});

test('says where an option belongs that stands before the command', async () => {
  const { code, stderr } = await runCli(['--once']);
  assert.is(code, 2);
  assert.match(stderr, 'options follow a command: hushpipe run --once');
});

test('writes colours only where it is asked to, or to a terminal', async () => {
  const escapes = /\u001b\[/;
  const args = ['plugins', 'info', 'drop'];
  assert.not.match((await runCli(args)).stdout, escapes);
  assert.match((await runCli([...args, '--color', 'always'])).stdout, escapes);
  assert.match((await runCli(args, { env: { FORCE_COLOR: '1' } })).stdout, escapes);
  assert.not.match((await runCli([...args, '--color=never'], { env: { FORCE_COLOR: '1' } })).stdout, escapes);
});

test('ends quietly where its reader has seen enough', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'explain', '--list'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close') as [number];
  assert.equal([code, stderr], [0, '']);
});

const onFullDisk = existsSync('/dev/full') ? test : (name: string): void => test.skip(name, 'there is no /dev/full');

onFullDisk('exits with 1 where its results could not be written', async () => {
  const full = await open('/dev/full', 'w');
  const child = spawn(process.execPath, [PROGRAM, 'explain', '--list'], { stdio: ['ignore', full.fd, 'ignore'] });
  const [code] = await once(child, 'close') as [number];
  await full.close();
  assert.is(code, 1);
});

onFullDisk('keeps one listener for all writes that fail', async () => {
  const full = await open('/dev/full', 'w');
  const child = spawn(process.execPath, [PROGRAM, 'redact', '--report', 'json'], { stdio: ['pipe', full.fd, 'pipe'] });
  child.stdin?.on('error', () => {});
  child.stdin?.end('nothing to see here\n'.repeat(200_000));
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close') as [number];
  await full.close();
  assert.equal([code, stderr], [1, '']);
});

test.run();
