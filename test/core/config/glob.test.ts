import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import * as assert from 'uvu/assert';
import { glob } from '../../../core/config/glob.js';
import { suite } from '../../support/suite.js';

const test = suite('glob');
let folder = '';

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-glob-'));
  await mkdir(join(folder, 'triggers/team/deep'), { recursive: true });
  await mkdir(join(folder, 'triggers/.hidden'), { recursive: true });
  for (const name of ['b.yaml', 'a.yaml', 'a.yml', '.dot.yaml', 'team/c.yaml', 'team/deep/d.yaml', '.hidden/e.yaml']) await writeFile(join(folder, 'triggers', name), '');
  await symlink(join(folder, 'triggers/a.yaml'), join(folder, 'triggers/link.yaml'));
  await symlink(join(folder, 'triggers'), join(folder, 'triggers/team/loop'));
});

test.after(() => rm(folder, { recursive: true }));

async function found(pattern: string): Promise<readonly string[]> {
  return (await glob(pattern, folder)).files.map((path) => relative(folder, path));
}

test('matches within a folder, sorted, links to files included, names with a dot left out', async () => {
  assert.equal(await found('triggers/*.yaml'), ['triggers/a.yaml', 'triggers/b.yaml', 'triggers/link.yaml']);
  assert.equal(await found('./triggers/?.y*ml'), ['triggers/a.yaml', 'triggers/a.yml', 'triggers/b.yaml']);
  assert.equal(await found('triggers/.*.yaml'), ['triggers/.dot.yaml']);
});

test('goes down with ** and follows no link to a folder there', async () => {
  assert.equal(await found('triggers/**/*.yaml'), ['triggers/a.yaml', 'triggers/b.yaml', 'triggers/link.yaml', 'triggers/team/c.yaml', 'triggers/team/deep/d.yaml']);
  assert.equal(await found('triggers/*/c.yaml'), ['triggers/team/c.yaml']);
});

test('takes names literally otherwise, and absolute patterns', async () => {
  assert.equal(await found('triggers/a.yaml'), ['triggers/a.yaml']);
  assert.equal(await found(join(folder, 'triggers/a.y?l')), ['triggers/a.yml']);
  assert.equal(await found('triggers/a+yaml'), []);
  assert.equal(await found('nowhere/*.yaml'), []);
});

test('names the folders that it looked in', async () => {
  const { folders } = await glob('triggers/**/*.yaml', folder);
  assert.equal(folders.map((path) => relative(folder, path)), ['triggers', 'triggers/team', 'triggers/team/deep']);
});

test.run();
