import type { BigIntStats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { FramedBatch, Framer, RawBatch } from '../../core/contract/plugin.js';
import type { Checkpoint } from './checkpoint-record.js';
import type { Checkpoints } from './checkpoints.js';
import { isUtf16, refuseUtf16, withoutMark } from './byte-order-mark.js';
import type { OpenFile, Trace } from './copies.js';
import { isPacked, unpack } from './unpack.js';
import { headOf, isHole, isReborn, readHeadBytes, startsWithHead, streamKey, type Head } from './identity.js';

const LF = 10;
const TAIL_BYTES = 256;

/** Records that can be handed on, and where in the file they end. */
export interface Portion {
  readonly batch: RawBatch;
  /** Call it once core has acknowledged the batch. */
  readonly acknowledge: () => void;
}

/**
 * One file from its checkpoint on: what was read of it, what its framer holds back, and what is delivered. It keeps its
 * descriptor through renames, and its checkpoint up to date.
 */
export class FollowedFile {
  readonly inode: string;
  /** The path that matched; people are shown this one. */
  path: string;
  /** The path with links resolved. */
  target: string;
  /** Nothing matches it any more: it was renamed or deleted, and only the descriptor leads to it. */
  detached = false;
  /** Its reader is at work: leave the descriptor alone. */
  busy = false;
  /** Monotonic milliseconds when something new was last read. */
  changedAt: number;
  readonly #checkpoints: Checkpoints;
  readonly #newFramer: () => Framer;
  #handle: FileHandle | undefined;
  #unpacked: AsyncGenerator<Uint8Array, undefined, void> | undefined;
  #framer: Framer | undefined;
  #key: string;
  #generation: number;
  #born: string;
  #head: Head;
  #position: number;
  #framed: number;
  #size = 0;
  #modified = -1n;
  #endsWithLineFeed = true;
  #tail = new Uint8Array();
  #underway: { readonly end: number; done: boolean }[] = [];

  /** Takes the place in the file from its checkpoint, which has to be among `checkpoints`. */
  constructor(checkpoint: Checkpoint, checkpoints: Checkpoints, newFramer: () => Framer, now: number) {
    this.inode = checkpoint.inode;
    this.path = checkpoint.path;
    this.target = checkpoint.target;
    this.changedAt = now;
    this.#checkpoints = checkpoints;
    this.#newFramer = newFramer;
    this.#key = checkpoint.key;
    this.#generation = checkpoint.generation;
    this.#born = checkpoint.born;
    this.#head = checkpoint.head;
    this.#position = checkpoint.offset;
    this.#framed = checkpoint.offset;
  }

  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  /** Bytes that were read and belong to a record that is not complete. */
  get pending(): number {
    return this.#position - this.#framed;
  }

  /** The held-back record ends with its line, and waits only for more lines that may belong to it. */
  get endsWithLineFeed(): boolean {
    return this.#endsWithLineFeed;
  }

  /** Everything that was handed on is acknowledged. */
  get isSettled(): boolean {
    return this.#underway.length === 0;
  }

  /** By which a copy of what was read is known. */
  get trace(): Trace {
    return { target: this.target, head: this.#head, position: this.#position, tail: this.#tail };
  }

  /** Takes over a descriptor of this very file. */
  attach(handle: FileHandle): void {
    this.#handle = handle;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await this.#unpacked?.return(undefined);
    this.#unpacked = undefined;
    await handle?.close();
  }

  /** The file is at this path now. */
  moveTo(path: string, target: string): void {
    this.path = path;
    this.target = target;
    this.#save({ path, target });
  }

  /** True when the file has changed since it was last looked at. */
  differsFrom(stats: BigIntStats): boolean {
    return Number(stats.size) !== this.#position || stats.mtimeNs !== this.#modified;
  }

  /** Makes the next comparison find a change, so that the file is read again. */
  forgetLook(): void {
    this.#modified = -1n;
  }

  /**
   * Looks how long the open file is, and whether it is still the one that was read so far: `rewritten` when it is shorter, begins
   * differently or was made later. A head that was short grows here. Rejects for a file in UTF-16.
   */
  async look(): Promise<'same' | 'rewritten'> {
    if (isPacked(this.path)) return 'same';
    const handle = this.#opened();
    const stats = await handle.stat({ bigint: true });
    const changed = this.differsFrom(stats);
    this.#size = Number(stats.size);
    this.#modified = stats.mtimeNs;
    if (this.#size < this.#position || isReborn(stats, this.#born)) return 'rewritten';
    if (!changed) return 'same';
    const bytes = await readHeadBytes(handle);
    if (!startsWithHead(bytes, this.#head) && !isHole(bytes)) return 'rewritten';
    refuseUtf16(bytes);
    const head = headOf(bytes);
    if (head.hash !== this.#head.hash) {
      this.#head = head;
      this.#save({ head });
    }
    return 'same';
  }

  /**
   * The next bytes, at most so many, in a buffer of their own; undefined at the end as it was last looked at. One call at a time.
   * Rejects for a packed file in UTF-16.
   */
  async read(most: number): Promise<Uint8Array | undefined> {
    return isPacked(this.path) ? this.#unpack(most) : this.#readFrom(this.#opened(), this.#size, most);
  }

  /** As `read`, but from a copy of what was in this file before it was emptied; nothing of one in UTF-16. */
  async readFromCopy({ handle, stats }: OpenFile, most: number): Promise<Uint8Array | undefined> {
    return isUtf16(await readHeadBytes(handle)) ? undefined : this.#readFrom(handle, Number(stats.size), most);
  }

  /** Takes what `read` gave, in its order; gives the records that are complete now. */
  frame(bytes: Uint8Array): Portion | undefined {
    this.#endsWithLineFeed = bytes.at(-1) === LF;
    const lines = this.#framed === 0 && this.pending === bytes.length ? withoutMark(bytes) : bytes;
    this.#framed += bytes.length - lines.length;
    return this.#portion(this.#currentFramer().push(lines));
  }

  /** Gives the incomplete record as it is. */
  flush(): Portion | undefined {
    return this.#portion(this.#framer?.flush());
  }

  /** Begins at the start again, as a new stream: what comes now has nothing to do with what was read. */
  async restart(): Promise<void> {
    const handle = this.#opened();
    this.#head = headOf(await readHeadBytes(handle));
    this.#generation++;
    const stats = await handle.stat({ bigint: true });
    this.#born = `${stats.birthtimeNs}`;
    this.#key = streamKey(stats, this.#head, this.#generation);
    this.#position = 0;
    this.#framed = 0;
    this.#framer = undefined;
    this.#underway = [];
    this.#tail = new Uint8Array();
    this.forgetLook();
    this.#checkpoints.put({
      inode: this.inode, key: this.#key, generation: this.#generation, path: this.path, target: this.target,
      born: this.#born, head: this.#head, offset: 0, missingSince: null,
    });
  }

  /** How many names the file still has: 0 for a deleted one, and 1 where that cannot be found out. */
  async links(): Promise<number> {
    const stats = await this.#handle?.stat().catch(() => undefined);
    return stats?.nlink ?? 1;
  }

  async #readFrom(handle: FileHandle, size: number, most: number): Promise<Uint8Array | undefined> {
    const length = Math.min(this.#chunk(most), size - this.#position);
    if (length <= 0) return undefined;
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(length), 0, length, this.#position);
    if (bytesRead === 0) return undefined;
    // The framer copies a block that begins in the middle of a line: it is cheaper to read that line's first part again.
    const lines = this.#position + bytesRead < size ? buffer.lastIndexOf(LF, bytesRead - 1) + 1 : 0;
    const bytes = buffer.subarray(0, lines || bytesRead);
    this.#position += bytes.length;
    this.#tail = Uint8Array.from(bytes.subarray(-TAIL_BYTES));
    return bytes;
  }

  async #unpack(most: number): Promise<Uint8Array | undefined> {
    this.#unpacked ??= unpack(this.#opened(), this.#position, this.#chunk(most));
    const { value } = await this.#unpacked.next();
    if (this.#position === 0 && value !== undefined) refuseUtf16(value);
    this.#position += value?.length ?? 0;
    return value;
  }

  #chunk(most: number): number {
    return Math.min(most, this.#currentFramer().bestChunk);
  }

  #portion(framed: FramedBatch | undefined): Portion | undefined {
    if (framed === undefined) return undefined;
    const origin = { name: this.path, key: this.#key, offset: this.#framed };
    this.#framed += framed.consumed;
    const mine = this.#underway;
    const step = { end: this.#framed, done: false };
    mine.push(step);
    const batch: RawBatch = framed.ends === undefined ? { bytes: framed.bytes, origin } : { bytes: framed.bytes, ends: framed.ends, origin };
    return {
      batch,
      acknowledge: () => {
        step.done = true;
        let end: number | undefined;
        while (mine[0]?.done) end = mine.shift()?.end;
        if (end !== undefined) this.#checkpoints.commit(this.inode, origin.key, end);
      },
    };
  }

  #save(change: Partial<Checkpoint>): void {
    const before = this.#checkpoints.get(this.inode);
    if (before !== undefined) this.#checkpoints.put({ ...before, ...change });
  }

  #currentFramer(): Framer {
    return (this.#framer ??= this.#newFramer());
  }

  #opened(): FileHandle {
    if (this.#handle === undefined) throw new Error(`${this.path} is not open`);
    return this.#handle;
  }
}
