import type { CheckpointCursor } from './checkpoint-cursor.js';
import type { SignedCheckpoint } from './checkpoint-files.js';
import type { Findings } from './findings.js';
import type { Segment } from './folder.js';
import { HASH_SIZE } from './hash.js';
import { GENESIS, KEY_ROTATION, type KeyHistory } from './key-history.js';
import { leafHashIn } from './line-reader.js';
import { leafHashOf, NO_RECORD, parseRecord } from './record.js';
import { prevOf, recvOf, scanRecord, type RecordHead } from './record-scan.js';
import { RETENTION } from './retention.js';
import { TileCheck } from './tile-check.js';
import { TILE_WIDTH } from './tile-path.js';
import { TileReader } from './tile-reader.js';
import { TreeEdge } from './tree-edge.js';

/** Records that may be without a signature while a log is being written. */
const MOST_UNSIGNED = 5_000;
/** What stands behind the time of a record that the log itself has made. */
const OWN = Buffer.from('","class":"audit","event":"audit.');
const TIME = 24;

export interface RecordCheckOptions {
  readonly folder: string;
  readonly history: KeyHistory;
  readonly findings: Findings;
  /** All checkpoints, and the last one. */
  readonly cursor: CheckpointCursor;
  readonly last: SignedCheckpoint | undefined;
  /** Checkpoints from elsewhere, smallest first. */
  readonly kept: readonly { readonly name: string; readonly size: number; readonly root: Buffer }[];
  /** Number of the first record that is there. */
  readonly first: number;
}

/** Takes the records of a log one after the other, and compares the tree that they make with all that was signed. */
export class RecordCheck {
  readonly #options: RecordCheckOptions;
  readonly #tiles: TileCheck;
  readonly #edge: TreeEdge;
  readonly #head: RecordHead = { seq: 0, recvAt: 0 };
  readonly #recv = Buffer.alloc(TIME, '0');
  readonly #stated: ReadonlyMap<number, string>;
  #prev = NO_RECORD;
  #next: SignedCheckpoint | undefined;
  /** The next size at which there is something to compare. */
  #stop = 0;
  #kept = 0;
  /** Up to here a checkpoint agrees. */
  #good = 0;
  #isBad = false;
  #retainedTo = 0;
  #timesBack = 0;
  #firstBack = 0;
  #torn = 0;
  isOver = false;
  anchored = 0;
  began: string | undefined;

  constructor(options: RecordCheckOptions) {
    const { folder, history, findings, cursor, last } = options;
    this.#options = options;
    this.#tiles = new TileCheck(folder, last?.size ?? 0, findings);
    this.#edge = new TreeEdge(this.#tiles.add);
    this.#stated = new Map(history.map(({ from, record }) => [from, record]));
    this.#next = cursor.next();
    this.#compare();
  }

  get size(): number {
    return this.#edge.size;
  }

  /** How many records a checkpoint vouches for. */
  get signed(): number {
    return this.#good;
  }

  get ended(): string | undefined {
    return this.began === undefined ? undefined : this.#recv.toString('latin1');
  }

  /** Takes the hashes of records that retention has removed from the tiles. */
  async dropped(): Promise<void> {
    const { first, folder, findings } = this.#options;
    const reader = new TileReader(folder);
    while (this.size < first) {
      const width = Math.min(TILE_WIDTH, first - this.size);
      const tile = await reader.tile(0, this.size / TILE_WIDTH, width);
      if (tile === undefined) {
        findings.add('tampered', `the records before ${first} are gone, and so are their hashes`, this.size);
        this.isOver = true;
        return;
      }
      for (let at = 0; at < width; at++) {
        const leaf = tile.toString('hex', at * HASH_SIZE, (at + 1) * HASH_SIZE);
        const stated = this.#stated.get(this.size);
        if (stated !== undefined && leafHashOf(stated) !== leaf) findings.add('tampered', 'keys.json does not state the record of a key as it was', this.size);
        this.#prev = leaf;
        this.#push(leaf);
      }
    }
  }

  /** False where the segment is not the one that has to follow. */
  beginSegment({ first, path }: Segment): boolean {
    if (first === this.size) return true;
    const { findings } = this.#options;
    if (first > this.size) findings.add('tampered', `the records ${this.size} to ${first - 1} are missing`, this.size);
    else findings.add('tampered', `${path} begins with a record that was there before`, this.size);
    this.isOver = true;
    return false;
  }

  /** Takes one line; true where the rest cannot be checked. */
  line(bytes: Buffer, start: number, end: number): boolean {
    const { findings } = this.#options;
    const head = this.#head;
    const seq = this.#edge.size;
    if (!scanRecord(bytes, start, end, head)) {
      // Behind the last signature, that may be what a loss of power has left.
      if (seq < this.#lastSize) findings.addBad('this line is no record', seq);
      else findings.add('unproven', 'this line is no record', seq);
      return this.#end();
    }
    if (head.seq !== seq) {
      findings.addBad(head.seq > seq ? `record ${head.seq} follows record ${seq - 1}: what stood between is gone` : `record ${head.seq} stands where record ${seq} should be`, seq);
      return this.#end();
    }
    if (prevOf(bytes, end) !== this.#prev) this.#broken(seq);
    this.#time(bytes, head);
    if (bytes.compare(OWN, 0, OWN.length, head.recvAt + TIME, head.recvAt + TIME + OWN.length) === 0 || this.#stated.has(seq)) this.#own(bytes.toString('utf8', start, end), seq);
    this.#prev = leafHashIn(bytes, start, end);
    this.#push(this.#prev);
    return false;
  }

  /** The last bytes are no whole line. */
  torn(bytes: number): void {
    this.#torn = bytes;
  }

  /** To be called behind the last record. */
  finish(live: boolean): void {
    const { findings, first, kept, cursor } = this.#options;
    const { size } = this;
    const beyond = (isBeyond: number, what: string): void => findings.add('tampered', `${what} speaks of ${isBeyond} records, of which ${size} are there`, size);
    if (!this.isOver) {
      if (this.#lastSize > size) beyond(this.#lastSize, 'the checkpoint');
      // While the log is being written, more is signed than was there a moment ago.
      for (let next = live ? undefined : this.#next; next !== undefined; next = cursor.next()) if (next.size > size && next.size !== this.#lastSize) beyond(next.size, 'a checkpoint');
      for (const { name, size: wanted } of kept.slice(this.#kept)) beyond(wanted, name);
    }
    if (this.#torn > 0 && !live) findings.add(size < this.#lastSize ? 'tampered' : 'unproven', `the last line is torn: ${this.#torn} bytes without an end`, size);
    if (first > 0 && this.#retainedTo < first) findings.add('tampered', `the records before ${first} are gone, and no record says that they may be`, 0);
    else if (first > 0) findings.add('notice', `the records before ${first} were removed by retention; their hashes are there`);
    if (this.#timesBack > 0) findings.add('notice', `the time goes back ${this.#timesBack} times, as a clock that is set does`, this.#firstBack);
    const unsigned = size - this.#good;
    if (this.#isBad || this.isOver) return;
    if (this.#good === 0) findings.add('unproven', 'nothing of the log is signed', 0);
    else if (unsigned > 0 && live && unsigned <= MOST_UNSIGNED) findings.add('notice', `the last ${unsigned} records are not signed yet: they are being written`, this.#good);
    else if (unsigned > 0) findings.add('unproven', `the last ${unsigned} records are not signed`, this.#good);
    if (this.anchored < size) findings.add('notice', `${this.anchored === 0 ? 'no record is' : `the records from ${this.anchored} on are not`} covered by a checkpoint that was kept elsewhere`);
  }

  get #lastSize(): number {
    return this.#options.last?.size ?? 0;
  }

  #end(): true {
    this.isOver = true;
    const first = this.#tiles.seekDifference();
    if (first !== undefined && first >= this.#good) this.#options.findings.addBad(`record ${first} is not the one that was signed`, first);
    return true;
  }

  #push(leaf: string): void {
    this.#edge.push(leaf);
    if (this.#edge.size >= this.#stop) this.#compare();
  }

  /** Compares the tree with what there is at its size, and finds the next size. */
  #compare(): void {
    const { last, kept, cursor, findings } = this.#options;
    const { size } = this.#edge;
    let root: Buffer | undefined;
    const agrees = (wanted: Buffer): boolean => (root ??= this.#edge.root()).equals(wanted);
    if (size === last?.size) {
      this.#tiles.compareEdge();
      this.#vouch(agrees(last.root), size);
    }
    while (this.#next !== undefined && this.#next.size <= size) {
      if (this.#next.size === size) this.#vouch(agrees(this.#next.root), size);
      this.#next = cursor.next();
    }
    for (let each = kept[this.#kept]; each !== undefined && each.size <= size; each = kept[++this.#kept]) {
      if (each.size === 0 || (each.size === size && agrees(each.root))) this.anchored = each.size;
      else if (!this.#isBad) findings.add('tampered', `the first ${size} records are not those of ${each.name}`, this.#tiles.firstDifference ?? this.anchored);
    }
    this.#stop = Math.min(this.#next?.size ?? Number.POSITIVE_INFINITY, kept[this.#kept]?.size ?? Number.POSITIVE_INFINITY, last !== undefined && last.size > size ? last.size : Number.POSITIVE_INFINITY);
  }

  #vouch(agrees: boolean, size: number): void {
    if (agrees && !this.#isBad) this.#good = size;
    if (agrees || this.#isBad) return;
    this.#isBad = true;
    const { findings } = this.#options;
    const from = this.#good;
    const first = this.#tiles.seekDifference();
    findings.add('tampered', `the records ${from} to ${size - 1} are not those that were signed`, from);
    if (first !== undefined && first >= from) findings.addBad(`record ${first} is not the one that was signed`, first);
  }

  /** The record before, or this one, is another than it was: the tile knows which. */
  #broken(seq: number): void {
    const before = this.#tiles.leaf(seq - 1);
    const culprit = seq > 0 && (before === undefined || before !== this.#prev) ? seq - 1 : seq;
    this.#options.findings.addBad(culprit === seq ? `record ${seq} does not follow from the one before it` : `record ${culprit} is not the one that record ${seq} follows`, culprit);
  }

  #time(bytes: Buffer, { recvAt }: RecordHead): void {
    const order = bytes.compare(this.#recv, 0, TIME, recvAt, recvAt + TIME);
    if (order === 0) return;
    if (order < 0 && this.#timesBack++ === 0) this.#firstBack = this.#edge.size;
    bytes.copy(this.#recv, 0, recvAt, recvAt + TIME);
    this.began ??= recvOf(bytes, this.#head);
  }

  /** Records of the log about itself. Others may have the same name, but come from somewhere else. */
  #own(line: string, seq: number): void {
    const { findings } = this.#options;
    const stated = this.#stated.get(seq);
    if (stated !== undefined && stated !== line) findings.add('tampered', 'the record of a key is not the one that keys.json states', seq);
    const record = parseRecord(line);
    if (record?.source !== 'hushpipe') return;
    if (record.event === RETENTION) this.#retainedTo = Math.max(this.#retainedTo, Number(record.data?.['to'] ?? 0));
    else if ((record.event === GENESIS || record.event === KEY_ROTATION) && stated === undefined) findings.add('tampered', 'keys.json does not state the key of this record', seq);
    else if (record.event === 'audit.rollback') findings.add('notice', `the log went on with fewer records than were signed, as it was told to: ${JSON.stringify(record.data)}`, seq);
    else if (record.event === 'audit.torn_tail') findings.add('notice', 'a torn last line was put aside at a start', seq);
  }
}
