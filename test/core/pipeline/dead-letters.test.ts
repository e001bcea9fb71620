import { appendFile, mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { HushpipeError } from '../../../core/contract/errors.js';
import { openDeadLetters, readDeadLetters, type DeadLetter, type DeadLetters } from '../../../core/pipeline/dead-letters.js';
import { suite } from '../../support/suite.js';

let dir = '';
let file = '';
let letters: DeadLetters | undefined;

const letter = (id: string, line = '{"message":"x"}'): DeadLetter => ({
  id, line, time: '2024-05-01T10:00:00.000Z', instance: 'sinks.archive', code: 'DELIVERY_REFUSED', reason: 'HTTP 400', attempts: 1,
});

async function read(): Promise<readonly DeadLetter[]> {
  const found = [];
  for await (const one of readDeadLetters(file)) found.push(one);
  return found;
}

const ids = async (): Promise<readonly string[]> => (await read()).map(({ id }) => id);

const test = suite('openDeadLetters');

test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'letters-'));
  file = join(dir, 'dead-letters', 'sinks.archive.jsonl');
});

test.after.each(async () => {
  await letters?.close();
  letters = undefined;
  await rm(dir, { recursive: true });
});

test('keeps letters as JSON lines that are read back whole', async () => {
  letters = await openDeadLetters(file);
  const odd = letter('b', '{"message":"\u2028 \\n \\u0000 \ud83d\ude00"}');
  await Promise.all([letters.append([letter('a')]), letters.append([odd, letter('c')]), letters.append([])]);
  const lines = (await readFile(file, 'utf8')).split('\n');
  assert.is(lines.length, 4);
  assert.equal(JSON.parse(lines[0] ?? ''), letter('a'));
  assert.equal(await read(), [letter('a'), odd, letter('c')]);
  assert.is((await stat(file)).mode & 0o077, 0);
});

test('goes on with the file after a restart', async () => {
  letters = await openDeadLetters(file);
  await letters.append([letter('a')]);
  await letters.close();
  letters = await openDeadLetters(file);
  await letters.append([letter('b')]);
  assert.equal(await ids(), ['a', 'b']);
});

test('passes over a torn line, and loses none that comes after it', async () => {
  letters = await openDeadLetters(file);
  await letters.append([letter('a'), letter('torn')]);
  await letters.close();
  await truncate(file, (await stat(file)).size - 5);
  assert.equal(await ids(), ['a']);
  letters = await openDeadLetters(file);
  await letters.append([letter('b')]);
  await appendFile(file, '{"id":"other"}\nnull\n[1]\n');
  await letters.append([letter('c')]);
  assert.equal(await ids(), ['a', 'b', 'c']);
});

test('keeps the last file as .1, and says what goes', async () => {
  const discarded: number[] = [];
  const size = Buffer.byteLength(`${JSON.stringify(letter('0'))}\n`);
  letters = await openDeadLetters(file, { maxBytes: size * 2, onDiscard: (bytes) => discarded.push(bytes) });
  for (const id of ['0', '1', '2', '3']) await letters.append([letter(id)]);
  assert.equal(await ids(), ['0', '1', '2', '3']);
  assert.equal(discarded, []);
  await letters.append([letter('4')]);
  assert.equal(await ids(), ['2', '3', '4']);
  assert.equal(discarded, [size * 2]);
  await letters.append([letter('5'), letter('6'), letter('7')]);
  assert.equal(await ids(), ['4', '5', '6', '7'], 'letters of one call stay together, whatever their size');
});

test('reads nothing where there is no file, and a letter of several blocks', async () => {
  assert.equal(await ids(), []);
  letters = await openDeadLetters(file);
  await letters.append([letter('a', 'é'.repeat(200_000)), letter('b')]);
  assert.is((await read())[0]?.line.length, 200_000);
  assert.equal(await ids(), ['a', 'b']);
});

test('takes nothing once it is closed', async () => {
  letters = await openDeadLetters(file);
  await letters.close();
  await letters.append([letter('a')]).then(() => assert.unreachable(), (error: unknown) => assert.is((error as HushpipeError).code, 'PIPELINE_CLOSED'));
});

test.run();
