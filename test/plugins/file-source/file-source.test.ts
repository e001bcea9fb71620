import { appendFileSync, linkSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { SourceRun, type RunOptions } from './source-run.js';

const test = suite('fileSource');
let folder = '';
let log = '';
const runs: SourceRun[] = [];

test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-source-'));
  log = join(folder, 'app.log');
});
test.after.each(async () => {
  for (const run of runs.splice(0)) await run.stopNow();
  rmSync(folder, { recursive: true });
});

function follow(config: Partial<RunOptions['config']> = {}, options: Partial<RunOptions> = {}): SourceRun {
  const run = new SourceRun({ data: join(folder, 'data'), ...options, config: { paths: [log], ...config } });
  runs.push(run);
  return run;
}

test('gives the lines that are there, and those that are appended', async () => {
  writeFileSync(log, 'a\nb\n');
  const run = follow();
  await run.settle();
  assert.equal(run.lines, ['a', 'b']);
  appendFileSync(log, 'c\n');
  await run.tick();
  assert.equal(run.lines, ['a', 'b', 'c']);
});

test('states the path, a stable key and the offset of each batch', async () => {
  writeFileSync(log, 'a\n');
  const run = follow();
  await run.settle();
  appendFileSync(log, 'bc\n');
  await run.tick();
  const [first, second] = run.batches.map((batch) => batch.origin);
  assert.equal([first?.name, first?.offset, second?.offset], [log, 0, 2]);
  assert.is(first?.key, second?.key);
});

test('finds a file that appears later, and reads it from its beginning', async () => {
  writeFileSync(join(folder, 'old.log'), 'old\n');
  const run = follow({ paths: [join(folder, '*.log')], start_at: 'end' });
  await run.settle();
  writeFileSync(log, 'a\n');
  await run.tick();
  assert.equal(run.lines, ['a']);
});

test('reads the rest of a renamed file and the new one in its place, whoever writes last', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow();
  await run.settle();
  appendFileSync(log, 'a2\n');
  renameSync(log, join(folder, 'app.log.1'));
  writeFileSync(log, 'b1\n');
  await run.tick();
  appendFileSync(join(folder, 'app.log.1'), 'a3 late\n');
  await run.tick();
  assert.equal(run.lines.toSorted(), ['a1', 'a2', 'a3 late', 'b1']);
});

test('reads a renamed file once where its new name matches too', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({ paths: [join(folder, 'app.log*')] });
  await run.settle();
  renameSync(log, join(folder, 'app.log.1'));
  writeFileSync(log, 'b1\n');
  await run.tick();
  appendFileSync(join(folder, 'app.log.1'), 'a2\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'b1', 'a2']);
});

test('reads a file that was renamed after it had been closed', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({ close_inactive: 2_000 });
  await run.settle();
  for (let i = 0; i < 4; i++) await run.tick();
  assert.is(run.ctx.gauges.get('files_open'), 0);
  appendFileSync(log, 'a2\n');
  renameSync(log, join(folder, 'app.log.1'));
  await run.tick();
  assert.equal(run.lines, ['a1', 'a2']);
});

test('lets go of a renamed file once it was quiet for long', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({ close_inactive: 3_000 });
  await run.settle();
  renameSync(log, join(folder, 'app.log.1'));
  await run.tick();
  assert.is(run.ctx.gauges.get('files_followed'), 1);
  for (let i = 0; i < 4; i++) await run.tick();
  assert.equal([run.ctx.gauges.get('files_followed'), run.ctx.gauges.get('files_open')], [0, 0]);
});

test('reads a deleted file as long as its writer goes on', async () => {
  writeFileSync(log, 'a1\n');
  const other = join(folder, 'other');
  linkSync(log, other);
  const run = follow();
  await run.settle();
  unlinkSync(log);
  await run.tick();
  appendFileSync(other, 'a2\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'a2']);
});

test('begins again when a file was copied and truncated', async () => {
  writeFileSync(log, 'a1\na2\n');
  const run = follow();
  await run.settle();
  truncateSync(log);
  appendFileSync(log, 'b1\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'a2', 'b1']);
  assert.is.not(run.batches[0]?.origin?.key, run.batches[1]?.origin?.key);
  assert.is(run.ctx.counters.get('files_rewritten'), 1);
});

test('begins again when a file was truncated and is longer than before by the time it is looked at', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow();
  await run.settle();
  writeFileSync(log, 'b1\nb2\nb3\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'b1', 'b2', 'b3']);
});

test('begins again when a file was rewritten at the same length', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow();
  await run.settle();
  writeFileSync(log, 'b1\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'b1']);
});

test('goes on behind the hole where a writer does not append after a truncation', async () => {
  writeFileSync(log, `${'a'.repeat(2_000)}\n`);
  const run = follow();
  await run.settle();
  truncateSync(log);
  truncateSync(log, 2_001);
  appendFileSync(log, 'b1\n');
  await run.tick();
  assert.equal(run.lines.slice(1), ['b1']);
});

test('gives a last line without a line feed when the file was quiet, and the rest of it later', async () => {
  writeFileSync(log, 'a1\nhalf');
  const run = follow();
  await run.settle();
  await run.tick(4_900);
  assert.equal(run.lines, ['a1']);
  await run.tick(200);
  assert.equal(run.lines, ['a1', 'half']);
});

test('puts a line together that is written in parts', async () => {
  writeFileSync(log, 'a1\nha');
  const run = follow();
  await run.settle();
  await run.tick();
  appendFileSync(log, 'lf\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'half']);
});

test('follows a link to the file it leads to next', async () => {
  mkdirSync(join(folder, 'pods'));
  writeFileSync(join(folder, 'pods/0.log'), 'a1\n');
  symlinkSync(join(folder, 'pods/0.log'), log);
  const run = follow();
  await run.settle();
  appendFileSync(join(folder, 'pods/0.log'), 'a2\n');
  renameSync(join(folder, 'pods/0.log'), join(folder, 'pods/0.log.1'));
  writeFileSync(join(folder, 'pods/0.log'), 'b1\n');
  await run.tick();
  writeFileSync(join(folder, 'pods/1.log'), 'c1\n');
  symlinkSync(join(folder, 'pods/1.log'), join(folder, 'new'));
  renameSync(join(folder, 'new'), log);
  await run.tick();
  assert.equal(run.lines.toSorted(), ['a1', 'a2', 'b1', 'c1']);
});

test('reads a file once that two patterns or two links find', async () => {
  writeFileSync(log, 'a1\n');
  symlinkSync(log, join(folder, 'again.log'));
  const run = follow({ paths: [log, join(folder, '*.log')] });
  await run.settle();
  assert.equal(run.lines, ['a1']);
});

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

test('repeats after a kill only what was not acknowledged, under the same origin', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow({}, { hold: true });
  await first.settle();
  await first.acknowledge();
  appendFileSync(log, 'a2\n');
  await first.tick();
  assert.equal(first.lines, ['a1', 'a2']);
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['a2']);
  assert.equal(second.batches[0]?.origin, first.batches[1]?.origin);
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

test('waits for what is outstanding when it is stopped', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({}, { hold: true });
  await run.settle();
  let stopped = false;
  const stopping = run.stop().then(() => (stopped = true));
  await run.settle();
  assert.not.ok(stopped);
  await run.acknowledge();
  await stopping;
  const second = follow();
  await second.settle();
  assert.equal(second.lines, []);
});

test('gives up waiting when the time to stop is over', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({}, { hold: true });
  await run.settle();
  await run.stopNow();
  await run.done;
  assert.is(run.held, 1);
});

test('rejects when core refuses a batch, and repeats it in the next run', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({}, { hold: true });
  await run.settle();
  run.refuse(new Error('stopped'));
  const reason = await run.done.then(() => undefined, String);
  assert.is(reason, 'Error: stopped');
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['a1']);
});

test('reads no further than max_in_flight ahead of core', async () => {
  writeFileSync(log, 'x'.repeat(99).concat('\n').repeat(100));
  const run = follow({ read_block: 1_000, max_in_flight: 3_000 }, { hold: true });
  await run.settle();
  assert.is(run.lines.length, 30);
  await run.acknowledge(1);
  assert.is(run.lines.length, 40);
});

test('gives every file its turn', async () => {
  writeFileSync(log, 'x'.repeat(99).concat('\n').repeat(1_000));
  writeFileSync(join(folder, 'small.log'), 'small\n');
  const run = follow({ paths: [join(folder, '*.log')], read_block: 1_000 });
  await run.settle();
  const at = run.lines.indexOf('small');
  assert.ok(at > 0 && at <= 80, `came as line ${at}`);
});

test('reads many files through few descriptors', async () => {
  for (let i = 0; i < 20; i++) writeFileSync(join(folder, `${i}.log`), `first ${i}\n`);
  const run = follow({ paths: [join(folder, '*.log')], max_open_files: 3 });
  await run.settle();
  for (let i = 0; i < 20; i++) appendFileSync(join(folder, `${i}.log`), `second ${i}\n`);
  await run.tick();
  assert.is(run.ctx.gauges.get('files_open'), 3);
  assert.is(new Set(run.lines).size, 40);
  assert.is(run.lines.length, 40);
});

test('says once that nothing matches', async () => {
  const run = follow();
  await run.tick();
  await run.tick();
  assert.equal(run.log, ['warn no file matches yet']);
});

test.run();
