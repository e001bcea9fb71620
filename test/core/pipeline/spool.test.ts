import { appendFile, mkdtemp, open, readdir, readFile, rm, stat, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { HushpipeError } from '../../../core/contract/errors.js';
import type { CorruptSegment } from '../../../core/pipeline/spool-folder.js';
import { openSpool, type Spool, type SpoolOptions, type SpooledRecord } from '../../../core/pipeline/spool.js';
import { suite } from '../../support/suite.js';

let dir = '';
let corrupt: CorruptSegment[] = [];
const opened: Spool[] = [];

async function spoolIn(options: Partial<SpoolOptions> = {}): Promise<Spool> {
  const spool = await openSpool({ dir, maxBytes: 1_000_000, segmentBytes: 100_000, onCorrupt: (segment) => corrupt.push(segment), ...options });
  opened.push(spool);
  return spool;
}

const append = (spool: Spool, text: string): Promise<boolean> => spool.append(Buffer.from(text));

async function readAll(spool: Spool): Promise<readonly (SpooledRecord & { readonly text: string })[]> {
  const records = [];
  for (let next = await spool.read(); next !== undefined; next = await spool.read()) records.push({ ...next, text: Buffer.from(next.record).toString() });
  return records;
}

const texts = async (spool: Spool): Promise<readonly string[]> => (await readAll(spool)).map(({ text }) => text);
const segments = async (): Promise<readonly string[]> => (await readdir(dir)).filter((name) => name.endsWith('.spool')).sort();

const test = suite('openSpool');

test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spool-'));
  corrupt = [];
});

test.after.each(async () => {
  for (const spool of opened.splice(0)) await spool.close();
  await rm(dir, { recursive: true });
});

test('gives back in order what was appended', async () => {
  const spool = await spoolIn();
  assert.equal(await Promise.all(['a', '', 'c\n\0'].map((text) => append(spool, text))), [true, true, true]);
  assert.is(spool.records, 3);
  assert.equal(await texts(spool), ['a', '', 'c\n\0']);
  assert.is(await spool.read(), undefined);
  await append(spool, 'd');
  assert.equal(await texts(spool), ['d']);
});

test('gives again after a restart what was not released', async () => {
  const first = await spoolIn();
  for (const text of ['a', 'b', 'c']) await append(first, text);
  const read = await readAll(first);
  await first.release(read[0]?.position ?? -1);
  assert.is(first.records, 2);
  await first.close();

  const second = await spoolIn();
  assert.is(second.records, 2);
  await append(second, 'd');
  assert.equal(await texts(second), ['b', 'c', 'd']);
});

test('gives space back by whole segments, and all of it once all is released', async () => {
  const spool = await spoolIn({ maxBytes: 4000, segmentBytes: 4000 });
  const record = 'x'.repeat(400);
  let taken = 0;
  while (await append(spool, record)) taken += 1;
  assert.is(taken, 9);
  assert.ok(spool.bytes <= 4000);
  assert.is((await segments()).length, 5);

  const read = await readAll(spool);
  await spool.release(read[2]?.position ?? -1);
  assert.is((await segments()).length, 4);
  assert.ok(await append(spool, record));
  await spool.release(read[8]?.position ?? -1);
  assert.is(spool.records, 1);
  await spool.release((await spool.read())?.position ?? -1);
  assert.is(spool.bytes, 0);
  assert.equal(await segments(), []);
  assert.ok(await append(spool, record));
});

test('releases no more than was read', async () => {
  const spool = await spoolIn();
  await append(spool, 'a');
  await spool.release(1000);
  assert.is(spool.records, 1);
  assert.equal(await texts(spool), ['a']);
});

test('acknowledges after the sync, and one sync serves many', async () => {
  const { prototype, restore } = await handlePrototype();
  const spool = await spoolIn();
  let syncs = 0;
  let acknowledged = 0;
  const { datasync } = prototype;
  prototype.datasync = async function () {
    syncs += 1;
    const before = acknowledged;
    await datasync.call(this);
    assert.is(acknowledged, before, 'acknowledged while the sync was under way');
  };
  try {
    await Promise.all(Array.from({ length: 100 }, async (_value, index) => {
      await append(spool, `record ${index}`);
      acknowledged += 1;
    }));
  } finally {
    restore();
  }
  assert.is(acknowledged, 100);
  assert.ok(syncs >= 1 && syncs <= 3, `${syncs} syncs`);
});

test('says false for a full disk, rejects for a broken one, and goes on after both', async () => {
  const { prototype, restore } = await handlePrototype();
  const spool = await spoolIn();
  await append(spool, 'a');
  const { write } = prototype;
  const fail = (code: string): void => {
    prototype.write = async function (bytes, offset, length, position) {
      await write.call(this, bytes, offset, length - 1, position);
      throw Object.assign(new Error(`${code}: write`), { code });
    };
  };
  try {
    fail('ENOSPC');
    assert.is(await append(spool, 'b'), false);
    fail('EIO');
    await append(spool, 'c').then(() => assert.unreachable(), (error: unknown) => assert.match(String(error), 'EIO'));
  } finally {
    restore();
  }
  for (const name of await segments()) assert.is((await stat(join(dir, name))).size, spool.bytes, 'no part of a failed write stays');
  assert.is(await append(spool, 'd'), true);
  assert.equal(await texts(spool), ['a', 'd']);
  await spool.close();
  assert.equal(await texts(await spoolIn()), ['a', 'd']);
});

test('cuts a torn tail off, wherever the crash came', async () => {
  const first = await spoolIn();
  await append(first, 'kept');
  await append(first, 'torn record');
  await first.close();
  const path = join(dir, (await segments())[0] ?? '');
  const whole = await readFile(path);
  for (let size = 0; size < whole.length; size++) {
    await writeFile(path, whole.subarray(0, size));
    const spool = await spoolIn();
    assert.equal(await texts(spool), size < 32 ? [] : ['kept'], `cut at ${size}`);
    if (size >= 32) assert.is((await stat(path)).size, 32);
    await spool.close();
  }
  assert.equal(corrupt, []);
});

test('takes space that was made and never filled for a torn tail', async () => {
  const first = await spoolIn();
  await append(first, 'kept');
  await first.close();
  const [name = ''] = await segments();
  await appendFile(join(dir, name), Buffer.alloc(5000));
  const second = await spoolIn();
  assert.equal(await texts(second), ['kept']);
  assert.equal(corrupt, []);
  await second.close();
  await writeFile(join(dir, name.replace('.spool', '1.spool').slice(1)), Buffer.alloc(100));
  assert.equal(await texts(await spoolIn()), ['kept']);
});

test('sets a damaged segment aside, says how much is lost, and goes on', async () => {
  const first = await spoolIn({ segmentBytes: 100 });
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(30))) await append(first, text);
  await first.close();
  const names = await segments();
  assert.is(names.length, 3);
  await flip(join(dir, names[0] ?? ''), 16 + 12 + 30 + 12 + 5);

  const second = await spoolIn({ segmentBytes: 100 });
  assert.equal((await texts(second)).map((text) => text[0]), ['a', 'c', 'd', 'e', 'f']);
  assert.equal(corrupt, [{ file: join(dir, `${names[0]}.corrupt`), lost: 1 }]);
  assert.is(second.records, 5);
  await second.close();
  assert.equal((await texts(await spoolIn())).map((text) => text[0]), ['a', 'c', 'd', 'e', 'f']);
  assert.is(corrupt.length, 1);
});

test('opens whatever the damage: a header, a missing file, the read position', async () => {
  const first = await spoolIn({ segmentBytes: 100 });
  for (const text of ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => letter.repeat(30))) await append(first, text);
  await first.release((await first.read())?.position ?? -1);
  await first.close();
  const [one = '', two = '', three = ''] = (await segments()).map((name) => join(dir, name));
  await flip(one, 2);
  await flip(three, 2);
  await writeFile(join(dir, 'cursor'), '12');
  await writeFile(join(dir, 'cursor.tmp'), 'x');
  const second = await spoolIn();
  assert.equal((await texts(second)).map((text) => text[0]), ['c', 'd']);
  assert.equal(corrupt.map(({ file }) => file), [`${three}.corrupt`, `${one}.corrupt`]);
  await second.close();

  await rm(two);
  assert.equal(await texts(await spoolIn()), []);
});

test('finds damage to the segment it writes to, and appends to another', async () => {
  const spool = await spoolIn();
  await append(spool, 'aaa');
  await append(spool, 'bbb');
  assert.is(Buffer.from((await spool.read())?.record ?? []).toString(), 'aaa');
  const other = await spoolIn({ dir: join(dir, 'other') });
  await append(other, 'aaa');
  await flip(join(dir, 'other', (await readdir(join(dir, 'other')))[0] ?? ''), 30);
  assert.is(await other.read(), undefined);
  assert.is(corrupt[0]?.lost, 1);
  assert.is(other.records, 0);
  await append(other, 'ccc');
  assert.equal(await texts(other), ['ccc']);
});

test('keeps nobody else from reading the files', async () => {
  const spool = await spoolIn();
  await append(spool, 'a');
  await spool.release(-1);
  for (const name of await readdir(dir)) assert.is((await stat(join(dir, name))).mode & 0o077, 0, name);
});

test('takes nothing more once it is closed', async () => {
  const spool = await spoolIn();
  await spool.close();
  await append(spool, 'a').then(() => assert.unreachable(), (error: unknown) => assert.is((error as HushpipeError).code, 'PIPELINE_CLOSED'));
});

test.run();

async function flip(path: string, offset: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  await writeFile(path, bytes);
}

interface DiskCalls {
  write: (this: FileHandle, bytes: Buffer, offset: number, length: number, position: number) => Promise<unknown>;
  datasync: (this: FileHandle) => Promise<void>;
}

/** The prototype of file handles, to stand between the spool and the disk. */
async function handlePrototype(): Promise<{ readonly prototype: DiskCalls; readonly restore: () => void }> {
  const handle = await open(join(dir, 'probe'), 'w');
  await handle.close();
  await rm(join(dir, 'probe'));
  const prototype = Object.getPrototypeOf(handle) as DiskCalls;
  const { write, datasync } = prototype;
  return { prototype, restore: () => Object.assign(prototype, { write, datasync }) };
}
