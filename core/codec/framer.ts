import type { SourceSettings } from '../../schemas/source.js';
import type { FramedBatch, Framer } from '../contract/plugin.js';
import { criParts } from './cri-parts.js';
import { asBuffer, LineSplitter, type Lines } from './lines.js';
import { RecordJoiner, startPattern, type Joining } from './multiline.js';
import { StackTraces } from './stack-trace.js';

export interface FramerOptions {
  readonly multiline: SourceSettings['multiline'];
  /** Longest record in bytes. A longer line is cut; a record of several lines goes on as a new one before it grows longer. */
  readonly maxLine: number;
  /** Called once for each line that was cut, with the number of bytes left out. */
  readonly onOversize: (bytesSkipped: number) => void;
  /** Of `cri`, the parts of one line are joined, and `multiline` looks at the messages. */
  readonly parse?: SourceSettings['parse'];
}

/** Codecs that look at bytes, and what all others are given at once: each of their lines becomes text, which takes time and room. */
const AS_BYTES: ReadonlySet<string> = new Set(['json', 'text', 'auto']);
const CHUNK_AS_BYTES = 1024 * 1024;
const CHUNK_AS_TEXT = 128 * 1024;

/**
 * Cuts one byte stream into records, the same ones however the stream is cut into chunks. Each record but the last of a flush
 * ends with its line feed (LF or CRLF), in `bytes` as within `ends`. `consumed` counts every pushed byte once.
 */
export function createFramer(options: FramerOptions): Framer {
  const lines = new LineSplitter(options.maxLine);
  const codec = typeof options.parse === 'object' ? options.parse.type : options.parse;
  const bestChunk = codec === undefined || AS_BYTES.has(codec) ? CHUNK_AS_BYTES : CHUNK_AS_TEXT;
  const joining = joiningOf(options.multiline, codec);
  return joining === undefined
    ? new LineFramer(bestChunk, lines, options.onOversize)
    : new RecordFramer(bestChunk, lines, new RecordJoiner(joining, options.maxLine), options.onOversize);
}

function joiningOf(multiline: FramerOptions['multiline'], codec: string | undefined): Joining | undefined {
  const joining = multiline === 'none' ? undefined : multiline === 'stack_trace' ? new StackTraces() : startPattern(multiline.start);
  return codec === 'cri' ? criParts(joining) : joining;
}

class LineFramer implements Framer {
  readonly bestChunk: number;
  readonly #lines: LineSplitter;
  readonly #onOversize: (bytesSkipped: number) => void;

  constructor(bestChunk: number, lines: LineSplitter, onOversize: (bytesSkipped: number) => void) {
    this.bestChunk = bestChunk;
    this.#lines = lines;
    this.#onOversize = onOversize;
  }

  get pending(): number {
    return this.#lines.pending;
  }

  push(chunk: Uint8Array): FramedBatch | undefined {
    const before = this.pending + chunk.length;
    return this.#batch(this.#lines.push(asBuffer(chunk)), before);
  }

  flush(): FramedBatch | undefined {
    const before = this.pending;
    return this.#batch(this.#lines.flush(), before);
  }

  #batch(lines: Lines | undefined, before: number): FramedBatch | undefined {
    if (lines === undefined) return undefined;
    for (const { skipped } of lines.cuts) this.#onOversize(skipped);
    return { bytes: lines.bytes, consumed: before - this.pending };
  }
}

class RecordFramer implements Framer {
  readonly bestChunk: number;
  readonly #lines: LineSplitter;
  readonly #joiner: RecordJoiner;
  readonly #onOversize: (bytesSkipped: number) => void;

  constructor(bestChunk: number, lines: LineSplitter, joiner: RecordJoiner, onOversize: (bytesSkipped: number) => void) {
    this.bestChunk = bestChunk;
    this.#lines = lines;
    this.#joiner = joiner;
    this.#onOversize = onOversize;
  }

  get pending(): number {
    return this.#lines.pending + this.#joiner.pending;
  }

  push(chunk: Uint8Array): FramedBatch | undefined {
    const before = this.pending + chunk.length;
    return this.#batch(this.#lines.push(asBuffer(chunk)), before, false);
  }

  flush(): FramedBatch | undefined {
    const before = this.pending;
    return this.#batch(this.#lines.flush(), before, true);
  }

  #batch(lines: Lines | undefined, before: number, final: boolean): FramedBatch | undefined {
    for (const { skipped } of lines?.cuts ?? []) this.#onOversize(skipped);
    const records = this.#joiner.join(lines, final);
    return records === undefined ? undefined : { ...records, consumed: before - this.pending };
  }
}
