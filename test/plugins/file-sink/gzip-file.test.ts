import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { gzipFile } from '../../../plugins/file-sink/gzip-file.js';
import { suite } from '../../support/suite.js';

const test = suite('gzipFile');

let folder = '';
test.before.each(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hushpipe-gzip-'));
});
test.after.each(() => rm(folder, { recursive: true, force: true }));

const signal = new AbortController().signal;

test('puts a compressed file with the same content and permissions in the place of the file', async () => {
  const path = join(folder, 'a.log');
  const content = Buffer.from('line\n'.repeat(50_000));
  await writeFile(path, content, { mode: 0o600 });
  await gzipFile(path, signal);
  assert.equal(await readdir(folder), ['a.log.gz']);
  assert.ok(gunzipSync(await readFile(`${path}.gz`)).equals(content));
  assert.is((await stat(`${path}.gz`)).mode & 0o777, 0o600);
});

test('leaves the file as it was when it is interrupted', async () => {
  const path = join(folder, 'a.log');
  await writeFile(path, 'x'.repeat(1_000_000));
  const stop = new AbortController();
  const work = gzipFile(path, stop.signal).then(() => 'done', (error: unknown) => (error as Error).name);
  stop.abort();
  assert.is(await work, 'AbortError');
  assert.equal(await readdir(folder), ['a.log']);
});

test('takes up again what a crash left half done', async () => {
  const path = join(folder, 'a.log');
  await writeFile(path, 'whole');
  await writeFile(`${path}.gz.tmp`, 'half');
  await writeFile(`${path}.gz`, 'whatever was there');
  await gzipFile(path, signal);
  assert.equal(await readdir(folder), ['a.log.gz']);
  assert.is(gunzipSync(await readFile(`${path}.gz`)).toString(), 'whole');
});

test.run();
