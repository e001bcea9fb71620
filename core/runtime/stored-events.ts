import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { SourceSettings } from '../../schemas/source.js';
import { createCodec } from '../codec/codec.js';
import { createFramer } from '../codec/framer.js';
import { asBuffer } from '../codec/lines.js';
import type { Clock } from '../contract/clock.js';
import type { LogEvent, Origin } from '../contract/event.js';
import type { FramedBatch, RawBatch } from '../contract/plugin.js';
import { viewOf } from '../event/line-event.js';
import { Inlet } from '../pipeline/inlet.js';
import { Tally } from '../pipeline/tally.js';
import { resourceOf } from './stages.js';

/** Bytes read at once: some thousand lines, so that what states no time gets about that of its neighbours. */
const CHUNK = 512 * 1024;
const MAX_LINE = 1024 * 1024;
const LF = 0x0a;

/** Standard input, where a file is named. */
export const STDIN = '-';

export interface StoredOptions {
  /** Paths of files of lines, of which those ending in .gz are unpacked; `-` is standard input. */
  readonly files: readonly string[];
  /** How lines are read, and joined to records. */
  readonly parse: SourceSettings['parse'];
  readonly multiline: SourceSettings['multiline'];
  /** Time of events that state none. */
  readonly clock: Clock;
  readonly numbered?: boolean;
  /** Has some of a file's batches searched elsewhere. */
  readonly searcherFor?: (file: string) => Searcher | undefined;
  /** Told how far a file is read: bytes on disk. */
  readonly onRead?: (bytes: number) => void;
  /** Ends it between two batches. */
  readonly signal?: AbortSignal;
}

/** Events that stand one after another in a file. */
export interface StoredBatch {
  readonly file: string;
  readonly events: readonly LogEvent[];
  /** Number of the line that each event begins at, from 1 on; where they were asked for. */
  readonly lines?: readonly number[];
  /** Of all events that stand there, where `events` holds only those that a helper found to be of interest. */
  readonly share?: Share;
}

/** What is left of a batch that was searched elsewhere. */
export interface Share {
  readonly count: number;
  /** Times of the first event, and of the latest. */
  readonly first: number;
  readonly latest: number;
  /** For each of the lines of interest, the time of the latest event before it; -Infinity where there was none. */
  readonly before: Float64Array;
}

/** Who searches some of the batches of a file, at the same time. */
export interface Searcher {
  /** Offsets within the batch, start and end of each line of interest; undefined where the batch is not among those. */
  search(batch: number): Promise<(Share & { readonly lines: Int32Array }) | undefined> | undefined;
  close(): void;
}

/** The events of files in their order, as views on blocks of them. They count as redacted: they are what a sink has written. */
export async function* readStored(options: StoredOptions): AsyncGenerator<StoredBatch> {
  const inlet = storedInlet(options);
  for (const file of options.files) yield* readFile(file, inlet, options);
}

async function* readFile(file: string, inlet: Inlet, options: StoredOptions): AsyncGenerator<StoredBatch> {
  const searcher = options.searcherFor?.(file);
  let line = 1;
  let index = 0;
  try {
    for await (const { bytes, ends, offset } of readRecords(file, options)) {
      const found = await searcher?.search(index++);
      if (found !== undefined) {
        yield { file, events: eventsAt(inlet, bytes, found.lines, { name: file, key: file, offset }), share: found };
        continue;
      }
      const events = inlet.admit({ bytes, ...(ends === undefined ? {} : { ends }), origin: { name: file, key: file, offset } });
      if (options.numbered !== true) {
        yield { file, events };
        continue;
      }
      const { lines, next } = lineNumbers(bytes, offset, line, events);
      line = next;
      yield { file, events, lines };
    }
  } finally {
    searcher?.close();
  }
}

/** The events of some lines of a block: the same, with the same ids, as if all of it had been read. */
function eventsAt(inlet: Inlet, bytes: Buffer, lines: Int32Array, { name, key, offset }: Origin): readonly LogEvent[] {
  const events: LogEvent[] = [];
  for (let at = 0; at < lines.length; at += 2) {
    const start = lines[at] as number;
    events.push(...inlet.admit({ bytes: bytes.subarray(start, lines[at + 1]), origin: { name, key, offset: offset + start } }));
  }
  return events;
}

/** A block of whole records, and where it begins in its file. */
export interface Records {
  readonly bytes: Buffer;
  readonly ends: RawBatch['ends'];
  readonly offset: number;
}

/** A file cut into blocks of whole records: the same blocks, whoever reads it. */
export async function* readRecords(file: string, { parse, multiline, onRead, signal }: Pick<StoredOptions, 'parse' | 'multiline' | 'onRead' | 'signal'>): AsyncGenerator<Records> {
  const framer = createFramer({ multiline, maxLine: MAX_LINE, onOversize: () => {}, parse });
  let offset = 0;
  const take = ({ bytes, ends, consumed }: FramedBatch): Records => {
    const records = { bytes: asBuffer(bytes), ends, offset };
    offset += consumed;
    return records;
  };
  for await (const chunk of openFile(file, onRead)) {
    if (signal?.aborted === true) return;
    const batch = framer.push(chunk);
    if (batch !== undefined) yield take(batch);
  }
  const last = framer.flush();
  if (last !== undefined) yield take(last);
}

async function* openFile(file: string, onRead: StoredOptions['onRead']): AsyncGenerator<Buffer> {
  const stream: Readable = file === STDIN ? process.stdin : createReadStream(file, { highWaterMark: CHUNK });
  if (onRead !== undefined) stream.on('data', (chunk: Buffer) => onRead(chunk.length));
  if (!file.endsWith('.gz')) {
    yield* stream as AsyncIterable<Buffer>;
    return;
  }
  const unpacked = createGunzip({ chunkSize: CHUNK });
  stream.on('error', (error) => unpacked.destroy(error));
  try {
    yield* stream.pipe(unpacked) as AsyncIterable<Buffer>;
  } finally {
    stream.destroy();
  }
}

function lineNumbers(bytes: Buffer, offset: number, first: number, events: readonly LogEvent[]): { readonly lines: readonly number[]; readonly next: number } {
  const lines: number[] = [];
  let line = first;
  let at = bytes.indexOf(LF);
  for (const event of events) {
    const place = viewOf(event).place - offset;
    while (at !== -1 && at < place) {
      line++;
      at = bytes.indexOf(LF, at + 1);
    }
    lines.push(line);
  }
  for (; at !== -1; at = bytes.indexOf(LF, at + 1)) line++;
  return { lines, next: line };
}

/** The way in for what a sink has written. */
export function storedInlet({ parse, multiline, clock }: Pick<StoredOptions, 'parse' | 'multiline' | 'clock'>): Inlet {
  return new Inlet({
    id: 'sources.stored',
    decoder: createCodec(parse, { now: () => clock.now() }),
    redactor: undefined,
    guard: (_path, value) => value,
    classify: undefined,
    discard: undefined,
    resource: resourceOf({}),
    multiline: multiline !== 'none',
    clock,
    random: () => 0,
    tally: new Tally('sources.stored'),
  });
}

/** Bytes of files on disk, 0 for those that are none. */
export function sizeOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (file === STDIN ? 0 : (statSync(file, { throwIfNoEntry: false })?.size ?? 0)), 0);
}
