import * as assert from 'uvu/assert';
import { lineBlocks } from '../../../../core/cli/redact/line-blocks.js';
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

test.run();
