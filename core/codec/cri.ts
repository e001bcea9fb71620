import type { Codec, CodecChoice } from './codec.js';
import { quote, type Fields } from './fields.js';
import { withMessage } from './message.js';
import { isIsoTime } from './times.js';

const STAMP = /^(\d{4}-\d\d-\d\dT\S{8,30}) (stdout|stderr) ([PF])(?::\S{0,64})?(?: |$)/;
/** No stamp is longer than this. */
export const STAMP_LENGTH = 128;

export interface CriStamp {
  readonly time: string;
  readonly stream: string;
  /** The line is a part of a longer one, and the next of its stream goes on with it. */
  readonly partial: boolean;
  /** Where the message begins. */
  readonly end: number;
}

/** The stamp at the head of a line, else undefined. */
export function criStamp(line: string): CriStamp | undefined {
  const [whole = '', time = '', stream = '', flag] = STAMP.exec(line) ?? [];
  return whole === '' ? undefined : { time, stream, partial: flag === 'P', end: whole.length };
}

/**
 * Container logs as Kubernetes' runtimes write them: `time stream P|F message`. A record of several lines, as the framer
 * gives it for a line in parts (P) or for a stack trace, is one message: parts are joined as they are, whole lines with LF.
 * A record whose last part is missing has `partial: true`.
 */
export function createCri(then: CodecChoice): Codec {
  return {
    name: 'cri',
    decode(record) {
      const lines = record.split('\n');
      const first = criStamp(lines[0] ?? '');
      if (first === undefined || !isIsoTime(first.time)) return undefined;
      let message = '';
      let partial = true;
      for (const line of lines) {
        const stamp = criStamp(line);
        message += (partial ? '' : '\n') + line.slice(stamp?.end ?? 0);
        partial = stamp?.partial ?? false;
      }
      const fields: Fields = new Map([['time', quote(first.time)], ['stream', quote(first.stream)]]);
      if (partial) fields.set('partial', 'true');
      return withMessage(fields, message, then);
    },
  };
}
