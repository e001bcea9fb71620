import { criStamp, STAMP_LENGTH } from './cri.js';
import type { Joining } from './multiline.js';

/**
 * Joins the parts that a container runtime made of one long line, and lets `messages` join whole lines by their messages. A
 * record has lines of one stream: where the other one writes between two parts, the line stays in two records.
 */
export function criParts(messages: Joining | undefined): Joining {
  let stream = '';
  let partial = false;
  return {
    get open() {
      return partial || (messages?.open ?? false);
    },
    joins(bytes, start, end, first) {
      const stamp = criStamp(bytes.toString('latin1', start, Math.min(end, start + STAMP_LENGTH)));
      const sameStream = stamp?.stream === stream;
      const goesOn = partial && sameStream && !first;
      partial = stamp?.partial ?? false;
      stream = stamp?.stream ?? '';
      if (goesOn) return true;
      const joins = messages?.joins(bytes, start + (stamp?.end ?? 0), end, first || !sameStream) ?? false;
      return joins && sameStream;
    },
  };
}
