import { hash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

const BLOCK = 1024 * 1024;
const LF = 0x0a;

/**
 * Takes a line: `bytes` from `start` to `end`, without its line feed. The byte before it may be written to; all of them are valid
 * only during the call. `offset` is where the line begins in the file. With `true`, reading ends.
 */
export type OnLine = (bytes: Buffer, start: number, end: number, offset: number) => boolean | void;

/**
 * Reads the lines of a file from an offset on, in blocks: in memory is one block, or the longest line. Gives the offset behind the last
 * line feed, and the bytes after it, which are no whole line.
 */
export async function readLines(path: string, onLine: OnLine, from = 0): Promise<{ readonly end: number; readonly rest: Buffer }> {
  const file = await open(path, 'r');
  try {
    return await readFrom(file, onLine, from);
  } finally {
    await file.close();
  }
}

async function readFrom(file: FileHandle, onLine: OnLine, from: number): Promise<{ readonly end: number; readonly rest: Buffer }> {
  // The first byte is the one before the first line.
  let bytes = Buffer.alloc(1 + BLOCK);
  let held = 0;
  let position = from;
  for (;;) {
    if (1 + held === bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)]);
    const { bytesRead } = await file.read(bytes, 1 + held, bytes.length - 1 - held, position + held);
    const end = 1 + held + bytesRead;
    let start = 1;
    for (let feed = bytes.indexOf(LF, 1 + held); feed >= 0 && feed < end; feed = bytes.indexOf(LF, start)) {
      if (onLine(bytes, start, feed, position + start - 1) === true) return { end: position + feed, rest: Buffer.alloc(0) };
      start = feed + 1;
    }
    position += start - 1;
    held = end - start;
    if (bytesRead === 0) return { end: position, rest: Buffer.from(bytes.subarray(start, end)) };
    bytes.copy(bytes, 1, start, end);
  }
}

/** Hash, in hex, of a line as a leaf of the tree. Writes over the byte before it. */
export function leafHashIn(bytes: Buffer, start: number, end: number): string {
  bytes[start - 1] = 0;
  return hash('sha256', bytes.subarray(start - 1, end), 'hex');
}
