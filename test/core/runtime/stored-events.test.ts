import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { readStored, sizeOf, type StoredOptions } from '../../../core/runtime/stored-events.js';
import { VirtualClock } from '../../../core/testing/virtual-clock.js';
import { suite } from '../../support/suite.js';
import { tempFolder } from '../../support/temp-folder.js';

const test = suite('readStored');
const folder = tempFolder(test);

async function read(text: string | Buffer, options: Partial<StoredOptions> & { readonly name?: string } = {}): Promise<readonly (readonly [number | undefined, string])[]> {
  const file = folder.in(options.name ?? 'events.jsonl');
  writeFileSync(file, text);
  const found: (readonly [number | undefined, string])[] = [];
  const stored = readStored({ files: [file], parse: 'auto', multiline: 'none', clock: new VirtualClock(), numbered: true, ...options });
  for await (const { events, lines } of stored) for (const [at, event] of events.entries()) found.push([lines?.[at], event.line()]);
  return found;
}

test('gives each line as an event with its number, over empty lines, CRLF and a last line without an end', async () => {
  assert.equal(await read('{"a":1}\n\n\r\n{"b":2}\r\ntext\n\n{"c":3}'), [[1, '{"a":1}'], [4, '{"b":2}'], [5, 'text'], [7, '{"c":3}']]);
});

test('numbers lines through all chunks, plain and packed', async () => {
  const count = 30_000;
  const text = Array.from({ length: count }, (_, n) => `{"n":${n},"pad":"${'x'.repeat(n % 40)}"}\n${n % 7 === 0 ? '\n' : ''}`).join('');
  for (const found of [await read(text), await read(gzipSync(text), { name: 'events.jsonl.gz' })]) {
    assert.is(found.length, count);
    const expected = text.split('\n').flatMap((line, at) => (line === '' ? [] : [at + 1]));
    assert.equal(found.map(([line]) => line), expected);
  }
});

test('reads lines as a source would', async () => {
  assert.equal(await read('level=error user=eve\n', { parse: 'logfmt' }), [[1, '{"level":"error","user":"eve"}']]);
  const [trace] = await read('Error: x\n    at a (b.js:1:2)\n    at c (d.js:3:4)\nnext\n', { multiline: 'stack_trace', parse: 'text' });
  assert.is(trace?.[0], 1);
  assert.match(trace?.[1] ?? '', 'at c');
});

test('gives the same events the same ids, and events without a time that of the clock', async () => {
  const file = folder.in('x.jsonl');
  writeFileSync(file, '{"a":1}\n{"time":"2026-09-21T00:00:00Z"}\n');
  const about = async (): Promise<unknown> => {
    const all: unknown[] = [];
    for await (const { events } of readStored({ files: [file], parse: 'auto', multiline: 'none', clock: new VirtualClock(5) })) all.push(...events.map(({ id, time }) => [id, time]));
    return all;
  };
  const [[, first], [, second]] = await about() as [[string, number], [string, number]];
  assert.equal([first, second], [5, Date.UTC(2026, 8, 21)]);
  assert.equal(await about(), await about());
});

test('says how far it is, and stops where it is told to', async () => {
  let bytes = 0;
  const stop = new AbortController();
  const text = '{"a":1}\n'.repeat(100_000);
  await read(text, { onRead: (more) => void (bytes += more) });
  assert.is(bytes, sizeOf([folder.in('events.jsonl')]));
  let batches = 0;
  for await (const batch of readStored({ files: [folder.in('events.jsonl')], parse: 'auto', multiline: 'none', clock: new VirtualClock(), signal: stop.signal })) {
    assert.ok(batch.events.length > 0);
    batches++;
    stop.abort();
  }
  assert.is(batches, 1);
});

test('rejects for a file that is not there or not packed as it says', async () => {
  const outcome = async (name: string, text?: string): Promise<string> => {
    if (text !== undefined) writeFileSync(folder.in(name), text);
    try {
      for await (const batch of readStored({ files: [folder.in(name)], parse: 'auto', multiline: 'none', clock: new VirtualClock() })) assert.ok(batch);
      return 'read';
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.match(await outcome('none.jsonl'), 'ENOENT');
  assert.match(await outcome('none.jsonl.gz'), 'ENOENT');
  assert.match(await outcome('x.gz', 'no gzip'), 'incorrect header check');
});

test.run();
