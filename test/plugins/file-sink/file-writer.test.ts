import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { RetryableError } from '../../../core/contract/errors.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import type { FileSinkConfig } from '../../../plugins/file-sink/config.js';
import { FileWriter } from '../../../plugins/file-sink/file-writer.js';
import { suite } from '../../support/suite.js';

const test = suite('FileWriter');

const HOUR = 3_600_000;
const never = new AbortController().signal;

let path = '';
let clock: VirtualClock;
let context: TestContext;
let sink: FileWriter;
test.before.each(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'hushpipe-file-')), 'app.log');
  clock = new VirtualClock(Date.UTC(2025, 0, 1, 12));
  context = testContext({ clock });
});
test.after.each(async () => {
  await sink.stop(never);
  await rm(dirname(path), { recursive: true, force: true });
});

const make = (config: Partial<FileSinkConfig> = {}): void => {
  sink = new FileWriter({ path, encoding: 'line', append: true, fsync: 'batch', mode: '0640', ...config }, context);
};
const start = async (config: Partial<FileSinkConfig> = {}): Promise<void> => {
  make(config);
  await sink.start();
};
const deliver = (...lines: string[]): Promise<void> => sink.deliver(makeEvents(lines), never);
const content = (name = 'app.log'): Promise<string> => readFile(join(dirname(path), name), 'utf8');
const files = async (): Promise<string[]> => (await readdir(dirname(path))).sort();
const failure = (work: Promise<unknown>): Promise<unknown> => work.then(() => assert.unreachable(), (error: unknown) => error);

test('has the whole batch in the file when a delivery resolves, in order', async () => {
  await start();
  await deliver('one', 'two');
  assert.is(await content(), 'one\ntwo\n');
  await deliver('three');
  assert.is(await content(), 'one\ntwo\nthree\n');
});

test('deliveries that overlap do not mix', async () => {
  await start();
  const batches = Array.from({ length: 20 }, (_, n) => Array.from({ length: 50 }, () => `${n}`.repeat(200)));
  await Promise.all(batches.map((lines) => sink.deliver(makeEvents(lines), new AbortController().signal)));
  assert.is(await content(), batches.flat().map((line) => `${line}\n`).join(''));
});

test('writes JSON lines or the lines as they came', async () => {
  const events = makeEvents(['plain text', '{"b":1.0,"a":"\\u0041"}']);
  await start({ encoding: 'line' });
  await sink.deliver(events, never);
  await sink.stop(never);
  assert.is(await content(), 'plain text\n{"b":1.0,"a":"\\u0041"}\n');
  await start({ encoding: 'json', append: false });
  await sink.deliver(events, never);
  const [text, json] = (await content()).split('\n') as [string, string];
  assert.is((JSON.parse(text) as { message: string }).message, 'plain text');
  assert.is(json, '{"b":1.0,"a":"\\u0041"}');
});

test('writes the bytes that core encoded, without a copy', async () => {
  context.encodePieces = () => [Buffer.from('from '), Buffer.from('core\n')];
  await start();
  await deliver('ignored');
  assert.is(await content(), 'from core\n');
});

test('keeps what is in the file, and empties it only at its first start where it is told to', async () => {
  await writeFile(path, 'before\n');
  await start();
  await deliver('one');
  await sink.stop(never);
  assert.is(await content(), 'before\none\n');
  await start({ append: false });
  await deliver('two');
  await sink.stop(never);
  await sink.start();
  await deliver('three');
  assert.is(await content(), 'two\nthree\n');
});

test('says that it ended a torn last line', async () => {
  await writeFile(path, 'whole\ntor');
  await start();
  await deliver('new');
  assert.is(await content(), 'whole\ntor\nnew\n');
  assert.equal(context.logs.map((line) => line.level), ['warn']);
});

test('begins a new file when a batch would make it larger than rotate.size', async () => {
  await start({ rotate: { size: 10, gzip: false } });
  await deliver('12345');
  await deliver('789');
  await deliver('x');
  await deliver('larger than a whole file');
  assert.equal(await files(), ['app-20250101T120000Z-1.log', 'app-20250101T120000Z-2.log', 'app.log']);
  assert.is(await content('app-20250101T120000Z-1.log'), '12345\n789\n');
  assert.is(await content('app-20250101T120000Z-2.log'), 'x\n');
  assert.is(await content(), 'larger than a whole file\n');
});

test('counts what was in the file before for rotate.size', async () => {
  await writeFile(path, 'before\n');
  await start({ rotate: { size: 10, gzip: false } });
  await deliver('later');
  assert.is(await content(), 'later\n');
});

test('begins a new file with the first line of each rotate.every', async () => {
  await start({ rotate: { every: HOUR, gzip: false } });
  await utimes(path, 0, 0);
  await deliver('12:00');
  await context.clock.advance(HOUR - 1);
  await deliver('12:59');
  await context.clock.advance(1);
  await deliver('13:00');
  await context.clock.advance(5 * HOUR);
  await deliver('18:00');
  assert.equal(await files(), ['app-20250101T130000Z-1.log', 'app-20250101T180000Z-1.log', 'app.log']);
  assert.is(await content('app-20250101T130000Z-1.log'), '12:00\n12:59\n');
  assert.is(await content(), '18:00\n');
});

test('a file that was last written in an earlier period is rotated after a restart', async () => {
  for (const [age, rotated] of [[30 * 60_000, false], [90 * 60_000, true]] as const) {
    await writeFile(path, 'before\n');
    const then = (Date.UTC(2025, 0, 1, 12, 30) - age) / 1000;
    await utimes(path, then, then);
    context = testContext({ clock: new VirtualClock(Date.UTC(2025, 0, 1, 12, 30)) });
    await start({ rotate: { every: HOUR, gzip: false } });
    await deliver('now');
    assert.is(await content(), rotated ? 'now\n' : 'before\nnow\n');
    await sink.stop(never);
  }
});

test('compresses and removes rotated files in the background', async () => {
  await start({ rotate: { size: 1, gzip: true }, retain: { files: 2 } });
  for (const line of ['a', 'b', 'c', 'd']) await deliver(line);
  await sink.stop(never);
  assert.equal(await files(), ['app-20250101T120000Z-2.log', 'app-20250101T120000Z-3.log', 'app.log'], 'removed at once, not yet compressed');
  await clock.advance(60_000);
  await sink.start();
  await sink.stop(never);
  assert.equal(await files(), ['app-20250101T120000Z-2.log.gz', 'app-20250101T120000Z-3.log.gz', 'app.log']);
  assert.is(gunzipSync(await readFile(join(dirname(path), 'app-20250101T120000Z-3.log.gz'))).toString(), 'c\n');
});

test('removes what is too old at its start', async () => {
  await writeFile(join(dirname(path), 'app-20200101T000000Z-1.log'), 'old');
  await start({ rotate: { size: 100, gzip: false }, retain: { age: HOUR } });
  await sink.stop(never);
  assert.equal(await files(), ['app.log']);
});

test('begins a new file within a second after the file was moved or deleted', async () => {
  await start();
  await deliver('one');
  await rename(path, `${path}.moved`);
  await deliver('two');
  await context.clock.advance(1000);
  await deliver('three');
  assert.is(await content('app.log.moved'), 'one\ntwo\n');
  assert.is(await content(), 'three\n');
  await rm(path);
  await context.clock.advance(1000);
  await deliver('four');
  assert.is(await content(), 'four\n');
});

test('goes on in a file that was emptied from outside', async () => {
  await start();
  await deliver('one');
  await truncate(path, 0);
  await deliver('two');
  assert.is(await content(), 'two\n');
});

test('a failure is retryable and reported once, and so is the end of it', async () => {
  await start();
  await deliver('one');
  const folder = dirname(path);
  await rename(folder, `${folder}.away`);
  await writeFile(folder, 'a file in the place of the folder');
  await context.clock.advance(1000);
  const event = makeEvents(['two']);
  for (let attempt = 0; attempt < 2; attempt++) {
    const error = await failure(sink.deliver(event, never));
    assert.instance(error, RetryableError);
    assert.is((error as Error).message, `test.subject: cannot write to ${path}: ENOTDIR.`);
  }
  assert.equal(context.health.map((health) => health.status), ['failed']);
  await rm(folder);
  await rename(`${folder}.away`, folder);
  await sink.deliver(event, never);
  assert.is(await content(), 'one\ntwo\n');
  assert.equal(context.health.map((health) => health.status), ['failed', 'ok']);
});

test('a file that was moved from outside just before a rotation is left, not missed', async () => {
  await start({ rotate: { size: 10, gzip: false } });
  await deliver('12345678');
  await rename(path, `${path}.moved`);
  await deliver('two');
  assert.equal(await files(), ['app.log', 'app.log.moved']);
  assert.is(await content(), 'two\n');
  assert.is(context.counters.get('rotation_failures'), undefined);
});

test('writes on in the same file when it cannot be rotated, says so, and tries again a minute later', async () => {
  // With a time in it, the name is longer than any file system takes.
  const long = `${'a'.repeat(245)}.log`;
  await start({ path: join(dirname(path), long), rotate: { size: 1, gzip: false } });
  for (const line of ['one', 'two', 'three']) await deliver(line);
  assert.is(await content(long), 'one\ntwo\nthree\n');
  assert.is(context.counters.get('rotation_failures'), 1);
  assert.equal(context.logs.map((line) => line.level), ['warn']);
  await context.clock.advance(60_000);
  await deliver('four');
  assert.is(await content(long), 'one\ntwo\nthree\nfour\n');
  assert.is(context.counters.get('rotation_failures'), 2);
});

test('a start that fails says why and leaves nothing open', async () => {
  await writeFile(`${path}.file`, '');
  make({ path: join(`${path}.file`, 'app.log') });
  const error = (await failure(sink.start())) as Error & { code: string };
  assert.is(error.code, 'PLUGIN_START_FAILED');
  assert.match(error.message, /^test\.subject: cannot write to .*app\.log: ENOTDIR/);
});

test('refuses to rotate what is no file of its own', async () => {
  await writeFile(`${path}.target`, '');
  await symlink(`${path}.target`, path);
  make({ rotate: { size: 10, gzip: false } });
  assert.match(((await failure(sink.start())) as Error).message, 'rotate needs a regular file');
});

test('writes while the process is ending, behind what was delivered', async () => {
  await start();
  await deliver('one');
  sink.deliverSync(makeEvents(['two', 'three']));
  assert.is(await content(), 'one\ntwo\nthree\n');
});

test('writes what was given before it, once, while the process is ending', async () => {
  await start();
  const given = [deliver('one'), deliver('two')];
  sink.deliverSync(makeEvents(['three']));
  assert.is(await content(), 'one\ntwo\nthree\n');
  await Promise.all(given);
  sink.deliverSync([]);
  await deliver('four');
  assert.is(await content(), 'one\ntwo\nthree\nfour\n');
});

test('what cannot be written while the process is ending is an error', async () => {
  make();
  assert.throws(() => sink.deliverSync(makeEvents(['one'])), (error: Error) => error instanceof RetryableError);
});

test('stops without a start, twice, and starts again', async () => {
  make();
  await sink.stop(never);
  await sink.start();
  await deliver('one');
  await sink.stop(never);
  await sink.stop(never);
  await sink.start();
  await deliver('two');
  assert.is(await content(), 'one\ntwo\n');
});

test('makes files with the mode it is given, rotated ones too', async () => {
  await start({ mode: '0604', rotate: { size: 1, gzip: true } });
  await deliver('one');
  await deliver('two');
  await sink.stop(never);
  for (const name of await files()) assert.is((await stat(join(dirname(path), name))).mode & 0o777, 0o604, name);
  await chmod(path, 0o600);
});

test('nothing an event holds is in the error of a failed delivery', async () => {
  const secret = ['AKIA', 'QQQQWWWWEEEERRRR'].join('');
  await start({ path: '/dev/full' });
  const error = (await failure(sink.deliver(makeEvents([{ message: secret }]), never))) as Error;
  assert.match(error.message, 'ENOSPC');
  assert.not.match(`${error.stack} ${String(error.cause)} ${context.said()}`, secret);
});

test.run();
