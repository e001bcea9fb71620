import type { RawBatch } from '../contract/plugin.js';
import type { Block } from '../event/block.js';

const LF = 0x0a;
const CR = 0x0d;

/** Calls `each` with start and end of every record that is not empty, without its line ending; returns how many were empty. */
export function forEachRecord({ bytes, kernel }: Pick<Block, 'bytes' | 'kernel'>, ends: RawBatch['ends'], each: (start: number, end: number) => void): number {
  let empty = 0;
  const record = (start: number, end: number): void => {
    let last = end;
    if (last > start && bytes[last - 1] === LF) last--;
    if (last > start && bytes[last - 1] === CR) last--;
    if (last === start) empty++;
    else each(start, last);
  };
  let start = 0;
  if (ends !== undefined) {
    for (const end of ends) {
      record(start, end);
      start = end;
    }
    return empty;
  }
  while (start < bytes.length) {
    const feed = kernel === undefined ? bytes.indexOf(LF, start) : kernel.lineFeed(start);
    const end = feed < 0 ? bytes.length : feed;
    record(start, end);
    start = end + 1;
  }
  return empty;
}
