import { appendFileSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { tempLogs } from './temp-logs.js';

const test = suite('resume');
const { folder, log, follow } = tempLogs(test);

test('goes on after a restart where the last acknowledgement was', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  appendFileSync(log, 'a2\n');
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['a2']);
  assert.is(second.batches[0]?.origin?.key, first.batches[0]?.origin?.key);
  assert.is(second.batches[0]?.origin?.offset, 3);
});

test('does not commit a record that is held back', async () => {
  writeFileSync(log, 'a1\nhalf');
  const first = follow();
  await first.settle();
  await first.stop();
  appendFileSync(log, ' line\n');
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['half line']);
});

test('finds a file after a restart that was renamed meanwhile, and the one that took its place', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  appendFileSync(log, 'a2\n');
  renameSync(log, join(folder, 'app.log.1'));
  writeFileSync(log, 'b1\n');
  const second = follow();
  await second.settle();
  assert.equal(second.lines.toSorted(), ['a2', 'b1']);
});

test('leaves a file alone after a restart that the config does not name any more', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  appendFileSync(log, 'a2\n');
  const second = follow({ paths: [join(folder, 'other.log')] });
  await second.settle();
  assert.equal(second.lines, []);
});

test('does not take a file for the one that had its inode before', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  const journal = join(folder, 'data', 'checkpoints.jsonl');
  const record = JSON.parse(readFileSync(journal, 'utf8').split('\n')[0] ?? '') as object;
  writeFileSync(log, 'b1 is another file\n');
  const { dev, ino } = statSync(log, { bigint: true });
  writeFileSync(journal, `${JSON.stringify({ ...record, inode: `${dev}-${ino}`, offset: 3 })}\n`);
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['b1 is another file']);
  assert.is.not(second.batches[0]?.origin?.key, first.batches[0]?.origin?.key);
});

test('reads no other file of the folder that has the inode of a file that is gone', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  const secret = join(folder, 'not-for-us');
  writeFileSync(secret, 'another file\n');
  const { dev, ino } = statSync(secret, { bigint: true });
  const journal = join(folder, 'data', 'checkpoints.jsonl');
  writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"inode":"[^"]+"/, `"inode":"${dev}-${ino}"`));
  unlinkSync(log);
  const second = follow();
  await second.tick();
  assert.equal(second.lines, []);
});

test('does not take a file for the one that had its inode before, though it begins with the same bytes', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  const journal = join(folder, 'data', 'checkpoints.jsonl');
  writeFileSync(journal, readFileSync(journal, 'utf8').replaceAll(/"born":"\d+"/g, '"born":"1000"'));
  appendFileSync(log, 'a2\n');
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['a1', 'a2']);
});

test('knows a file again when its device has another number after a restart', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow();
  await first.settle();
  await first.stop();
  const journal = join(folder, 'data', 'checkpoints.jsonl');
  writeFileSync(journal, readFileSync(journal, 'utf8').replace(/"inode":"\d+-/, '"inode":"9999-'));
  appendFileSync(log, 'a2\n');
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['a2']);
  assert.is(second.batches[0]?.origin?.key, first.batches[0]?.origin?.key);
});

test.run();
