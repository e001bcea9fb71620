import { appendFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { tempLogs } from './temp-logs.js';

const test = suite('Reader');
const { folder, log, follow } = tempLogs(test);

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

test('gives every file its turn', async () => {
  writeFileSync(log, 'x'.repeat(99).concat('\n').repeat(10_000));
  writeFileSync(join(folder, 'small.log'), 'small\n');
  const run = follow({ paths: [join(folder, '*.log')], read_block: 1_000 });
  await run.settle();
  const at = run.lines.indexOf('small');
  assert.ok(at > 0 && at < 5_000, `came as line ${at}`);
});

test('reads lines that are longer than a block, or lie across blocks', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `${i}`.repeat(1 + ((i * 7) % 90)));
  writeFileSync(log, lines.map((line) => `${line}\n`).join(''));
  const run = follow({ read_block: 64 });
  await run.settle();
  assert.equal(run.lines, lines);
});

test('reads as much at once as suits the codec, and no more than it is told to', async () => {
  writeFileSync(log, 'x'.repeat(99).concat('\n').repeat(4_000));
  const largest = async (options: Parameters<typeof follow>[1], block = 1e6): Promise<number> => {
    const run = follow({ read_block: block, start_at: 'beginning' }, { once: true, data: `${folder}/${block}-${options?.parse}`, ...options });
    await run.done;
    return Math.max(...run.batches.map(({ bytes }) => bytes.length));
  };
  assert.is(await largest({}), 400_000);
  assert.is(await largest({ parse: 'combined' }), 131_000);
  assert.is(await largest({ parse: 'combined' }, 1_000), 1_000);
});

test('gives a stack trace when nothing more came for a second, as one record', async () => {
  writeFileSync(log, 'Error: no\n    at a.js:1\n');
  const run = follow({ poll_interval: 100 }, { multiline: 'stack_trace' });
  await run.settle();
  await run.tick(900);
  appendFileSync(log, '    at b.js:2\n');
  await run.tick(900);
  assert.is(run.batches.length, 0);
  await run.tick(300);
  assert.is(Buffer.from(run.batches[0]?.bytes ?? []).toString(), 'Error: no\n    at a.js:1\n    at b.js:2\n');
});

test('leaves out the mark before the first line, and keeps its place behind it', async () => {
  writeFileSync(log, '\ufeffa1\n');
  const first = follow();
  await first.settle();
  appendFileSync(log, '\ufeffa2\n');
  await first.tick();
  assert.equal(first.lines, ['a1', '\ufeffa2']);
  assert.equal(first.batches.map(({ origin }) => origin?.offset), [3, 6]);
  await first.stop();
  appendFileSync(log, 'a3\n');
  const second = follow();
  await second.settle();
  assert.equal(second.lines, ['a3']);
});

for (const [encoding, mark, start_at] of [['utf16le', 'fffe', 'beginning'], ['utf16be', 'feff', 'beginning'], ['utf16le', 'fffe', 'end']] as const) {
  test(`hands on nothing of a file in ${encoding} from its ${start_at} on, in which no secret would be found, and says so`, async () => {
    const text = Buffer.from('password=hunter2\n', 'utf16le');
    writeFileSync(log, Buffer.concat([Buffer.from(mark, 'hex'), encoding === 'utf16le' ? text : text.swap16()]));
    const run = follow({ start_at });
    await run.settle();
    appendFileSync(log, Buffer.from('more\n', 'utf16le'));
    await run.tick(10_000);
    assert.equal(run.lines, []);
    assert.equal(run.log, [`warn cannot read ${log}; it is tried again`]);
    assert.equal(run.ctx.health, [{ status: 'degraded', detail: `cannot read ${log} (UTF-16)` }]);
    writeFileSync(log, 'a1\n');
    await run.tick();
    assert.equal(run.lines, ['a1']);
  });
}

test('hands on nothing of a packed file in UTF-16', async () => {
  const path = join(folder, 'old.gz');
  writeFileSync(path, gzipSync(Buffer.from('\ufeffpassword=hunter2\n', 'utf16le')));
  const run = follow({ paths: [path] }, { once: true });
  await run.done;
  assert.equal(run.lines, []);
  assert.equal(run.ctx.health, [{ status: 'degraded', detail: `cannot read ${path} (UTF-16)` }]);
});

test.run();
