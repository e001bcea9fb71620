import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/**
 * A segment file: a header (8 bytes of magic, the number of its first record as a 64-bit integer), then the records, each after a
 * header of its own: length, CRC-32 of the record, CRC-32 of these two. All numbers are little-endian.
 */
export const SEGMENT_HEADER = 16;
export const RECORD_HEADER = 12;
const MAGIC = Buffer.from('HPSPOOL1');
const BLOCK = 262_144;

export function segmentHeader(first: number): Buffer {
  const header = Buffer.alloc(SEGMENT_HEADER);
  MAGIC.copy(header);
  header.writeBigUInt64LE(BigInt(first), MAGIC.length);
  return header;
}

export function recordHeader(record: Uint8Array): Buffer {
  const header = Buffer.alloc(RECORD_HEADER);
  header.writeUInt32LE(record.length, 0);
  header.writeUInt32LE(crc32(record), 4);
  header.writeUInt32LE(crc32(header.subarray(0, 8)), 8);
  return header;
}

/**
 * What stands at the reader's place: a record; nothing more; the beginning of a record that a crash cut short; or damage. Torn is only
 * what can be shown to be incomplete: acknowledged records are never taken for it.
 */
export type Found = Uint8Array | 'end' | 'torn' | 'corrupt';

/** Reads the records of one segment in order. One call at a time. */
export class SegmentReader {
  readonly first: number;
  readonly #handle: FileHandle;
  #block = Buffer.alloc(0);
  #blockStart = 0;
  #offset = SEGMENT_HEADER;
  #passed = 0;

  private constructor(handle: FileHandle, first: number) {
    this.#handle = handle;
    this.first = first;
  }

  /** Opens a segment of `size` readable bytes; its header may be torn or corrupt instead. */
  static async open(path: string, first: number, size: number): Promise<SegmentReader | 'torn' | 'corrupt'> {
    const handle = await open(path, 'r');
    const reader = new SegmentReader(handle, first);
    try {
      const header = await reader.#bytes(0, SEGMENT_HEADER, size);
      if (header?.equals(segmentHeader(first))) return reader;
      const torn = header === undefined || (await reader.#isUnwritten(0, size));
      await handle.close();
      return torn ? 'torn' : 'corrupt';
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The number of the record that stands at the reader's place. */
  get next(): number {
    return this.first + this.#passed;
  }

  /** Where in the file the reader stands. */
  get offset(): number {
    return this.#offset;
  }

  /** The next record among the first `size` bytes of the file, a view that stays valid; the place moves only past a record. */
  async read(size: number): Promise<Found> {
    const length = await this.#length(size);
    if (typeof length === 'string') return length;
    const whole = await this.#bytes(this.#offset, RECORD_HEADER + length, size);
    if (whole === undefined) return 'torn';
    const record = whole.subarray(RECORD_HEADER);
    if (crc32(record) !== whole.readUInt32LE(4)) return 'corrupt';
    this.#pass(length);
    return record;
  }

  /** Passes over a record without looking at it. */
  async skip(size: number): Promise<'skipped' | Exclude<Found, Uint8Array>> {
    const length = await this.#length(size);
    if (typeof length === 'string') return length;
    this.#pass(length);
    return 'skipped';
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  #pass(length: number): void {
    this.#offset += RECORD_HEADER + length;
    this.#passed += 1;
  }

  async #length(size: number): Promise<number | 'end' | 'torn' | 'corrupt'> {
    const left = size - this.#offset;
    if (left === 0) return 'end';
    const header = await this.#bytes(this.#offset, RECORD_HEADER, size);
    if (header === undefined) return 'torn';
    if (crc32(header.subarray(0, 8)) !== header.readUInt32LE(8)) return (await this.#isUnwritten(this.#offset, size)) ? 'torn' : 'corrupt';
    const length = header.readUInt32LE(0);
    return RECORD_HEADER + length > left ? 'torn' : length;
  }

  /** Whether there is nothing but zeros from here on: space that was made and never filled. */
  async #isUnwritten(offset: number, size: number): Promise<boolean> {
    for (let at = offset; at < size; at += BLOCK) {
      const bytes = await this.#bytes(at, Math.min(BLOCK, size - at), size);
      if (bytes?.some((byte) => byte !== 0)) return false;
    }
    return true;
  }

  /** `length` bytes of the file's first `size`; undefined where there are fewer. What lies beyond `size` may still change. */
  async #bytes(offset: number, length: number, size: number): Promise<Buffer | undefined> {
    if (offset + length > size) return undefined;
    if (offset < this.#blockStart || offset + length > this.#blockStart + this.#block.length) {
      const block = Buffer.allocUnsafe(Math.min(Math.max(BLOCK, length), size - offset));
      let filled = 0;
      while (filled < length) {
        const { bytesRead } = await this.#handle.read(block, filled, block.length - filled, offset + filled);
        if (bytesRead === 0) return undefined;
        filled += bytesRead;
      }
      this.#block = block.subarray(0, filled);
      this.#blockStart = offset;
    }
    return this.#block.subarray(offset - this.#blockStart, offset - this.#blockStart + length);
  }
}
