import { scanObject } from './scan.js';
import { Tape } from './tape.js';

/** One object in a block, and where its members stand, as a scan found them. */
export interface Members {
  readonly bytes: Buffer;
  /** Of the object's text. */
  readonly start: number;
  readonly end: number;
  readonly tape: Int32Array;
  /** Places on the tape. */
  readonly from: number;
  readonly to: number;
  readonly flags: number;
}

/** Members of nested objects: stacked, and taken off again. */
const scratch = new Tape(4096);

/** Scans the valid object at bytes[start, end) and gives its members to `use`, for as long as that runs. */
export function scanMembers<T>(bytes: Buffer, start: number, end: number, use: (members: Members) => T): T {
  const from = scratch.used;
  try {
    const flags = scanObject(bytes, start, end, scratch);
    return use({ bytes, start, end, tape: scratch.data, from, to: scratch.used, flags });
  } finally {
    scratch.used = from;
  }
}
