import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { Archive } from '../../../plugins/file-sink/archive.js';
import type { RetainConfig } from '../../../plugins/file-sink/config.js';
import { suite } from '../../support/suite.js';
import { until } from '../../support/until.js';

const test = suite('Archive');

const DAY = 86_400_000;
const NOW = Date.UTC(2025, 0, 10);
const never = new AbortController().signal;

let folder = '';
let context: TestContext;
test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-archive-'));
  context = testContext({ clock: new VirtualClock(NOW) });
});
test.after.each(() => rm(folder, { recursive: true, force: true }));

/** Files of the archive, one a day up to now, the newest last. */
const days = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => `app-${new Date(NOW - (count - 1 - n) * DAY).toISOString().slice(0, 10).replaceAll('-', '')}T000000Z-1.log`);
const put = async (names: readonly string[], content = 'x'.repeat(100)): Promise<void> => {
  for (const name of names) await writeFile(join(folder, name), content);
};
/** As a minute later: what was rotated at `NOW` has settled. */
const settle = (): void => {
  context = testContext({ clock: new VirtualClock(NOW + 60_000) });
};
const files = async (): Promise<string[]> => (await readdir(folder)).sort();
const tidied = async (retain: RetainConfig, gzip = false): Promise<string[]> => {
  const archive = new Archive(join(folder, 'app.log'), gzip, retain, context);
  archive.start();
  await archive.stop(never);
  return files();
};

test('takes the file under a name of the time that nothing has', async () => {
  const archive = new Archive(join(folder, 'app.log'), false, {}, context);
  for (const content of ['1', '2', '3']) {
    await put(['app.log'], content);
    await archive.take();
    if (content === '1') await put(['app-20250110T000000Z-2.log.gz']);
  }
  assert.equal(await files(), ['app-20250110T000000Z-1.log', 'app-20250110T000000Z-2.log.gz', 'app-20250110T000000Z-3.log', 'app-20250110T000000Z-4.log']);
});

test('loses no file where several processes rotate at the same moment', async () => {
  const archives = Array.from({ length: 4 }, () => new Archive(join(folder, 'app.log'), false, {}, context));
  for (const content of ['1', '2', '3']) {
    await put(['app.log'], content);
    await Promise.all(archives.map((archive) => archive.take()));
  }
  const contents = await Promise.all((await files()).map((name) => readFile(join(folder, name), 'utf8')));
  assert.equal(contents.sort(), ['1', '2', '3']);
});

test('compresses a file only when others that had it open have noticed that it was rotated', async () => {
  const clock = new VirtualClock(NOW);
  context = testContext({ clock });
  const archive = new Archive(join(folder, 'app.log'), true, {}, context);
  await put(['app.log']);
  await archive.take();
  archive.start();
  await until('a timer for what has to settle', () => clock.untilNext !== undefined);
  assert.equal(await files(), ['app-20250110T000000Z-1.log']);
  await clock.advance(clock.untilNext ?? 0);
  await archive.stop(never);
  assert.equal(await files(), ['app-20250110T000000Z-1.log.gz']);
  await put(['app.log']);
  await archive.take();
  archive.tidy();
  await archive.stop(never);
  assert.is(clock.untilNext, undefined, 'no timer is left');
});

test('keeps everything where nothing is to be removed', async () => {
  await put(days(5));
  assert.equal(await tidied({}), days(5));
});

test('removes what was rotated longer ago than the age', async () => {
  await put(days(5));
  assert.equal(await tidied({ age: 2 * DAY }), days(3));
  assert.is(context.counters.get('files_removed'), 2);
});

test('removes the oldest beyond a number of files', async () => {
  await put(days(5));
  assert.equal(await tidied({ files: 2 }), days(2));
});

test('removes the oldest beyond a total size', async () => {
  await put(days(5));
  assert.equal(await tidied({ size: 399 }), days(3));
});

test('touches no file, folder or link that it did not make', async () => {
  const others = ['app.log', 'app-old.log', 'app-20200101T000000Z-1.log.bak', 'other-20200101T000000Z-1.log', 'notes.tmp'];
  await put(others);
  await mkdir(join(folder, 'app-20200101T000000Z-1.log'));
  await symlink(join(folder, 'app-old.log'), join(folder, 'app-20200101T000000Z-2.log'));
  assert.equal(await tidied({ files: 0, age: 0, size: 0 }, true), [...others, 'app-20200101T000000Z-1.log', 'app-20200101T000000Z-2.log'].sort());
});

test('compresses what an earlier run left, and clears away what it left half done', async () => {
  settle();
  const [first, second] = days(2) as [string, string];
  await put([first, second, `${first}.gz.tmp`, 'app-20200101T000000Z-1.log.gz.tmp']);
  assert.equal(await tidied({}, true), [`${first}.gz`, `${second}.gz`]);
});

test('counts compressed files by their compressed size', async () => {
  settle();
  await put(days(3), 'x'.repeat(10_000));
  assert.equal(await tidied({ size: 1000 }, true), days(3).map((name) => `${name}.gz`));
});

test('gives up compressing when the time to stop runs out, and does it at the next start', async () => {
  settle();
  await put(days(1), 'x'.repeat(5_000_000));
  const archive = new Archive(join(folder, 'app.log'), true, {}, context);
  archive.start();
  await archive.stop(AbortSignal.abort(new Error('time is up')));
  assert.equal(await files(), days(1));
  archive.start();
  await archive.stop(never);
  assert.equal(await files(), days(1).map((name) => `${name}.gz`));
});

test('says once that it fails, counts each time, and goes on with the next rotation', async () => {
  const archive = new Archive(join(folder, 'missing', 'app.log'), true, {}, context);
  for (let n = 0; n < 2; n++) {
    archive.tidy();
    await archive.stop(never);
  }
  assert.is(context.counters.get('tidy_failures'), 2);
  assert.is(context.logs.length, 1);
});

test.run();
