import type { LineEncoding, LogEvent } from '../contract/event.js';
import { LF } from './ascii.js';
import { textAsJson, viewOf, type LineEvent } from './line-event.js';

const LINE_FEED = Buffer.of(LF);

/**
 * The batch as lines, each ended by LF; see `LineEncoding`. Events that stand one after another in one block leave as one
 * range: a batch that nobody touched is not even copied. The result may share memory with the events: it is read-only.
 */
export function encodeLines(batch: readonly LogEvent[], encoding: LineEncoding = 'json'): Uint8Array {
  const ranges = new Ranges();
  for (const event of batch) {
    const view = viewOf(event);
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
  return ranges.join();
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

  join(): Uint8Array {
    this.#close();
    const [only, second] = this.#closed;
    return only !== undefined && second === undefined ? only : Buffer.concat(this.#closed);
  }

  #close(): void {
    if (this.#to > this.#from) this.#closed.push(this.#bytes.subarray(this.#from, this.#to));
  }
}
