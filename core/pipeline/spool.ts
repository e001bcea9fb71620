import { rm } from 'node:fs/promises';
import { HushpipeError } from '../contract/errors.js';
import { openFolder, setAside, writeCursor, type CorruptSegment, type FolderContent, type Segment } from './spool-folder.js';
import { RECORD_HEADER, SEGMENT_HEADER, SegmentReader } from './spool-segment.js';
import { SpoolWriter } from './spool-writer.js';

export interface SpoolOptions {
  /** A folder of the spool's own; made where it is missing. */
  readonly dir: string;
  /** Most bytes on disk, the headers of segments aside. A longer record is never taken. */
  readonly maxBytes: number;
  /** Size at which a segment ends; at most a quarter of `maxBytes`, since space is given back by whole segments. */
  readonly segmentBytes: number;
  /** Called when a damaged segment was set aside. */
  readonly onCorrupt: (segment: CorruptSegment) => void;
}

export interface SpooledRecord {
  readonly record: Uint8Array;
  /** What `release` takes. Ascending. */
  readonly position: number;
}

/**
 * The overflow of one outlet on disk: a queue of records in segment files. What `append` acknowledged is read again in order, also
 * after a crash, until it is released; only damage to a segment takes the rest of that segment away.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #segments: Segment[];
  readonly #writer: SpoolWriter;
  #reader: SegmentReader | undefined;
  #nextRead: number;
  #released: number;
  #closed = false;
  /** The last of the reads and releases, which go one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SpoolOptions, content: FolderContent) {
    this.#options = options;
    this.#segments = [...content.segments];
    const last = this.#segments.at(-1);
    const next = Math.max(content.released, last === undefined ? 0 : last.first + last.count);
    this.#released = content.released;
    this.#nextRead = content.released;
    this.#writer = new SpoolWriter(options.dir, Math.min(options.segmentBytes, options.maxBytes / 4), this.#segments, next);
  }

  /** Bytes on disk, those of an append under way included. */
  get bytes(): number {
    return this.#segments.reduce((sum, { size }) => sum + size, this.#writer.waitingBytes);
  }

  /** Records that were not released. */
  get records(): number {
    return this.#segments.reduce((sum, { first, count }) => sum + Math.max(0, first + count - Math.max(first, this.#released)), 0);
  }

  /** Position of the record that is appended next, while no append is under way. */
  get next(): number {
    return this.#writer.next;
  }

  /** Records that `read` has still to give. */
  get unread(): number {
    return this.#segments.reduce((sum, { first, count }) => sum + Math.max(0, first + count - Math.max(first, this.#nextRead)), 0);
  }

  /**
   * Resolves with true when the record is on disk and synced, with false when the spool or the disk is full: try again after a
   * release. Rejects where the disk fails. Do not write to the record before that. Calls may overlap; their order is kept.
   */
  async append(record: Uint8Array): Promise<boolean> {
    if (this.#closed) throw new HushpipeError('PIPELINE_CLOSED', `The spool ${this.#options.dir} is closed.`);
    if (this.bytes + SEGMENT_HEADER + RECORD_HEADER + record.length > this.#options.maxBytes) return false;
    return this.#writer.append(record);
  }

  /** The next record that was not read since the spool was opened; undefined when there is none for now. */
  read(): Promise<SpooledRecord | undefined> {
    return this.#inTurn(() => this.#read());
  }

  /** Gives up every record up to this position, which was read. Resolves when a restart knows of it. */
  release(position: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#released = Math.max(this.#released, Math.min(position + 1, this.#nextRead));
      await writeCursor(this.#options.dir, this.#released);
      await this.#deleteReleased();
    });
  }

  /** Waits for what is under way. What was not released is there when the spool is opened again. */
  close(): Promise<void> {
    this.#closed = true;
    return this.#inTurn(async () => {
      await this.#writer.endSegment();
      await this.#closeReader();
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {});
    return result;
  }

  async #read(): Promise<SpooledRecord | undefined> {
    for (;;) {
      const segment = this.#segments.find(({ first, count }) => first + count > this.#nextRead);
      if (segment === undefined) return undefined;
      // Records of a segment that was set aside are passed over.
      this.#nextRead = Math.max(this.#nextRead, segment.first);
      const found = await this.#readFrom(segment);
      if (typeof found === 'string') await this.#giveUpRest(segment);
      else return { record: found, position: this.#nextRead++ };
    }
  }

  async #readFrom(segment: Segment): Promise<Uint8Array | 'damaged'> {
    try {
      if (this.#reader?.first !== segment.first) {
        await this.#closeReader();
        const reader = await SegmentReader.open(segment.path, segment.first, segment.size);
        if (typeof reader === 'string') return 'damaged';
        this.#reader = reader;
      }
      while (this.#reader.next < this.#nextRead) {
        if ((await this.#reader.skip(segment.size)) !== 'skipped') return 'damaged';
      }
      const found = await this.#reader.read(segment.size);
      return typeof found === 'string' ? 'damaged' : found;
    } catch (error) {
      // The file is gone or the disk cannot read it: waiting would not bring it back.
      if (['ENOENT', 'EIO'].includes((error as NodeJS.ErrnoException).code ?? '')) return 'damaged';
      throw error;
    }
  }

  /** Lets the unread records of a damaged segment go; those that were read stay until they are released. */
  async #giveUpRest(segment: Segment): Promise<void> {
    if (this.#writer.isWriting(segment)) await this.#writer.endSegment();
    const kept = this.#reader?.first === segment.first ? this.#reader : undefined;
    const lost = segment.first + segment.count - Math.max(segment.first, this.#nextRead);
    const keptSize = kept !== undefined && this.#nextRead > this.#released && this.#nextRead > segment.first ? kept.offset : 0;
    await this.#closeReader();
    const file = await setAside(segment.path, keptSize);
    if (keptSize === 0) {
      this.#segments.splice(this.#segments.indexOf(segment), 1);
    } else {
      segment.count = this.#nextRead - segment.first;
      segment.size = keptSize;
    }
    this.#nextRead = Math.max(this.#nextRead, this.#segments.find(({ first }) => first > segment.first)?.first ?? this.#writer.next);
    this.#options.onCorrupt({ file, lost });
  }

  async #deleteReleased(): Promise<void> {
    for (const segment of this.#segments.filter(({ first, count }) => first + count <= this.#released)) {
      // Also the segment that is written to, unless more is on its way: else a small spool would stay full.
      if (this.#writer.isWriting(segment)) {
        if (this.#writer.waitingBytes > 0) continue;
        await this.#writer.endSegment();
      }
      if (this.#reader?.first === segment.first) await this.#closeReader();
      this.#segments.splice(this.#segments.indexOf(segment), 1);
      await rm(segment.path, { force: true });
    }
  }

  async #closeReader(): Promise<void> {
    const reader = this.#reader;
    this.#reader = undefined;
    await reader?.close();
  }
}

/** Opens the spool of a folder. Damage and torn tails never keep it from opening; only a folder that cannot be used does. */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  return new Spool(options, await openFolder(options.dir, options.onCorrupt));
}
