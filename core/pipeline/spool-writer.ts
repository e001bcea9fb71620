import { open, rm, type FileHandle } from 'node:fs/promises';
import { segmentPath, syncFolder, type Segment } from './spool-folder.js';
import { RECORD_HEADER, recordHeader, SEGMENT_HEADER, segmentHeader } from './spool-segment.js';

/** Most bytes of one commit: bounds the copy that is made of them. */
const GROUP_BYTES = 1_048_576;

interface Waiting {
  readonly record: Uint8Array;
  readonly resolve: (taken: boolean) => void;
  readonly reject: (error: Error) => void;
}

interface Active {
  readonly segment: Segment;
  readonly handle: FileHandle;
}

/**
 * Appends records to the last of `segments`, and begins new ones. Group commit: what is appended while a write is under way goes to
 * disk together with the next one, in one write and one sync.
 */
export class SpoolWriter {
  readonly #dir: string;
  readonly #segmentBytes: number;
  readonly #segments: Segment[];
  #next: number;
  #active: Active | undefined;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #committing: Promise<void> | undefined;

  constructor(dir: string, segmentBytes: number, segments: Segment[], next: number) {
    this.#dir = dir;
    this.#segmentBytes = segmentBytes;
    this.#segments = segments;
    this.#next = next;
  }

  /** Number of the record that is appended next. */
  get next(): number {
    return this.#next;
  }

  /** Bytes that records take on disk which are not there yet. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  isWriting(segment: Segment): boolean {
    return this.#active?.segment === segment;
  }

  /** Resolves when the record is synced, or with false where the disk is full. */
  append(record: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, resolve, reject });
      this.#waitingBytes += RECORD_HEADER + record.length;
      this.#committing ??= this.#commitAll();
    });
  }

  /** Ends the active segment once no write is under way; the next record begins a new one. */
  async endSegment(): Promise<void> {
    // No await where nothing is under way: an append must not begin before the handle is taken.
    while (this.#committing !== undefined) await this.#committing;
    await this.#closeActive();
  }

  async #commitAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#nextGroup();
      const bytes = group.reduce((sum, { record }) => sum + RECORD_HEADER + record.length, 0);
      try {
        await this.#commit(group.map(({ record }) => record), bytes);
        for (const { resolve } of group) resolve(true);
      } catch (error) {
        const full = isDiskFull(error);
        for (const { resolve, reject } of group) {
          if (full) resolve(false);
          else reject(error as Error);
        }
      } finally {
        this.#waitingBytes -= bytes;
      }
    }
    this.#committing = undefined;
  }

  #nextGroup(): readonly Waiting[] {
    const most = Math.min(GROUP_BYTES, this.#segmentBytes - SEGMENT_HEADER);
    let count = 0;
    for (let bytes = 0; count < this.#waiting.length; count++) {
      bytes += RECORD_HEADER + (this.#waiting[count]?.record.length ?? 0);
      if (bytes > most && count > 0) break;
    }
    return this.#waiting.splice(0, count);
  }

  async #commit(records: readonly Uint8Array[], bytes: number): Promise<void> {
    if (this.#active !== undefined && this.#active.segment.size + bytes > this.#segmentBytes) await this.#closeActive();
    const { segment, handle } = this.#active ??= await this.#begin();
    try {
      await writeAll(handle, Buffer.concat(records.flatMap((record) => [recordHeader(record), record])), segment.size);
      await handle.datasync();
    } catch (error) {
      await this.#abandon(segment, handle);
      throw error;
    }
    segment.size += bytes;
    segment.count += records.length;
    this.#next += records.length;
  }

  async #begin(): Promise<Active> {
    const segment: Segment = { first: this.#next, path: segmentPath(this.#dir, this.#next), count: 0, size: SEGMENT_HEADER };
    const handle = await open(segment.path, 'w', 0o600);
    try {
      await writeAll(handle, segmentHeader(segment.first), 0);
      await syncFolder(this.#dir);
    } catch (error) {
      await handle.close();
      await rm(segment.path, { force: true });
      throw error;
    }
    this.#segments.push(segment);
    return { segment, handle };
  }

  // After a failed write or sync nobody knows what of it is on disk, and a second sync of the same file may claim success.
  async #abandon(segment: Segment, handle: FileHandle): Promise<void> {
    await handle.truncate(segment.size).catch(() => {});
    await this.#closeActive();
    if (segment.count > 0) return;
    this.#segments.pop();
    await rm(segment.path, { force: true });
  }

  async #closeActive(): Promise<void> {
    const active = this.#active;
    this.#active = undefined;
    await active?.handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    written += (await handle.write(bytes, written, bytes.length - written, position + written)).bytesWritten;
  }
}

function isDiskFull(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
