import { LF } from '../../event/ascii.js';

/** A line that is longer than this is handed on in parts of this size, in bytes. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The bytes of a stream in blocks of whole lines; only the last may lack its line feed. Each block is the caller's own.
 */
export async function* lineBlocks(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
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
