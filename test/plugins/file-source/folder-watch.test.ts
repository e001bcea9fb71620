import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { testContext } from '../../../core/testing/test-context.js';
import { FolderWatch } from '../../../plugins/file-source/folder-watch.js';
import { suite } from '../../support/suite.js';

const test = suite('FolderWatch');
let root = '';
let said: (string | undefined)[] = [];
let heard = (): void => undefined;
let watch = new FolderWatch(() => undefined, testContext().log);

test.before.each(() => {
  root = mkdtempSync(join(tmpdir(), 'folder-watch-'));
  said = [];
  watch = new FolderWatch((path) => {
    said.push(path);
    heard();
  }, testContext().log);
});
test.after.each(() => {
  watch.close();
  rmSync(root, { recursive: true, force: true });
});

/** Waits for the first word about a change. */
function word(): Promise<void> {
  said = [];
  return new Promise((resolve) => {
    heard = resolve;
  });
}

test('names a file that was written to, and only says that something happened when one was made', async () => {
  await watch.update([root]);
  const made = word();
  writeFileSync(join(root, 'a'), '');
  await made;
  assert.is(said[0], undefined);
  const written = word();
  writeFileSync(join(root, 'a'), 'x', { flag: 'a' });
  await written;
  assert.ok(said.includes(join(root, 'a')));
});

test('watches a folder again that was made anew', async () => {
  const folder = join(root, 'x');
  mkdirSync(folder);
  await watch.update([folder]);
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  await watch.update([folder]);
  const made = word();
  writeFileSync(join(folder, 'a'), '');
  await made;
});

test('leaves out folders that are not there', async () => {
  await watch.update([join(root, 'none'), root]);
  const made = word();
  writeFileSync(join(root, 'a'), '');
  await made;
});

test.run();
