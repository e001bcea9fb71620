import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { isPath, resolveModule } from '../../../core/plugin-host/resolve-module.js';
import { suite } from '../../support/suite.js';

const test = suite('resolveModule');

let folder: string;
test.before(() => {
  folder = mkdtempSync(join(tmpdir(), 'resolve-'));
  const home = join(folder, 'node_modules', 'only-import');
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"name":"only-import","exports":{".":{"import":"./main.mjs"}}}');
  writeFileSync(join(home, 'main.mjs'), '');
  writeFileSync(join(folder, 'mine.mjs'), '');
});
test.after(() => rmSync(folder, { recursive: true }));

test('finds files beside the config, and packages that only allow import', () => {
  assert.is(resolveModule('./mine.mjs', folder), join(folder, 'mine.mjs'));
  assert.is(resolveModule(join(folder, 'mine.mjs'), tmpdir()), join(folder, 'mine.mjs'));
  assert.is(resolveModule('only-import', folder), join(folder, 'node_modules', 'only-import', 'main.mjs'));
});

test('finds nothing where there is nothing', () => {
  assert.is(resolveModule('./none.mjs', folder), undefined);
  assert.is(resolveModule('no-such-package', folder), undefined);
});

test.run();

const paths = suite('isPath');

paths('tells paths from names of packages', () => {
  assert.equal(['./a.mjs', '../a.mjs', '/a.mjs', 'C:\\a.mjs', 'a', '@a/b', 'a/b'].map(isPath), [true, true, true, true, false, false, false]);
});

paths.run();
