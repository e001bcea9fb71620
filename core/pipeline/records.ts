import type { RawBatch } from '../contract/plugin.js';

const LF = 0x0a;
const CR = 0x0d;

/** Calls `each` with start and end of every record that is not empty, without its line ending; returns how many were empty. */
export function forEachRecord(bytes: Buffer, ends: RawBatch['ends'], each: (start: number, end: number) => void): number {
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
    const feed = bytes.indexOf(LF, start);
    const end = feed < 0 ? bytes.length : feed;
    record(start, end);
    start = end + 1;
  }
  return empty;
}
