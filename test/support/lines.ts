import { closeSync, openSync, readSync } from 'node:fs';

const BLOCK = 1 << 20;

/** The lines of a file without their line feeds, one character a byte, so that equal lines are equal bytes. Reads large files in blocks. */
export function* linesOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    let held = '';
    for (let read = readSync(descriptor, block); read > 0; read = readSync(descriptor, block)) {
      const lines = (held + block.toString('latin1', 0, read)).split('\n');
      held = lines.pop() ?? '';
      yield* lines;
    }
    if (held !== '') yield held;
  } finally {
    closeSync(descriptor);
  }
}
