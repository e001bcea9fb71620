import type { FramedBatch, Framer } from '../../../core/contract/plugin.js';

/** The least that a framer does: lines, each ended by LF. */
export function lineFramer(): Framer {
  let held = Buffer.alloc(0);
  return {
    push(chunk): FramedBatch | undefined {
      const all = Buffer.concat([held, chunk]);
      const end = all.lastIndexOf(10) + 1;
      held = all.subarray(end);
      return end === 0 ? undefined : { bytes: all.subarray(0, end), consumed: end };
    },
    get pending() {
      return held.length;
    },
    flush(): FramedBatch | undefined {
      const bytes = held;
      held = Buffer.alloc(0);
      return bytes.length === 0 ? undefined : { bytes, consumed: bytes.length };
    },
  };
}

/** Holds the last line back until the next one begins: as the framer of a multi-line source does. */
export function recordFramer(): Framer {
  let held = Buffer.alloc(0);
  return {
    push(chunk): FramedBatch | undefined {
      held = Buffer.concat([held, chunk]);
      const end = held.lastIndexOf(10, held.length - 2) + 1;
      const bytes = held.subarray(0, end);
      held = held.subarray(end);
      return end === 0 ? undefined : { bytes, consumed: end };
    },
    get pending() {
      return held.length;
    },
    flush(): FramedBatch | undefined {
      const bytes = held;
      held = Buffer.alloc(0);
      return bytes.length === 0 ? undefined : { bytes, consumed: bytes.length };
    },
  };
}
