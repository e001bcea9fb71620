import { appendFile, mkdir, open, readFile, rename, truncate, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';
import type { ProcessLog } from '../contract/plugin.js';
import { encodeLine, HEADER, readLines, type Change } from './journal-lines.js';

/** The file is written anew when it is larger than this and than so many times what is in it. */
const LEAST_COMPACTED = 1_048_576;
const GROWTH = 4;
/** Where more text than this waits for the disk, all that is in the journal is written anew in its stead. */
const MOST_PENDING = 1_048_576;

/**
 * Keys and values that survive a crash: an append-only file that is written anew from time to time. Whatever is put at a time is
 * taken as a whole; writes that come while the disk is busy go out together. A file that cannot be read or written keeps nobody
 * from starting: that is said in the log, and what was put is kept in memory.
 */
export class Journal {
  readonly #path: string;
  readonly #log: ProcessLog;
  readonly #entries: Map<string, JsonValue>;
  #handle: FileHandle | undefined;
  #size = 0;
  /** As large as a file with nothing but what is in it; 0 where that is not known, as after a start. */
  #live = 0;
  /** Lines that wait for the disk, unless all is written anew. */
  #pending: string[] = [];
  #pendingLength = 0;
  /** Something is not on disk. */
  #isBehind = false;
  #writing: Promise<void> | undefined;
  #isFailing = false;
  #needsRewrite = false;

  private constructor(path: string, log: ProcessLog, entries: ReadonlyMap<string, JsonValue>) {
    this.#path = path;
    this.#log = log;
    this.#entries = new Map(entries);
  }

  /** Never rejects. */
  static async open(path: string, log: ProcessLog): Promise<Journal> {
    try {
      const bytes = await readOrNothing(path);
      const { entries, whole, corrupt, hasHeader } = readLines(bytes);
      const journal = new Journal(path, log, entries);
      if (corrupt.length > 0) {
        await appendFile(`${path}.corrupt`, Buffer.concat(corrupt.flatMap((line) => [line, Buffer.from('\n')])), { mode: 0o600 });
        const error = new HushpipeError('ALERT_JOURNAL_CORRUPT', `${corrupt.length} lines of ${path} do not match their checksum`);
        log.error('a part of the journal of alerts was set aside', { error, file: `${path}.corrupt` });
      }
      // What a crash cut short was never acknowledged to anybody.
      if (whole < bytes.length) await truncate(path, whole);
      journal.#size = whole;
      journal.#needsRewrite = !hasHeader || corrupt.length > 0;
      // Else each start would find the same damage.
      if (corrupt.length > 0) journal.#begin();
      return journal;
    } catch (error) {
      log.error('the journal of alerts cannot be read; it was set aside, and alerts begin anew', { file: path, error });
      await rename(path, `${path}.unreadable`).catch(() => {});
      const journal = new Journal(path, log, new Map());
      journal.#needsRewrite = true;
      return journal;
    }
  }

  /** What is in it, what was just put included. */
  get entries(): ReadonlyMap<string, JsonValue> {
    return this.#entries;
  }

  /** The values belong to the journal from here on: they are not altered. */
  put(changes: readonly Change[]): void {
    if (changes.length === 0) return;
    for (const [key, value] of changes) {
      if (value === undefined) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
    this.#wait(encodeLine(changes));
    this.#begin();
  }

  /** Resolves when all that was put is on disk, or the disk does not take it. Never rejects. */
  async flushed(): Promise<void> {
    while (this.#writing !== undefined) await this.#writing;
  }

  async close(): Promise<void> {
    await this.flushed();
    // The disk may have room again.
    if (this.#isFailing) this.#begin();
    await this.flushed();
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  #begin(): void {
    this.#isBehind = true;
    this.#writing ??= this.#write();
  }

  #wait(line: string): void {
    this.#needsRewrite ||= this.#pendingLength + line.length > MOST_PENDING;
    if (this.#needsRewrite) return this.#dropPending();
    this.#pending.push(line);
    this.#pendingLength += line.length;
  }

  #dropPending(): void {
    this.#pending = [];
    this.#pendingLength = 0;
  }

  async #write(): Promise<void> {
    // Whatever is put within this turn goes out with the same sync.
    await Promise.resolve();
    while (this.#isBehind) {
      this.#isBehind = false;
      const lines = this.#pending.join('');
      this.#dropPending();
      try {
        if (this.#needsRewrite || (this.#size > LEAST_COMPACTED && this.#size > this.#live * GROWTH)) await this.#rewrite();
        else await this.#append(Buffer.from(lines));
        if (this.#isFailing) this.#log.info('the journal of alerts is written again', { file: this.#path });
        this.#isFailing = false;
      } catch (error) {
        // What is on disk may end in the middle of a line; the next write begins a new file.
        this.#needsRewrite = true;
        if (!this.#isFailing) this.#log.error('the journal of alerts cannot be written: a crash now would forget what was sent', { file: this.#path, error });
        this.#isFailing = true;
      }
    }
    this.#writing = undefined;
  }

  /** The folder is made with the first write: most never alert. */
  async #open(path: string, flags: 'a' | 'w'): Promise<FileHandle> {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return open(path, flags, 0o600);
  }

  async #append(bytes: Buffer): Promise<void> {
    this.#handle ??= await this.#open(this.#path, 'a');
    for (let written = 0; written < bytes.length; ) written += (await this.#handle.write(bytes, written)).bytesWritten;
    await this.#handle.datasync();
    this.#size += bytes.length;
  }

  /** Writes all that is in it beside its place, and moves it there. */
  async #rewrite(): Promise<void> {
    const beside = `${this.#path}.tmp`;
    // What is put from here on is not in the text.
    this.#needsRewrite = false;
    const text = HEADER + [...this.#entries].map(([key, value]) => encodeLine([[key, value]])).join('');
    const handle = await this.#open(beside, 'w');
    try {
      await handle.writeFile(text);
      await handle.sync();
      await rename(beside, this.#path);
    } catch (error) {
      await handle.close();
      throw error;
    }
    await this.#handle?.close();
    // Opened for writing at its end: it goes on where the text ends.
    this.#handle = handle;
    await syncFolder(dirname(this.#path));
    this.#size = Buffer.byteLength(text);
    this.#live = this.#size;
  }
}

async function readOrNothing(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return Buffer.alloc(0);
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } catch {
    // Not every file system can; the file itself is on disk.
  } finally {
    await folder.close();
  }
}
