import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import * as assert from 'uvu/assert';
import { isBeingWritten, WriterLock } from '../../../core/audit/writer-lock.js';
import { HushpipeError } from '../../../core/contract/errors.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('WriterLock');
const folder = tempFolder(test);
const clock = new VirtualClock(1_000_000_000_000);

const isLocked = (work: Promise<unknown>): Promise<boolean> => work.then(() => false, (error: unknown) => error instanceof HushpipeError && error.code === 'AUDIT_LOCKED');
const hold = (holder: object): void => writeFileSync(folder.in('lock'), JSON.stringify({ token: 'x', ...holder }));

test('is held by one at a time, until it is released', async () => {
  const lock = await WriterLock.take(folder.path, clock);
  assert.ok(await isLocked(WriterLock.take(folder.path, clock)));
  assert.ok(await isBeingWritten(folder.path, clock));
  await lock.release();
  assert.not(await isBeingWritten(folder.path, clock));
  await (await WriterLock.take(folder.path, clock)).release();
});

test('of all that find a stale one at once, one gets it', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  hold({ pid, host: hostname() });
  const taken = await Promise.all(Array.from({ length: 8 }, () => WriterLock.take(folder.path, clock).catch(() => undefined)));
  const holders = taken.filter((lock) => lock !== undefined);
  assert.is(holders.length, 1);
  await holders[0]?.release();
});

test('one who was killed while it put itself in the place of a killed one is followed by one', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  hold({ pid, host: hostname(), token: 'first' });
  writeFileSync(folder.in('lock.first'), JSON.stringify({ pid, host: hostname(), token: 'second' }));
  const taken = await Promise.all(Array.from({ length: 8 }, () => WriterLock.take(folder.path, clock).catch(() => undefined)));
  const holders = taken.filter((lock) => lock !== undefined);
  assert.is(holders.length, 1);
  await holders[0]?.release();
  assert.equal(readdirSync(folder.path), [], 'nothing is left behind');
});

test('who finds the holder gone, and waits, does not take the place of who followed', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  for (let round = 0; round < 20; round++) {
    hold({ pid, host: hostname() });
    // Each begins a few turns later than the one before: some have seen the stale lock, and act when it is taken.
    const taken = await Promise.all(Array.from({ length: 8 }, async (_, late) => {
      for (let turn = 0; turn < late * round; turn++) await new Promise(setImmediate);
      return WriterLock.take(folder.path, clock).catch(() => undefined);
    }));
    const holders = taken.filter((lock) => lock !== undefined);
    assert.is(holders.length, 1, `round ${round}`);
    await holders[0]?.release();
  }
});

test('a process of the same number that began at another time does not hold it', async () => {
  hold({ pid: process.pid, started: '1', host: hostname() });
  if (process.platform === 'linux') await (await WriterLock.take(folder.path, clock)).release();
});

test('one on another machine holds it for as long as it shows that it lives', async () => {
  hold({ pid: 1, host: 'another.example' });
  utimesSync(folder.in('lock'), clock.now() / 1000 - 20, clock.now() / 1000 - 20);
  assert.ok(await isLocked(WriterLock.take(folder.path, clock)));
  utimesSync(folder.in('lock'), clock.now() / 1000 - 40, clock.now() / 1000 - 40);
  const lock = await WriterLock.take(folder.path, clock);
  assert.is((JSON.parse(readFileSync(folder.in('lock'), 'utf8')) as { host: string }).host, hostname());
  await lock.release();
});

test('one who was thought to be gone does not take the lock from who has it now', async () => {
  const lock = await WriterLock.take(folder.path, clock);
  hold({ pid: process.pid, host: 'another.example', token: 'another' });
  await lock.release();
  assert.match(readFileSync(folder.in('lock'), 'utf8'), 'another');
});

test.run();
