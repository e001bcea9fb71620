import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../../support/suite.js';
import { tempLogs } from './temp-logs.js';

const test = suite('tail');
const { folder, log, follow } = tempLogs(test);

test('repeats after a kill only what was not acknowledged, under the same origin', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow({}, { hold: true });
  await first.settle();
  await first.acknowledge();
  appendFileSync(log, 'a2\n');
  await first.tick();
  assert.equal(first.lines, ['a1', 'a2']);
  cpSync(join(folder, 'data'), join(folder, 'killed'), { recursive: true });
  const second = follow({}, { data: join(folder, 'killed') });
  await second.settle();
  assert.equal(second.lines, ['a2']);
  assert.equal(second.batches[0]?.origin, first.batches[1]?.origin);
});

test('commits no offset before those of the batches ahead are acknowledged', async () => {
  writeFileSync(log, 'a1\n');
  const first = follow({}, { hold: true });
  await first.settle();
  appendFileSync(log, 'a2\n');
  await first.tick();
  await first.acknowledgeLast();
  cpSync(join(folder, 'data'), join(folder, 'killed'), { recursive: true });
  const second = follow({}, { data: join(folder, 'killed') });
  await second.settle();
  assert.equal(second.lines, ['a1', 'a2']);
});

test('waits for the instance it takes the place of, which has the same checkpoints', async () => {
  writeFileSync(log, 'a1\n');
  const old = follow({}, { hold: true });
  await old.settle();
  const next = follow();
  await next.settle();
  assert.equal(next.lines, []);
  const stopping = old.stop();
  await old.acknowledge();
  await stopping;
  appendFileSync(log, 'a2\n');
  await next.tick();
  assert.equal(next.lines, ['a2']);
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

test.run();
