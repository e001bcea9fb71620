import type { LineEncoding, LogEvent } from '../contract/event.js';
import { LF } from './ascii.js';
import { textAsJson, viewOf, type LineEvent } from './line-event.js';

const LINE_FEED = Buffer.of(LF);
/** A vectored write takes a thousand pieces at once where least can be relied on: IOV_MAX of POSIX's `writev`, as Linux has it. */
const MOST_PIECES = 1024;

/**
 * The batch as lines, each ended by LF; see `LineEncoding`. Events that stand one after another in one block leave as one
 * range: a batch that nobody touched is not even copied. The result may share memory with the events: it is read-only.
 */
export function encodeLines(batch: readonly LogEvent[], encoding?: LineEncoding): Uint8Array {
  return joined(rangesOf(batch, encoding));
}

/** The same as the pieces of memory that the lines stand in, in order: for a vectored write, which needs no copy. */
export function encodePieces(batch: readonly LogEvent[], encoding?: LineEncoding): readonly Uint8Array[] {
  const pieces = rangesOf(batch, encoding);
  return pieces.length <= MOST_PIECES ? pieces : [joined(pieces)];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [only, second] = pieces;
  return only !== undefined && second === undefined ? only : Buffer.concat(pieces);
}

function rangesOf(batch: readonly LogEvent[], encoding: LineEncoding = 'json'): readonly Buffer[] {
  const ranges = new Ranges();
  for (let at = 0; at < batch.length; at++) {
    const view = viewOf(batch[at] as LogEvent);
    const line = view.isJson || encoding === 'line' ? view : textAsJson(view);
    const { bytes } = line.block;
    if (holdsBreak(line)) {
      const text = Buffer.from(`${line.line()}\n`);
      ranges.add(text, 0, text.length);
    } else if (bytes[line.end] === LF) {
      ranges.add(bytes, line.start, line.end + 1);
    } else {
      ranges.add(bytes, line.start, line.end);
      ranges.add(LINE_FEED, 0, 1);
    }
  }
  return ranges.close();
}

/** Only records of several lines do: they must leave as one. */
function holdsBreak({ provenance, block, start, end }: LineEvent): boolean {
  if (!provenance.multiline) return false;
  const at = block.bytes.indexOf(LF, start);
  return at >= 0 && at < end;
}

/** Ranges of bytes in order; those that lie one behind the other are one. */
class Ranges {
  readonly #closed: Buffer[] = [];
  #bytes: Buffer = LINE_FEED;
  #from = 0;
  #to = 0;

  add(bytes: Buffer, from: number, to: number): void {
    if (bytes !== this.#bytes || from !== this.#to) {
      this.#close();
      this.#bytes = bytes;
      this.#from = from;
    }
    this.#to = to;
  }

  close(): readonly Buffer[] {
    this.#close();
    return this.#closed;
  }

  #close(): void {
    if (this.#to > this.#from) this.#closed.push(this.#bytes.subarray(this.#from, this.#to));
  }
}
