import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ProcessLog } from '../../../core/contract/plugin.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import type { Checkpoint } from '../../../plugins/file-source/checkpoint-record.js';
import { Checkpoints } from '../../../plugins/file-source/checkpoints.js';
import { suite } from '../../support/suite.js';

const test = suite('Checkpoints');
const DAY = 24 * 3_600_000;
let folder = '';
let journal = '';
let clock = new VirtualClock();
let said: string[] = [];
const say = (message: string): void => void said.push(message);
const log: ProcessLog = { debug: say, info: say, warn: say, error: say };

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoints-'));
  journal = join(folder, 'checkpoints.jsonl');
  clock = new VirtualClock();
  said = [];
});
test.after.each(() => rmSync(folder, { recursive: true }));

function open(): Promise<Checkpoints> {
  return Checkpoints.open(folder, clock, log);
}

function checkpoint(inode: string, offset = 0): Checkpoint {
  return { inode, key: `${inode}-key`, generation: 0, path: '/a.log', target: '/b.log', born: '17', head: { length: 3, hash: 'abc' }, offset, missingSince: null };
}

test('gives back what it was given, without a close', async () => {
  const first = await open();
  first.put(checkpoint('1-1'));
  first.put(checkpoint('1-2', 5));
  first.commit('1-1', '1-1-key', 1234);
  first.put(checkpoint('1-3'));
  first.forget('1-3');
  const second = await open();
  assert.equal(second.all(), [checkpoint('1-1', 1234), checkpoint('1-2', 5)]);
});

test('has a record on disk when the call returns', async () => {
  const checkpoints = await open();
  checkpoints.put(checkpoint('1-1'));
  checkpoints.commit('1-1', '1-1-key', 77);
  assert.ok(readFileSync(journal, 'utf8').endsWith('[0,77]\n'));
});

test('moves no offset for a stream that another one took the place of', async () => {
  const checkpoints = await open();
  checkpoints.put(checkpoint('1-1'));
  checkpoints.commit('1-1', 'an older key', 99);
  assert.is(checkpoints.get('1-1')?.offset, 0);
});

test('keeps what comes before a last record that was cut off, wherever it was cut', async () => {
  const first = await open();
  first.put(checkpoint('1-1'));
  const whole = readFileSync(journal).length;
  first.commit('1-1', '1-1-key', 1234);
  first.put(checkpoint('1-2'));
  const all = readFileSync(journal);
  const commitEnd = all.indexOf('\n', whole) + 1;
  for (let cut = whole; cut < all.length; cut++) {
    writeFileSync(journal, all.subarray(0, cut));
    const second = await open();
    assert.is(second.get('1-1')?.offset, cut >= commitEnd - 1 ? 1234 : 0, `cut at ${cut}`);
    second.close();
  }
  assert.equal(said, []);
});

test('leaves out lines that are no records, says so, and keeps the others', async () => {
  const first = await open();
  first.put(checkpoint('1-1'));
  appendFileSync(journal, '\u0000\u0000\n[1.5]\n[]\nnull\n{"number":7}\n[0,9]\n');
  const second = await open();
  assert.is(second.get('1-1')?.offset, 9);
  assert.is(said.length, 1);
});

test('writes the journal anew when it is opened', async () => {
  const first = await open();
  first.put(checkpoint('1-1'));
  for (let i = 0; i < 1_000; i++) first.commit('1-1', '1-1-key', i);
  first.close();
  const second = await open();
  second.close();
  assert.is(readFileSync(journal, 'utf8').split('\n').length, 2);
});

test('writes the journal anew when it has grown', async () => {
  const checkpoints = await open();
  const long = { ...checkpoint('1-1'), path: `/${'x'.repeat(1_000_000)}` };
  for (let i = 0; i < 12; i++) checkpoints.put({ ...long, offset: i });
  assert.ok(readFileSync(journal).length < 7_000_000);
  const second = await open();
  assert.is(second.get('1-1')?.offset, 11);
});

test('forgets a file that is missing for a week, and no other', async () => {
  const first = await open();
  first.put({ ...checkpoint('1-1'), missingSince: clock.now() });
  first.put(checkpoint('1-2'));
  first.close();
  await clock.advance(6 * DAY);
  const second = await open();
  assert.is(second.all().length, 2);
  second.close();
  await clock.advance(2 * DAY);
  const third = await open();
  assert.equal(third.all().map((one) => one.inode), ['1-2']);
  third.close();
});

test('goes on while the journal cannot be written, and writes everything when it can be again', async () => {
  const checkpoints = await open();
  checkpoints.put(checkpoint('1-1'));
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  const long = 'x'.repeat(5_000_000);
  checkpoints.put({ ...checkpoint('1-2'), path: long });
  checkpoints.commit('1-1', '1-1-key', 1);
  await clock.advance(2_000);
  checkpoints.commit('1-1', '1-1-key', 2);
  assert.is(said.length, 1);
  rmSync(folder);
  mkdirSync(folder);
  await clock.advance(2_000);
  checkpoints.commit('1-1', '1-1-key', 3);
  assert.is(said.length, 2);
  const second = await open();
  assert.equal(second.all().map((one) => [one.inode, one.offset]), [['1-1', 3], ['1-2', 0]]);
});

test('is silent and writes nothing after close', async () => {
  const checkpoints = await open();
  checkpoints.put(checkpoint('1-1'));
  checkpoints.close();
  checkpoints.commit('1-1', '1-1-key', 5);
  truncateSync(journal, 0);
  checkpoints.close();
  assert.is(readFileSync(journal).length, 0);
  assert.equal(said, []);
});

test.run();
