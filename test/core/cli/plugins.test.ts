import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { BUILT_IN } from '../../../plugins/index.js';
import { runCli } from '../../support/cli.js';
import { runInProcess } from '../../support/in-process.js';
import { suite } from '../../support/suite.js';

const test = suite('plugins');
let folder = '';

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-plugins-'));
  await writeFile(join(folder, 'mine.mjs'), `export default {
  apiVersion: 1, kind: 'sink', name: 'mine', summary: 'Keeps nothing.', stability: 'experimental', examples: [],
  schema: { type: 'object', additionalProperties: false, properties: {} }, create: () => ({ deliver: async () => {} }),
};\n`);
  await writeFile(join(folder, 'config.yaml'), 'version: 1\nplugins: [./mine.mjs]\n');
});
test.after(() => rm(folder, { recursive: true }));

test('lists every built-in plugin with what it does', async () => {
  const { code, stdout } = await runCli(['plugins', 'list']);
  assert.is(code, 0);
  for (const [kind, plugins] of Object.entries(BUILT_IN)) {
    for (const name of Object.keys(plugins)) assert.match(stdout, new RegExp(`^${kind} +${name} +\\w.*\\.$`, 'm'));
  }
  assert.is((await runInProcess(['plugins'], folder)).stdout, stdout);
});

test('lists one kind, and as JSON', async () => {
  const { stdout } = await runInProcess(['plugins', 'list', '--kind', 'action', '--json'], folder);
  const listed = JSON.parse(stdout) as readonly { readonly kind: string; readonly name: string; readonly summary: string }[];
  assert.equal(listed.map(({ kind, name }) => `${kind} ${name}`), Object.keys(BUILT_IN.action).map((name) => `action ${name}`));
});

test('lists the plugins of a config beside the others', async () => {
  const { code, stdout } = await runInProcess(['plugins', 'list', '-c', 'config.yaml', '--kind', 'sink'], folder);
  assert.is(code, 0);
  assert.match(stdout, /^sink +mine +Keeps nothing\. \(experimental\)$/m);
  assert.not.match((await runInProcess(['plugins', 'list'], folder)).stdout, 'mine');
});

test('shows the options of a plugin, those that core adds, and examples as they stand in a config', async () => {
  const { code, stdout } = await runInProcess(['plugins', 'info', 'discord'], folder);
  assert.is(code, 0);
  assert.match(stdout, /^discord: action, stable$/m);
  assert.match(stdout, /^ {2}webhook_url +secret, required$/m);
  assert.match(stdout, /^ {2}allow_private +true \| false, default false$/m);
  assert.match(stdout, /^ {2}queue\.when_full +block \| drop_oldest \| drop_newest \| spool, default "block"$/m);
  assert.match(stdout, '  # Post to a channel\n  actions:\n    my-discord:\n      type: discord\n      webhook_url: https://discord.com/');
});

test('shows examples that are valid', async () => {
  const { stdout } = await runInProcess(['plugins', 'info', 'dedupe'], folder);
  const example = /# .*\n((?: {2}.*\n)+)/.exec(stdout)?.[1]?.replace(/^ {2}/gm, '');
  await writeFile(join(folder, 'example.yaml'), `version: 1\n${example}`);
  const { code, stdout: report } = await runInProcess(['validate', 'example.yaml'], folder);
  assert.is(code, 0, report);
});

test('shows all plugins of one name, unless a kind is stated', async () => {
  const { stdout } = await runInProcess(['plugins', 'info', 'file'], folder);
  assert.match(stdout, 'file: source');
  assert.match(stdout, 'file: sink');
  assert.not.match((await runInProcess(['plugins', 'info', 'file', '--kind', 'sink'], folder)).stdout, 'file: source');
});

test('gives the whole schema as JSON', async () => {
  const { stdout } = await runInProcess(['plugins', 'info', 'console', '--json'], folder);
  const [found] = JSON.parse(stdout) as readonly { readonly kind: string; readonly schema: { readonly properties: object } }[];
  assert.is(found?.kind, 'sink');
  assert.equal(Object.keys(found?.schema.properties ?? {}).slice(0, 4), ['type', 'format', 'stream', 'queue']);
});

test('proposes the plugin that was probably meant', async () => {
  const { code, stderr } = await runInProcess(['plugins', 'info', 'slak'], folder);
  assert.is(code, 2);
  assert.is(stderr, 'hushpipe: there is no plugin "slak"\nDid you mean "slack"?\n');
  assert.is((await runInProcess(['plugins', 'lst'], folder)).code, 2);
});

test.run();
