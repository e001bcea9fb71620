import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { findFiles } from '../../../plugins/file-source/find-files.js';
import { compileExclude, compileGlobs } from '../../../plugins/file-source/glob.js';
import { suite } from '../../support/suite.js';

const test = suite('findFiles');
let root = '';

test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'find-files-'));
  for (const folder of ['a/b', '.hidden', 'c']) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['x.log', 'a/x.log', 'a/y.txt', 'a/b/x.log', '.hidden/x.log', 'c/z.log']) writeFileSync(join(root, file), '');
});
test.after.each(() => rmSync(root, { recursive: true }));

async function find(pattern: string, exclude: readonly string[] = []): Promise<string[]> {
  const { paths } = await findFiles(compileGlobs(`${root}/${pattern}`), compileExclude(exclude));
  return paths.map((path) => path.slice(root.length + 1));
}

test('finds what the patterns match, each once, in order', async () => {
  assert.equal(await find('a/x.log'), ['a/x.log']);
  assert.equal(await find('*/*.log'), ['a/x.log', 'c/z.log']);
  assert.equal(await find('**/*.log'), ['x.log', 'a/x.log', 'a/b/x.log', 'c/z.log']);
  assert.equal(await find('{a/*,**/x.log}'), ['a/b', 'a/x.log', 'a/y.txt', 'x.log', 'a/b/x.log']);
});

test('leaves out what is excluded, and what is not there', async () => {
  assert.equal(await find('**/*.log', ['x.log']), ['c/z.log']);
  assert.equal(await find('a/x.log', ['a/*']), []);
  assert.equal(await find('none.log'), []);
  assert.equal(await find('none/*/x.log'), []);
  assert.equal(await find('x.log/*'), []);
});

test('goes round no ring of links, and through a linked folder that is named', async () => {
  symlinkSync(root, join(root, 'a/ring'));
  assert.equal(await find('**/z.log'), ['c/z.log']);
  assert.equal(await find('a/ring/c/*'), ['a/ring/c/z.log']);
});

test('says which folders decide', async () => {
  const { folders } = await findFiles([...compileGlobs(`${root}/a/**/*.log`), ...compileGlobs(`${root}/c/none.log`)], () => false);
  assert.equal([...folders], [join(root, 'a'), join(root, 'a/b'), join(root, 'c')]);
});

test('says which folders cannot be listed', async (context) => {
  void context;
  symlinkSync(join(root, 'loop'), join(root, 'loop'));
  const { unreadable } = await findFiles(compileGlobs(`${root}/loop/*`), () => false);
  assert.equal([...unreadable.keys()], [join(root, 'loop')]);
  chmodSync(root, 0o755);
});

test.run();
