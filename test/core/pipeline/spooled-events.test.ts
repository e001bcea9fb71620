import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { LogEvent } from '../../../core/contract/event.js';
import type { Overflow } from '../../../core/pipeline/overflow.js';
import { openSpooledEvents } from '../../../core/pipeline/spooled-events.js';
import { makeEvents } from '../../../core/testing/make-events.js';
import { testContext, type TestContext } from '../../../core/testing/test-context.js';
import { suite } from '../../support/suite.js';

const test = suite('openSpooledEvents');

let dir: string;
let context: TestContext;
let overflow: Overflow<LogEvent>;

test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'spooled-'));
  context = testContext();
  overflow = await open();
});
test.after.each(async () => {
  await overflow.close();
  await rm(dir, { recursive: true });
});

const open = (maxBytes = 1_000_000): Promise<Overflow<LogEvent>> => openSpooledEvents({ dir, maxBytes, guard: (_path, value) => value, log: context.log });

async function reopen(maxBytes?: number): Promise<void> {
  await overflow.close();
  overflow = await open(maxBytes);
}

const events = (...names: readonly string[]): readonly LogEvent[] => makeEvents(names.map((message) => ({ message })));

async function next(): Promise<{ readonly names: string; release(): Promise<void> } | undefined> {
  const read = await overflow.next();
  return read && { names: read.items.map(({ message }) => message).join(' '), release: read.release };
}

async function rest(): Promise<readonly string[]> {
  const all: string[] = [];
  for (let read = await next(); read !== undefined; read = await next()) all.push(read.names);
  return all;
}

test('gives back the same events, in order, and says how many wait', async () => {
  const [first] = events('a', 'b');
  await Promise.all([overflow.add(events('a', 'b')), overflow.add(events('c'))]);
  assert.is(overflow.length, 3);
  const read = await overflow.next();
  assert.equal([read?.items[0]?.id, read?.items[0]?.line()], [first?.id, first?.line()]);
  assert.is(overflow.length, 1);
  assert.equal([await rest(), overflow.length], [['c'], 0]);
});

test('counts what is being written as waiting', async () => {
  const adding = overflow.add(events('a', 'b'));
  assert.is(overflow.length, 2);
  await adding;
  assert.is(overflow.length, 2);
});

test('gives again after a restart what was not released, in whatever order the rest was', async () => {
  for (const name of ['a', 'b', 'c', 'd']) await overflow.add(events(name));
  const [a, b, c] = [await next(), await next(), await next()];
  await c?.release();
  await b?.release();
  await reopen();
  assert.equal(await rest(), ['a', 'b', 'c', 'd'], 'one that is not released keeps those behind it');
  await reopen();
  for (const read of [await next(), await next(), await next()]) await read?.release();
  await reopen();
  assert.equal(await rest(), ['d']);
  assert.is(a?.names, 'a');
});

test('passes over copies, which only a restart gives back', async () => {
  const release = await overflow.keep(events('a', 'b'));
  await overflow.add(events('c'));
  await overflow.keep(events('d'));
  assert.is(overflow.length, 1);
  assert.equal(await rest(), ['c']);
  assert.is(overflow.length, 0);
  assert.type(release, 'function');
  await reopen();
  assert.equal(await rest(), ['a b', 'c', 'd']);
});

test('gives back the space of copies that were released, also where nobody reads', async () => {
  const [first, second] = [await overflow.keep(events('a')), await overflow.keep(events('b'))];
  await second?.();
  await first?.();
  await reopen();
  assert.equal([overflow.length, await rest()], [0, []]);
});

test('gives back no copy whose turn comes after its release', async () => {
  const kept = await overflow.keep(events('a'));
  await overflow.add(events('b'));
  await kept?.();
  const read = await next();
  assert.is(read?.names, 'b');
  await read?.release();
  await reopen();
  assert.equal(await rest(), []);
});

test('takes no more than fits, and numbers what comes after that right', async () => {
  await reopen(400);
  assert.is(await overflow.keep(events('x'.repeat(500))), undefined);
  assert.is(await overflow.add(events('x'.repeat(500))), false);
  assert.is(overflow.length, 0);
  const kept = await overflow.keep(events('a'));
  assert.type(kept, 'function');
  assert.equal(await rest(), []);
  await kept?.();
  assert.is(await overflow.add(events('b')), true);
  assert.equal([overflow.length, await rest()], [1, ['b']]);
});

test('says that something waits which an earlier run left', async () => {
  for (const name of ['a', 'b']) await overflow.add(events(name, name));
  await reopen();
  assert.is(overflow.length, 2);
  await overflow.add(events('c', 'c', 'c'));
  assert.is(overflow.length, 5);
  assert.equal([await rest(), overflow.length], [['a a', 'b b', 'c c c'], 0]);
});

test('is empty when damage has taken what it held', async () => {
  for (const name of ['a', 'b', 'c']) await overflow.add(events(name));
  const segment = (await readdir(dir)).find((name) => name.endsWith('.spool'));
  const bytes = await readFile(join(dir, segment as string));
  bytes.fill(0xff, Math.floor(bytes.length / 3));
  await writeFile(join(dir, segment as string), bytes);
  await rest();
  assert.is(overflow.length, 0);
  assert.ok(context.logs.some(({ level }) => level === 'error'));
  await overflow.add(events('d'));
  assert.equal([overflow.length, await rest()], [1, ['d']]);
});

test('does not end the process where a release cannot be noted', async () => {
  await overflow.add(events('a'));
  const read = await next();
  await overflow.close();
  await rm(dir, { recursive: true });
  await read?.release();
  assert.is(context.logs.length, 1);
  dir = await mkdtemp(join(tmpdir(), 'spooled-'));
  overflow = await open();
});

test.run();
