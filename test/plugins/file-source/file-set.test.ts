import { appendFileSync, linkSync, mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Checkpoints } from '../../../plugins/file-source/checkpoints.js';
import { suite } from '../../support/suite.js';
import { tempLogs } from './temp-logs.js';

const test = suite('FileSet');
const { folder, log, follow } = tempLogs(test);

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

test('forgets a deleted file once it lets go of it, and keeps the place in a renamed one', async () => {
  writeFileSync(log, 'a1\n');
  writeFileSync(join(folder, 'b.log'), 'b1\n');
  const run = follow({ paths: [join(folder, '*.log')], close_inactive: 2_000 });
  await run.settle();
  unlinkSync(log);
  renameSync(join(folder, 'b.log'), join(folder, 'b.log.1'));
  for (let i = 0; i < 4; i++) await run.tick();
  await run.stop();
  const checkpoints = await Checkpoints.open(join(folder, 'data'), run.ctx.clock, run.ctx.log);
  checkpoints.close();
  assert.equal(checkpoints.all().map((one) => one.path), [join(folder, 'b.log')]);
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

test('reads a file that takes the place and the inode of a deleted one', async () => {
  writeFileSync(log, 'a1\n');
  const run = follow({ close_inactive: 1_000 });
  await run.settle();
  for (let i = 0; i < 3; i++) await run.tick();
  assert.is(run.ctx.gauges.get('files_open'), 0);
  unlinkSync(log);
  writeFileSync(log, 'b1\n');
  await run.tick();
  assert.equal(run.lines, ['a1', 'b1']);
});

test('says once that a path cannot be read, goes on with the others, and says when it is over', async () => {
  symlinkSync(log, log);
  writeFileSync(join(folder, 'b.log'), 'b1\n');
  const run = follow({ paths: [join(folder, '*.log')] });
  await run.settle();
  await run.tick();
  assert.equal(run.log, [`warn cannot read ${log}; it is tried again`]);
  assert.equal(run.ctx.health.map(({ status }) => status), ['degraded']);
  unlinkSync(log);
  writeFileSync(log, 'a1\n');
  await run.tick();
  assert.equal(run.lines, ['b1', 'a1']);
  assert.is(run.log.length, 2);
  assert.equal(run.ctx.health.map(({ status }) => status), ['degraded', 'ok']);
});

test('says once that nothing matches', async () => {
  const run = follow();
  await run.tick();
  await run.tick();
  assert.equal(run.log, ['warn no file matches yet']);
});

test.run();
