import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { StateFile } from '../../../core/runtime/state-file.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('StateFile');

let folder: string;
let context: TestContext;
let state: StateFile;

test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'state-'));
  context = testContext();
  state = new StateFile(join(folder, 'data', 'triggers.json'), context.log);
});
test.after.each(() => rm(folder, { recursive: true }));

const files = (): Promise<readonly string[]> => readdir(join(folder, 'data'));

test('reads what was written last, and says nothing where there is nothing', async () => {
  assert.is(await state.read(), undefined);
  await Promise.all([state.write({ n: 1 }), state.write({ n: 2 }), state.write({ n: 3 })]);
  assert.equal(await state.read(), { n: 3 });
  assert.equal([await files(), context.logs], [['triggers.json'], []]);
  assert.is((await stat(join(folder, 'data', 'triggers.json'))).mode & 0o077, 0);
});

test('sets aside what cannot be read, and says so', async () => {
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', 'triggers.json'), '{"n":');
  assert.is(await state.read(), undefined);
  assert.equal(await files(), ['triggers.json.unreadable']);
  assert.is(context.logs[0]?.level, 'error');
  await state.write({ n: 1 });
  assert.equal(await state.read(), { n: 1 });
});

test('does not take something unreadable for nothing', async () => {
  await mkdir(join(folder, 'data', 'triggers.json'), { recursive: true });
  assert.is(await state.read(), undefined);
  assert.equal([context.logs.length, await files()], [1, ['triggers.json.unreadable']]);
});

test('finds nothing where the folder is a file, and does not say that it was set aside', async () => {
  await writeFile(join(folder, 'data'), 'a file');
  assert.is(await state.read(), undefined);
  assert.equal(context.logs, []);
});

test('leaves what is there alone where it cannot write, and says so', async () => {
  await state.write({ n: 1 });
  const path = join(folder, 'data', 'triggers.json');
  await mkdir(`${path}.tmp`);
  await state.write({ n: 2 });
  assert.is(context.logs.length, 1);
  assert.is(await readFile(path, 'utf8'), '{"n":1}');
  await rm(`${path}.tmp`, { recursive: true });
  await state.write({ n: 3 });
  assert.equal(await state.read(), { n: 3 });
  await chmod(path, 0o600);
});

test.run();
