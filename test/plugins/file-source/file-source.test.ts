import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import plugin from '../../../plugins/file-source/file-source.js';
import { suite } from '../../support/suite.js';
import { DEFAULTS } from './source-run.js';
import { tempLogs } from './temp-logs.js';

const test = suite('fileSource');
const { folder, log, follow } = tempLogs(test);

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

test('reads every file to its end with --once, last lines without a line feed included, and ends', async () => {
  writeFileSync(log, 'a1\nhalf');
  for (let i = 0; i < 20; i++) writeFileSync(join(folder, `b${i}.log`), `b${i}\n`);
  const run = follow({ paths: [join(folder, '*.log')], max_open_files: 4 }, { once: true });
  await run.done;
  assert.equal(run.lines.toSorted(), ['a1', 'half', ...Array.from({ length: 20 }, (_, i) => `b${i}`)].toSorted());
  assert.is(run.ctx.clock.untilNext, undefined);
});

test('reads with --once what has come since the run before', async () => {
  writeFileSync(log, 'a1\n');
  await follow({}, { once: true }).done;
  appendFileSync(log, 'a2\n');
  const run = follow({}, { once: true });
  await run.done;
  assert.equal(run.lines, ['a2']);
});

test('reads compressed files with --once, and leaves them alone otherwise', async () => {
  const text = Array.from({ length: 5_000 }, (_, i) => `line ${i}\n`).join('');
  writeFileSync(`${log}.1.gz`, Buffer.concat([gzipSync(text.slice(0, 20_000)), gzipSync(text.slice(20_000))]));
  const once = follow({ paths: [join(folder, 'app*')], read_block: 4_096 }, { once: true });
  await once.done;
  assert.is(`${once.lines.join('\n')}\n`, text);
  const tailing = follow({ paths: [join(folder, 'app*')] }, { data: join(folder, 'other') });
  await tailing.tick();
  assert.equal(tailing.lines, []);
});

test('reads what there is of a compressed file that is cut off, says so, and ends', async () => {
  writeFileSync(`${log}.gz`, gzipSync('a1\n'.repeat(100_000)).subarray(0, 200));
  writeFileSync(log, 'b1\n');
  const run = follow({ paths: [join(folder, 'app*')] }, { once: true });
  await run.done;
  assert.ok(run.lines.includes('a1') && run.lines.includes('b1'));
  assert.equal(run.log, [`warn cannot read ${log}.gz; it is tried again`]);
});

test('goes on in the middle of a compressed file', async () => {
  writeFileSync(`${log}.gz`, gzipSync('a1\na2\na3\na4\n'));
  const first = follow({ paths: [`${log}.gz`], read_block: 64 }, { once: true, hold: true });
  await first.settle();
  cpSync(join(folder, 'data'), join(folder, 'killed'), { recursive: true });
  const journal = join(folder, 'killed', 'checkpoints.jsonl');
  appendFileSync(journal, '[0,6]\n');
  const second = follow({ paths: [`${log}.gz`] }, { once: true, data: join(folder, 'killed') });
  await second.done;
  assert.equal(second.lines, ['a3', 'a4']);
});

test('says what is wrong with a pattern, and where', () => {
  const problems = [...(plugin.check?.({ ...DEFAULTS, paths: ['/ok', `/${'{a,b}'.repeat(20)}`], exclude: ['[z-a]'] }) ?? [])];
  assert.equal(problems.map(({ path }) => path), ['paths.1', 'exclude.0']);
});

test.run();
