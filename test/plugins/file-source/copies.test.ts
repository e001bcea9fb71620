import { appendFileSync, copyFileSync, truncateSync, writeFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { tempLogs } from './temp-logs.js';

const test = suite('findCopy');
const { log, follow } = tempLogs(test);
const long = Array.from({ length: 100 }, (_, i) => `line ${i} of the first content`);

function write(lines: readonly string[]): void {
  appendFileSync(log, lines.map((line) => `${line}\n`).join(''));
}

/** What logrotate does for `copytruncate`, with nothing in between. */
function copyTruncate(name = `${log}.1`): void {
  copyFileSync(log, name);
  truncateSync(log);
}

test('reads from the copy what it had not read of a file before it was truncated, as the same stream', async () => {
  write(long.slice(0, 50));
  const run = follow();
  await run.settle();
  write(long.slice(50));
  copyTruncate();
  write(['new']);
  await run.tick();
  assert.equal(run.lines, [...long, 'new']);
  const [first, second, third] = run.batches.map((batch) => batch.origin);
  assert.is(second?.key, first?.key);
  assert.is(second?.offset, run.batches[0]?.bytes.length);
  assert.is.not(third?.key, first?.key);
});

test('completes a line from the copy whose first part it had read', async () => {
  writeFileSync(log, 'a1\nhal');
  const run = follow();
  await run.settle();
  appendFileSync(log, 'f\n');
  copyTruncate();
  write(['b1']);
  await run.tick();
  assert.equal(run.lines, ['a1', 'half', 'b1']);
});

test('finds the copy also when all of it happened between two runs', async () => {
  write(long.slice(0, 50));
  const first = follow();
  await first.settle();
  await first.stop();
  write(long.slice(50));
  copyTruncate(`${log}-20250101`);
  write(['new']);
  const second = follow();
  await second.settle();
  assert.equal(second.lines, [...long.slice(50), 'new']);
});

test('has the copy acknowledged before it lets go of the old content', async () => {
  write(long.slice(0, 50));
  const first = follow();
  await first.settle();
  await first.stop();
  write(long.slice(50));
  copyTruncate();
  const second = follow({}, { hold: true });
  await second.tick();
  assert.equal(second.lines, long.slice(50));
  await second.stopNow();
  const third = follow();
  await third.settle();
  assert.equal(third.lines, long.slice(50));
});

test('does not read a copy twice that is followed itself', async () => {
  write(long);
  const run = follow({ paths: [`${log}*`] });
  await run.settle();
  write(['more']);
  copyTruncate();
  await run.tick();
  write(['new']);
  await run.tick();
  assert.is(run.lines.filter((line) => line === 'more').length, 1);
  assert.is(run.lines.filter((line) => line === 'new').length, 1);
});

test('reads each line once where the copy is followed and found before its original is emptied', async () => {
  write(long);
  const run = follow({ paths: [`${log}*`] });
  await run.settle();
  copyFileSync(log, `${log}.1`);
  await run.tick();
  truncateSync(log);
  write(['new']);
  await run.tick();
  assert.equal(run.lines, [...long, 'new']);
});

test('takes no file for the copy that only begins in the same way', async () => {
  write(long);
  const run = follow();
  await run.settle();
  writeFileSync(`${log}.1`, long.map((line, i) => `${line}${i > 60 ? ' of another file' : ''}\n`).join(''));
  truncateSync(log);
  write(['new']);
  await run.tick();
  assert.equal(run.lines, [...long, 'new']);
});

test('takes no other file for the copy', async () => {
  write(['same first line']);
  const run = follow();
  await run.settle();
  const others = [`${log}.2`, log.replace('app.log', 'other.log'), log.replace('app.log', 'app-errors.log')];
  writeFileSync(others[0] ?? '', 'another first line\nand more\n');
  for (const other of others.slice(1)) writeFileSync(other, 'same first line\nand more\n');
  truncateSync(log);
  write(['new']);
  await run.tick();
  assert.equal(run.lines, ['same first line', 'new']);
});

test.run();
