import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { formatDiagnostics } from '../../../core/config/format-diagnostics.js';
import { loadConfig, type LoadResult } from '../../../core/config/load-config.js';
import { expandLists } from '../../../core/config/value-lists.js';
import { createRegistry } from '../../../core/plugin-host/registry.js';
import { BUILT_IN } from '../../../plugins/index.js';
import { suite } from '../../support/suite.js';

const test = suite('expandLists');

let folder = '';
test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-lists-'));
});
test.after.each(() => rm(folder, { recursive: true, force: true }));

test('puts the values in the place of the name, wherever a condition stands', async () => {
  const root = {
    lists: { admins: ['root', 'ann'], ports: [22, 443] },
    triggers: [{ name: 'a', when: [{ 'user|in': '%admins%' }, { not: { 'host|endswith|expand': ['.%admins%.example', 'x'] } }] }],
    routes: [{ when: { 'port|in': '%ports%' }, to: 'out' }],
    classify: [], transforms: [],
  };
  assert.equal((await expandLists(root, folder)).problems, []);
  assert.equal(root.triggers[0]?.when, [{ 'user|in': ['root', 'ann'] }, { not: { 'host|endswith|expand': ['.root.example', '.ann.example', 'x'] } }] as never);
  assert.equal(root.routes[0]?.when, { 'port|in': ['22', '443'] });
});

test('leaves what names no list, and other keys, as they are', async () => {
  const root = { lists: { admins: ['root'] }, triggers: [{ name: '%admins%', when: { 'user|in': '%others%', message: '%admins%' } }] };
  await expandLists(root, folder);
  assert.equal(root.triggers[0], { name: '%admins%', when: { 'user|in': ['%others%'], message: '%admins%' } });
});

async function load(): Promise<LoadResult> {
  const text = `version: 1
sources: { in: { type: stdin } }
sinks: { out: { type: console } }
lists: { admins: { file: admins.txt } }
routes: [{ when: { 'user|in': '%admins%' }, to: out }]
`;
  return loadConfig({ file: join(folder, 'c.yaml'), text, plugins: createRegistry(BUILT_IN), cwd: folder });
}

test('reads a list from a file, one value a line, and watches it', async () => {
  await writeFile(join(folder, 'admins.txt'), '# who may\nroot\n\n ann \r\n');
  const { config, files } = await load();
  assert.equal(config?.routes[0]?.when, { 'user|in': ['root', 'ann'] });
  assert.ok(files.includes(join(folder, 'admins.txt')));
});

test('says where a list is named whose file is not there', async () => {
  const { config, diagnostics } = await load();
  assert.is(config, undefined);
  assert.match(formatDiagnostics(diagnostics), /^c\.yaml:4:26 +error +CONFIG_NOT_FOUND +the list "admins" cannot be read: /);
});

test.run();
