import { segmentsIn } from './folder.js';
import { readLines } from './line-reader.js';

/** Gives the lines of the records from one to another, both included, in order. Checks nothing. */
export async function readRecordLines(folder: string, from: number, to: number, onLine: (line: string, seq: number) => void): Promise<void> {
  const segments = await segmentsIn(folder);
  for (const [at, { first, path }] of segments.entries()) {
    const next = segments[at + 1]?.first ?? Number.POSITIVE_INFINITY;
    if (next <= from || first > to) continue;
    let seq = first;
    await readLines(path, (bytes, start, end) => {
      if (seq >= from) onLine(bytes.toString('utf8', start, end), seq);
      return ++seq > to;
    });
  }
}
