import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { Journal } from '../../../core/alert/journal.js';
import { encodeLine } from '../../../core/alert/journal-lines.js';
import type { ProcessLog } from '../../../core/contract/plugin.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('Journal');
const folder = tempFolder(test);
const errors: string[] = [];
const log: ProcessLog = { debug() {}, info() {}, warn() {}, error: (message) => void errors.push(message) };
const path = (): string => folder.in('data', 'alerts.journal');
const opened: Journal[] = [];
const open = async (): Promise<Journal> => {
  const journal = await Journal.open(path(), log);
  opened.push(journal);
  return journal;
};
test.before.each(() => void errors.splice(0));
// What damage it found is written anew behind the back of who only reads.
test.after.each(async () => void (await Promise.all(opened.splice(0).map((journal) => journal.close()))));

test('keeps what was put over a restart, and forgets what was taken out', async () => {
  const first = await open();
  first.put([['a', { n: 1 }], ['b', 2]]);
  first.put([['a', { n: 2 }]]);
  first.put([['b']]);
  await first.close();
  const second = await open();
  assert.equal([...second.entries], [['a', { n: 2 }]]);
  second.put([['c', 'x']]);
  await second.close();
  assert.equal([...(await open()).entries.keys()], ['a', 'c']);
  assert.equal(errors, []);
  assert.is(statSync(path()).mode & 0o777, 0o600);
});

test('has on disk what was put when flushed() resolves', async () => {
  const journal = await open();
  journal.put([['a', 1]]);
  await journal.flushed();
  assert.match(readFileSync(path(), 'utf8'), '["a",1]');
  await journal.close();
});

test('a line that a crash cut short is as if it had never been, at every length', async () => {
  const journal = await open();
  journal.put([['a', 1]]);
  await journal.flushed();
  const whole = statSync(path()).size;
  journal.put([['a', 2], ['b', 2]]);
  await journal.close();
  const full = statSync(path()).size;
  const bytes = readFileSync(path());
  for (let size = whole; size < full; size++) {
    writeFileSync(path(), bytes);
    truncateSync(path(), size);
    const again = await open();
    assert.equal([...again.entries], [['a', 1]], `cut at ${size}`);
    again.put([['c', 3]]);
    await again.close();
    assert.equal([...(await open()).entries], [['a', 1], ['c', 3]], `goes on after ${size}`);
  }
  assert.equal(errors, []);
});

test('sets damaged lines aside, says so, and uses the rest', async () => {
  const journal = await open();
  for (const key of ['a', 'b', 'c']) {
    journal.put([[key, key.repeat(5)]]);
    await journal.flushed();
  }
  await journal.close();
  writeFileSync(path(), readFileSync(path(), 'utf8').replace('bbbbb', 'bbXbb'));
  const again = await open();
  assert.equal([...again.entries.keys()], ['a', 'c']);
  assert.equal(errors, ['a part of the journal of alerts was set aside']);
  assert.match(readFileSync(`${path()}.corrupt`, 'utf8'), 'bbXbb');
  again.put([['d', 1]]);
  await again.close();
  errors.splice(0);
  assert.equal([...(await open()).entries.keys()], ['a', 'c', 'd']);
  assert.equal(errors, [], 'the damage is gone from the file');
});

test('starts with what cannot be read at all, or not be written', async () => {
  mkdirSync(path(), { recursive: true });
  const journal = await open();
  assert.is(journal.entries.size, 0);
  assert.ok(existsSync(`${path()}.unreadable`));
  journal.put([['a', 1]]);
  await journal.close();
  assert.equal([...(await open()).entries.keys()], ['a']);
  const blocked = await Journal.open(folder.in('data', 'alerts.journal', 'below', 'a file'), log);
  blocked.put([['a', 1]]);
  await blocked.flushed();
  assert.equal([...blocked.entries.keys()], ['a'], 'in memory');
  assert.ok(errors.some((error) => error.includes('cannot be written')));
});

test('sets damage aside once, though nothing is put before the next start', async () => {
  const journal = await open();
  journal.put([['a', 'aaaaa']]);
  await journal.close();
  writeFileSync(path(), readFileSync(path(), 'utf8').replace('aaaaa', 'aaXaa'));
  for (let start = 0; start < 3; start++) await (await open()).close();
  assert.is(errors.length, 1);
  assert.is(readFileSync(`${path()}.corrupt`, 'utf8').split('\n').length, 2);
});

test('writes what a full disk did not take at the latest when it is closed', async () => {
  writeFileSync(folder.in('data'), 'in the way');
  const journal = await open();
  journal.put([['a', 1]]);
  await journal.flushed();
  rmSync(folder.in('data'));
  await journal.close();
  assert.equal([...(await open()).entries], [['a', 1]]);
});

test('takes a file of rubbish for damage', async () => {
  mkdirSync(folder.in('data'), { recursive: true });
  writeFileSync(path(), 'rubbish\n\n00000000 []\n');
  appendFileSync(path(), encodeLine([['a', 1]]));
  assert.equal([...(await open()).entries], [['a', 1]]);
});

test('grows no larger than a few times what is in it', async () => {
  const journal = await open();
  const value = 'x'.repeat(10_000);
  for (let round = 0; round < 500; round++) {
    journal.put([['a', `${value}${round}`], [`b${round % 3}`, round]]);
    await journal.flushed();
  }
  assert.ok(statSync(path()).size < 1_500_000, `${statSync(path()).size} bytes`);
  await journal.close();
  assert.equal((await open()).entries.get('a'), `${value}499`);
});

test('nor does it grow from one start to the next', async () => {
  for (let start = 0; start < 8; start++) {
    const journal = await open();
    for (let round = 0; round < 6; round++) {
      journal.put([['a', `${round}${'x'.repeat(400_000)}`]]);
      await journal.flushed();
    }
    await journal.close();
    assert.ok(statSync(path()).size < 3_000_000, `${statSync(path()).size} bytes after start ${start}`);
  }
});

test('what waits for the disk is bounded by what is in it', async () => {
  const journal = await open();
  journal.put([['c', 1]]);
  await journal.flushed();
  for (let round = 0; round < 500; round++) journal.put([['a', `${round}${'x'.repeat(10_000)}`]]);
  journal.put([['b', 1]]);
  await journal.close();
  assert.ok(statSync(path()).size < 1_500_000, `${statSync(path()).size} bytes`);
  assert.equal([...(await open()).entries].map(([key, value]) => [key, JSON.stringify(value).slice(0, 5)]), [['c', '1'], ['a', '"499x'], ['b', '1']]);
});

test('writes that come together take one sync', async () => {
  const journal = await open();
  for (let index = 0; index < 10_000; index++) journal.put([[`k${index}`, { index }]]);
  await journal.close();
  assert.is((await open()).entries.size, 10_000);
});

test.run();
