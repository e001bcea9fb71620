import { closeSync, fdatasyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../core/contract/clock.js';
import type { ProcessLog } from '../../core/contract/plugin.js';
import { decodeRecord, encodeRecord, type Checkpoint, type JournalRecord } from './checkpoint-record.js';

const FORGET_AFTER = 7 * 24 * 3_600_000;
const MAX_MISSING = 10_000;
const MIN_REWRITE_BYTES = 4 * 1024 * 1024;
const REPAIR_EVERY = 1_000;

interface Entry {
  readonly number: number;
  checkpoint: Checkpoint;
}

/**
 * The checkpoints of one source, in a journal that is written before each call returns: a process that is killed repeats only
 * what was not acknowledged yet. The journal is written anew when it is opened and when it has doubled. A full disk stops no
 * reading: what could not be written is kept, and written as soon as that is possible.
 */
export class Checkpoints {
  readonly #file: string;
  readonly #clock: Clock;
  readonly #log: ProcessLog;
  readonly #entries = new Map<string, Entry>();
  #nextNumber = 0;
  #fd: number | undefined;
  #rewriteAt = 0;
  #appended = 0;
  #brokenSince: number | undefined;

  private constructor(file: string, clock: Clock, log: ProcessLog) {
    this.#file = file;
    this.#clock = clock;
    this.#log = log;
  }

  /** Reads the journal in `folder`, which may have none yet. Rejects where it cannot be read or written. */
  static async open(folder: string, clock: Clock, log: ProcessLog): Promise<Checkpoints> {
    const checkpoints = new Checkpoints(join(folder, 'checkpoints.jsonl'), clock, log);
    checkpoints.#load(await readFile(checkpoints.#file, 'utf8').catch(emptyIfAbsent));
    checkpoints.#rewrite();
    return checkpoints;
  }

  get(inode: string): Checkpoint | undefined {
    return this.#entries.get(inode)?.checkpoint;
  }

  all(): Checkpoint[] {
    return [...this.#entries.values()].map((entry) => entry.checkpoint);
  }

  /** Adds a checkpoint, or puts it in the place of the one its inode had. */
  put(checkpoint: Checkpoint): void {
    const number = this.#entries.get(checkpoint.inode)?.number ?? this.#nextNumber++;
    this.#entries.set(checkpoint.inode, { number, checkpoint });
    this.#append({ number, checkpoint });
  }

  /** Moves the offset of the file that has this key. Does nothing when its inode belongs to another one by now. */
  commit(inode: string, key: string, offset: number): void {
    const entry = this.#entries.get(inode);
    if (entry?.checkpoint.key !== key) return;
    entry.checkpoint = { ...entry.checkpoint, offset };
    this.#append([entry.number, offset]);
  }

  forget(inode: string): void {
    const entry = this.#entries.get(inode);
    if (entry === undefined) return;
    this.#entries.delete(inode);
    this.#append([entry.number]);
  }

  /** Later calls change nothing on disk. */
  close(): void {
    if (this.#brokenSince !== undefined) this.#repair();
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  #load(text: string): void {
    const lines = text.split('\n');
    const byNumber = new Map<number, Checkpoint>();
    let unreadable = 0;
    for (const [i, line] of lines.entries()) {
      const record = decodeRecord(line);
      // What follows the last line feed is a record that was cut off by a crash, or nothing.
      if (record === undefined) unreadable += i < lines.length - 1 ? 1 : 0;
      else applyRecord(byNumber, record);
    }
    for (const checkpoint of byNumber.values()) this.#entries.set(checkpoint.inode, { number: this.#nextNumber++, checkpoint });
    if (unreadable > 0) this.#log.warn('some checkpoints could not be read: their files are read again', { file: this.#file, lines: unreadable });
  }

  #append(record: JournalRecord): void {
    const fd = this.#fd;
    if (fd === undefined) return;
    if (this.#brokenSince !== undefined) {
      if (this.#clock.monotonic() - this.#brokenSince >= REPAIR_EVERY) this.#repair();
    } else if (this.#appended > this.#rewriteAt) {
      this.#repair();
    } else {
      this.#guard(() => {
        this.#appended += writeWhole(fd, encodeRecord(record));
      });
    }
  }

  #repair(): void {
    const wasBroken = this.#brokenSince !== undefined;
    const done = this.#guard(() => this.#rewrite());
    if (done && wasBroken) this.#log.info('checkpoints are written again', { file: this.#file });
  }

  #guard(write: () => void): boolean {
    try {
      write();
      this.#brokenSince = undefined;
      return true;
    } catch (error) {
      if (this.#brokenSince === undefined) this.#log.warn('checkpoints cannot be written: a crash now would repeat events', { file: this.#file, error });
      this.#brokenSince = this.#clock.monotonic();
      return false;
    }
  }

  /** The journal anew, with what counts now. The old one stays until the new one is on disk. */
  #rewrite(): void {
    this.#prune();
    const fd = openSync(`${this.#file}.new`, 'w', 0o600);
    try {
      const size = writeWhole(fd, [...this.#entries.values()].map(encodeRecord).join(''));
      fdatasyncSync(fd);
      renameSync(`${this.#file}.new`, this.#file);
      this.#rewriteAt = Math.max(size, MIN_REWRITE_BYTES);
      this.#appended = 0;
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = fd;
  }

  /** Lets go of files that are gone for long, and of the first of those that are too many. */
  #prune(): void {
    const now = this.#clock.now();
    const missing = this.all().filter((checkpoint) => checkpoint.missingSince !== null);
    missing.sort((a, b) => (a.missingSince ?? 0) - (b.missingSince ?? 0));
    for (const [i, { inode, missingSince }] of missing.entries()) {
      if (i < missing.length - MAX_MISSING || now - (missingSince ?? now) > FORGET_AFTER) this.#entries.delete(inode);
    }
  }
}

function applyRecord(byNumber: Map<number, Checkpoint>, record: JournalRecord): void {
  if ('checkpoint' in record) {
    byNumber.set(record.number, record.checkpoint);
    return;
  }
  const [number, offset] = record;
  const before = byNumber.get(number);
  if (offset === undefined) byNumber.delete(number);
  else if (before !== undefined) byNumber.set(number, { ...before, offset });
}

/** Returns the number of bytes. A write that is cut short by a full disk is tried on, and then fails with the reason. */
function writeWhole(fd: number, text: string): number {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
  return bytes.length;
}

function emptyIfAbsent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
