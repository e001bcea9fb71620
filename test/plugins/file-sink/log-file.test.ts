import { mkdtemp, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as assert from 'uvu/assert';
import { LogFile } from '../../../plugins/file-sink/log-file.js';
import { suite } from '../../support/suite.js';

const test = suite('LogFile');

let path = '';
let file: LogFile;
test.before.each(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'hushpipe-log-')), 'deep', 'app.log');
  file = new LogFile({ path, mode: 0o640, fsync: 'batch' });
});
test.after.each(async () => {
  await file.close();
  await rm(dirname(dirname(path)), { recursive: true, force: true });
});

const open = (truncate = false): ReturnType<LogFile['open']> => file.open({ truncate });
/** In two pieces, as lines of several blocks come. */
const bytes = (text: string): readonly Uint8Array[] => [Buffer.from(text.slice(0, 1)), Buffer.from(text.slice(1))];
const content = (): Promise<string> => readFile(path, 'utf8');

test('makes the file and its folders with the permissions it is given', async () => {
  await open();
  assert.is((await stat(path)).mode & 0o777, 0o640);
  assert.is((await stat(dirname(path))).mode & 0o027, 0);
});

test('opens a file that others begin at the same moment, as processes do that start together', async () => {
  const files = Array.from({ length: 8 }, () => new LogFile({ path, mode: 0o640, fsync: 'never' }));
  await Promise.all(files.map((each) => each.open({ truncate: false })));
  for (const [n, each] of files.entries()) await each.append(bytes(`${n}\n`));
  await Promise.all(files.map((each) => each.close()));
  assert.is(await content(), '0\n1\n2\n3\n4\n5\n6\n7\n');
});

test('the permissions do not depend on the umask', async () => {
  file = new LogFile({ path, mode: 0o666, fsync: 'never' });
  await open();
  assert.is((await stat(path)).mode & 0o777, 0o666);
});

test('appends behind what is there and knows the size', async () => {
  await open();
  await file.append(bytes('one\n'));
  await file.close();
  await open();
  assert.is(file.size, 4);
  await file.append(bytes('two\n'));
  assert.is(file.size, 8);
  assert.is(await content(), 'one\ntwo\n');
});

test('leaves the permissions of a file that was there', async () => {
  await open();
  await file.close();
  file = new LogFile({ path, mode: 0o600, fsync: 'batch' });
  await open();
  assert.is((await stat(path)).mode & 0o777, 0o640);
});

test('empties the file where it is told to', async () => {
  await open();
  await file.append(bytes('old\n'));
  await file.close();
  await open(true);
  await file.append(bytes('new\n'));
  assert.is(await content(), 'new\n');
  assert.is(file.size, 4);
});

test('ends a torn last line, so that it stays apart from what follows', async () => {
  await open();
  await file.close();
  await writeFile(path, '{"a":1}\n{"b":');
  assert.ok((await open()).torn);
  await file.append(bytes('{"c":3}\n'));
  assert.is(await content(), '{"a":1}\n{"b":\n{"c":3}\n');
  assert.is(file.size, (await stat(path)).size);
});

test('knows when the path leads to another file, or to none', async () => {
  await open();
  assert.not(await file.isReplaced());
  await rename(path, `${path}.moved`);
  assert.ok(await file.isReplaced());
  await writeFile(path, 'another');
  assert.ok(await file.isReplaced());
});

test('takes note of a size that was changed from outside', async () => {
  await open();
  await file.append(bytes('x'.repeat(100)));
  await truncate(path, 0);
  assert.not(await file.isReplaced());
  assert.is(file.size, 0);
  await file.append(bytes('after\n'));
  assert.is(await content(), 'after\n');
});

test('appends at the end while the process is ending', async () => {
  await open();
  await file.append(bytes('one\n'));
  file.appendSync(bytes('two\n'));
  assert.is(await content(), 'one\ntwo\n');
  assert.is(file.size, 8);
});

test('finishes what was begun before, once and in order, while the process is ending', async () => {
  await open();
  const begun = file.append(bytes('one\n'));
  file.appendSync(bytes('two\n'));
  assert.is(await content(), 'one\ntwo\n');
  await begun;
  const asked = file.append(bytes('three\n'));
  await Promise.resolve();
  await Promise.resolve();
  file.appendSync(bytes('four\n'));
  assert.is(await content(), 'one\ntwo\nthree\nfour\n');
  await asked;
  await file.append(bytes('five\n'));
  assert.is(await content(), 'one\ntwo\nthree\nfour\nfive\n');
  assert.is(file.size, 24);
});

test('appends while the process is ending although the file is just being changed', async () => {
  await open();
  await file.append(bytes('one\n'));
  await file.close();
  file.appendSync(bytes('two\n'));
  assert.is(await content(), 'one\ntwo\n');
});

test('refuses to append to what is not open', async () => {
  const message = await file.append(bytes('x')).then(() => '', (error: unknown) => (error as Error).message);
  assert.match(message, 'is not open');
  assert.throws(() => file.appendSync(bytes('x')), 'is not open');
});

test('writes to a device, which can neither be cut nor be forced onto a disk', async () => {
  file = new LogFile({ path: '/dev/null', mode: 0o640, fsync: 'batch' });
  await open();
  await file.append(bytes('one\n'));
  file.appendSync(bytes('two\n'));
  assert.not(file.isRegular);
});

test('a full device is an error each time', async () => {
  file = new LogFile({ path: '/dev/full', mode: 0o640, fsync: 'batch' });
  await open();
  for (let attempt = 0; attempt < 2; attempt++) {
    assert.is(await file.append(bytes('one\n')).then(() => '', (error: unknown) => (error as NodeJS.ErrnoException).code), 'ENOSPC');
  }
});

test('a path that cannot be a file is an error', async () => {
  const broken = new LogFile({ path: dirname(dirname(path)), mode: 0o640, fsync: 'batch' });
  assert.is(await broken.open({ truncate: false }).then(() => '', (error: unknown) => (error as NodeJS.ErrnoException).code), 'EISDIR');
  assert.not(broken.isOpen);
});

test('closes twice, and without having been opened', async () => {
  await file.close();
  await open();
  await file.close();
  await file.close();
  assert.not(file.isOpen);
});

test.run();
