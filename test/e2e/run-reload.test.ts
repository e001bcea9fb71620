import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../support/suite.js';
import { CONFIG, upTo, Workspace } from './workspace.js';

interface Here {
  work: Workspace;
}

const test = suite<Here>('reload of a running hushpipe', { work: undefined as unknown as Workspace });

test.before.each(async (here) => {
  here.work = await Workspace.make();
});
test.after.each(({ work }) => work.remove());

const BROKEN = CONFIG.replace('type: file, path:', 'type: fil, path:');
const CHANGED = CONFIG.replace('path: out/app.jsonl', 'path: out/app.jsonl, fsync: never');

test('puts a changed file in place, and goes on where it was', async ({ work }) => {
  await work.log(5);
  const cli = await work.start();
  await work.out(5);
  await work.write('hushpipe.yaml', CHANGED);
  await cli.says('config reloaded');
  assert.is((await work.status()).generation, 2);
  await work.log(5);
  await work.out(10);
  assert.equal(await work.delivered(), upTo(10));
});

test('sees files that are saved by renaming, twice', async ({ work }) => {
  const cli = await work.start();
  for (const [generation, text] of [[2, CHANGED], [3, CONFIG]] as const) {
    await work.write('new.yaml', text);
    await rename(join(work.folder, 'new.yaml'), join(work.folder, 'hushpipe.yaml'));
    await cli.says(`"generation":${generation},`);
  }
});

test('reloads on SIGHUP, also where it does not watch', async ({ work }) => {
  const cli = await work.start(['--no-watch']);
  await work.write('hushpipe.yaml', CHANGED);
  cli.kill('SIGHUP');
  await cli.says('config reloaded');
  assert.is((await work.status()).generation, 2);
});

test('keeps running with a broken file, and says why, with line and column', async ({ work }) => {
  const cli = await work.start();
  await work.write('hushpipe.yaml', BROKEN);
  await cli.says('hushpipe.yaml:5:16 there is no sink called');
  assert.match(cli.stderr, 'the config is not valid: the old one is still running');
  const { generation, last_error } = await work.status();
  assert.is(generation, 1);
  assert.match(last_error ?? '', 'hushpipe.yaml:5:16');
  await work.log(3);
  await work.out(3);
  await work.write('hushpipe.yaml', CONFIG);
  await cli.says('config reloaded');
  assert.is((await work.status()).last_error, null);
});

test('keeps running where a new instance cannot start, and takes the file that is mended', async ({ work }) => {
  const cli = await work.start();
  await work.write('in-the-way', '');
  await work.write('hushpipe.yaml', CONFIG.replace('out/app.jsonl', 'in-the-way/app.jsonl'));
  await cli.says('the new config could not be put in place: the old one is still running');
  assert.match(cli.stderr, /hushpipe\.yaml:5:3 .*sinks\.out could not start/);
  assert.match((await work.status()).last_error ?? '', 'hushpipe.yaml:5:3');
  await work.log(3);
  await work.out(3);
  await work.write('hushpipe.yaml', CHANGED);
  await cli.says('config reloaded');
  await work.log(3);
  await work.out(6);
  assert.equal(await work.delivered(), upTo(6));
});

test('says what a reload would change, and changes nothing', async ({ work }) => {
  await work.start(['--no-watch']);
  await work.write('hushpipe.yaml', `${CHANGED}  more: { type: console, stream: stderr }\n`);
  const { code, stdout } = await work.ask('reload', '--dry-run');
  assert.is(code, 0);
  assert.is(stdout, `\
~ sinks.out   fsync (default) -> never   replaced
+ sinks.more  console                    new
`);
  assert.is((await work.status()).generation, 1);
});

test('reloads when it is asked to, and says what changed', async ({ work }) => {
  await work.start(['--no-watch']);
  await work.write('hushpipe.yaml', CHANGED);
  const { code, stdout, stderr } = await work.hushpipe(['reload']);
  assert.is(code, 0);
  assert.match(stdout, '~ sinks.out  fsync (default) -> never   replaced');
  assert.is(stderr, 'reloaded, generation 2\n');
  const again = await work.ask('reload', '--json');
  assert.equal(JSON.parse(again.stdout), { outcome: 'unchanged', changes: 'no change\n' });
});

test('answers who asks for a reload with what is wrong, and exits with 1', async ({ work }) => {
  await work.start(['--no-watch']);
  await work.write('hushpipe.yaml', BROKEN);
  for (const args of [['reload'], ['reload', '--dry-run']]) {
    const { code, stdout, stderr } = await work.ask(...args);
    assert.is(code, 1);
    assert.match(stdout, 'hushpipe.yaml:5:16  error  CONFIG_UNKNOWN_TYPE');
    assert.match(stderr, 'nothing was changed');
  }
  await work.write('in-the-way', '');
  await work.write('hushpipe.yaml', CONFIG.replace('out/app.jsonl', 'in-the-way/app.jsonl'));
  const failed = await work.ask('reload');
  assert.is(failed.code, 1);
  assert.match(failed.stderr, /hushpipe\.yaml:5:3 .*could not start/);
});

test('never answers with a secret', async ({ work }) => {
  const secret = ['hunter', '2hunter2'].join('');
  await work.start(['--no-watch'], { env: { HOOK: `https://example.com/${secret}` } });
  await work.write('hushpipe.yaml', `${CONFIG}actions:\n  team: { type: slack, webhook_url: '\${HOOK}' }\n`);
  const added = await work.ask('reload');
  assert.is(added.code, 0, added.stderr);
  await work.write('hushpipe.yaml', `${CONFIG}actions:\n  team: { type: slack, webhook_url: 'https://example.com/${secret}2' }\n`);
  const changed = await work.ask('reload', '--json');
  assert.match(changed.stdout, '[secret] -> [secret]');
  assert.not.match(added.stdout + changed.stdout + (await work.ask('top', '--json')).stdout, secret);
});

test('starts with the last config that worked only where it is asked to, and takes the mended file', async ({ work }) => {
  await work.log(2);
  await work.hushpipe(['run', '--once']);
  await work.write('hushpipe.yaml', BROKEN);
  assert.is((await work.hushpipe(['run', '--once'])).code, 78);
  await work.log(2);
  const cli = await work.start(['--last-good']);
  await work.out(2);
  assert.match(cli.stderr, 'running with the last one that worked');
  assert.match(cli.stderr, 'hushpipe.yaml:5:16 there is no sink called');
  assert.match((await work.status()).last_error ?? '', 'hushpipe.yaml:5:16');
  await work.write('hushpipe.yaml', CHANGED);
  await cli.says('config reloaded');
  assert.is((await work.status()).last_error, null);
  assert.equal(await work.delivered(), upTo(4));
});

test('says that no config was kept', async ({ work }) => {
  await work.write('hushpipe.yaml', BROKEN);
  const { code, stderr } = await work.hushpipe(['run', '--last-good']);
  assert.is(code, 78);
  assert.match(stderr, 'No earlier config that worked was kept for this file.');
});

test('watches what the config includes', async ({ work }) => {
  await work.write('hushpipe.yaml', `${CONFIG}include: ['more-*.yaml']\n`);
  const cli = await work.start();
  await writeFile(join(work.folder, 'more-a.yaml'), 'sinks: { more: { type: console, stream: stderr } }\n');
  await cli.says('"generation":2,');
  await writeFile(join(work.folder, 'more-a.yaml'), 'sinks: { more: { type: console, stream: stderr, format: json } }\n');
  await cli.says('"generation":3,');
  await rm(join(work.folder, 'more-a.yaml'));
  await cli.says('"generation":4,');
});

test('does not reload a run that ends by itself', async ({ work }) => {
  await work.write('hushpipe.yaml', 'version: 1\nsources: { in: { type: stdin } }\nsinks: { out: { type: console } }\n');
  const cli = await work.start(['--once']);
  const { code, stderr } = await work.ask('reload');
  assert.is(code, 1);
  assert.match(stderr, 'keeps the config it began with');
  cli.kill('SIGHUP');
  await cli.says('SIGHUP: a run with --once');
});

test('keeps the saved config readable for its owner only', async ({ work }) => {
  await work.hushpipe(['run', '--once']);
  const { stdout } = await work.hushpipe(['run', '--once']);
  assert.is(stdout, '');
  assert.match(await readFile(join(work.folder, '.hushpipe', 'last-good-config.json'), 'utf8'), '"format":1');
});

test.run();
