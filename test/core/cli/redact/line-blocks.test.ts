import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import * as assert from 'uvu/assert';
import { fileBlocks, lineBlocks } from '../../../../core/cli/redact/line-blocks.js';
import { HushpipeError } from '../../../../core/contract/errors.js';
import { rejection } from '../../../support/rejection.js';
import { suite } from '../../../support/suite.js';

const test = suite('lineBlocks');

async function blocksOf(...chunks: readonly string[]): Promise<readonly string[]> {
  async function* stream(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  const blocks: string[] = [];
  for await (const block of lineBlocks(stream())) blocks.push(block.toString());
  return blocks;
}

test('cuts a stream into whole lines, wherever its chunks end', async () => {
  assert.equal(await blocksOf('a\nb', 'c', 'd\n\ne\nf', 'g'), ['a\n', 'bcd\n\ne\n', 'fg']);
  assert.equal(await blocksOf('a\n', 'b\n'), ['a\n', 'b\n']);
  assert.equal(await blocksOf(), []);
});

test('refuses a text in UTF-16, however its chunks are cut', async () => {
  const text = Buffer.from('\ufeffpassword=hunter2\n', 'utf16le');
  for (const bytes of [text, Buffer.from(text).swap16()]) {
    const error = await rejection(lineBlocks(Readable.from([bytes.subarray(0, 1), bytes.subarray(1)])).next(), HushpipeError);
    assert.is(error.code, 'CLI_USAGE');
    assert.match(error.hint, 'iconv');
  }
});

test('says which file cannot be read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'line-blocks-'));
  try {
    const missing = await rejection(fileBlocks(join(folder, 'no.log')).next(), HushpipeError);
    assert.equal([missing.code, missing.message], ['CLI_USAGE', `${join(folder, 'no.log')} cannot be read: ENOENT`]);
    assert.is((await rejection(fileBlocks(folder).next(), HushpipeError)).message, `${folder} cannot be read: EISDIR`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
