import { createReadStream } from 'node:fs';
import { LF } from '../../event/ascii.js';
import { usage } from '../flags.js';

/** A line that is longer than this is handed on in parts of this size, in bytes. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** As `lineBlocks`, of a file, or of standard input for `-`. Throws CLI_USAGE where the file cannot be read. */
export async function* fileBlocks(file: string): AsyncGenerator<Buffer> {
  if (file === '-') return yield* lineBlocks(process.stdin);
  try {
    yield* lineBlocks(createReadStream(file), file);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw usage(`${file} cannot be read: ${code}`, 'Check the path and its permissions.');
  }
}

/**
 * The bytes of a stream in blocks of whole lines; only the last may lack its line feed. Each block is the caller's own. Throws
 * CLI_USAGE where the stream begins as a text in UTF-16: a NUL stands between any two of its characters, and no rule finds anything.
 */
export async function* lineBlocks(stream: AsyncIterable<Uint8Array>, name = 'standard input'): AsyncGenerator<Buffer> {
  let isFirst = true;
  for await (const block of wholeLines(stream)) {
    const mark = block.length < 2 || !isFirst ? 0 : block.readUInt16BE();
    if (mark === 0xfffe || mark === 0xfeff) throw usage(`${name} is written in UTF-16, in which nothing would be found`, 'Convert it first: iconv -f UTF-16 -t UTF-8');
    isFirst = false;
    yield block;
  }
}

async function* wholeLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const end = chunk.lastIndexOf(LF) + 1;
    if (end === 0 && size + chunk.length < LONGEST_LINE) {
      rest.push(chunk);
      size += chunk.length;
      continue;
    }
    const cut = end === 0 ? chunk.length : end;
    yield Buffer.concat([...rest, chunk.subarray(0, cut)]);
    rest = cut < chunk.length ? [chunk.subarray(cut)] : [];
    size = chunk.length - cut;
  }
  if (size > 0) yield Buffer.concat(rest);
}
