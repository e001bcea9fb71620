import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './findings.js';
import { HASH_SIZE } from './hash.js';
import { tilePath, TILE_WIDTH } from './tile-path.js';

/** Holds the hashes of a tree that is computed anew against the tiles on disk. */
export class TileCheck {
  readonly #folder: string;
  /** Tiles are there for a tree of this size. */
  readonly #signed: number;
  readonly #findings: Findings;
  readonly #levels: { index: number; width: number; readonly bytes: Buffer }[] = [];
  /** The first record whose hash is another in its tile; undefined while there is none. */
  firstDifference: number | undefined;

  constructor(folder: string, signed: number, findings: Findings) {
    this.#folder = folder;
    this.#signed = signed;
    this.#findings = findings;
  }

  /** Takes the next hash of a level. */
  readonly add = (level: number, hash: Buffer): void => {
    const tile = this.#levels[level] ??= { index: 0, width: 0, bytes: Buffer.alloc(TILE_WIDTH * HASH_SIZE) };
    tile.bytes.set(hash, tile.width * HASH_SIZE);
    if (++tile.width < TILE_WIDTH) return;
    if ((tile.index + 1) * TILE_WIDTH ** (level + 1) <= this.#signed) this.#compare(level, tile);
    tile.index++;
    tile.width = 0;
  };

  /** Compares the partial tiles; to be called when the tree has the size that was signed. */
  compareEdge(): void {
    for (const [level, tile] of this.#levels.entries()) if (tile.width > 0) this.#compare(level, tile);
  }

  /** Looks for a record, among those of the last tile so far, whose hash is another in that tile. */
  seekDifference(): number | undefined {
    const tile = this.#levels[0];
    if (tile === undefined) return undefined;
    for (let at = 0; at < tile.width; at++) {
      const seq = tile.index * TILE_WIDTH + at;
      const stored = this.leaf(seq);
      if (stored === undefined) break;
      if (stored !== tile.bytes.toString('hex', at * HASH_SIZE, (at + 1) * HASH_SIZE)) this.firstDifference ??= seq;
    }
    return this.firstDifference;
  }

  /** The hash of a record as its tile has it, in hex. */
  leaf(seq: number): string | undefined {
    const bytes = this.#read(0, Math.floor(seq / TILE_WIDTH), TILE_WIDTH) ?? this.#read(0, Math.floor(seq / TILE_WIDTH), this.#signed % TILE_WIDTH);
    const at = (seq % TILE_WIDTH) * HASH_SIZE;
    return bytes === undefined || bytes.length < at + HASH_SIZE ? undefined : bytes.toString('hex', at, at + HASH_SIZE);
  }

  #compare(level: number, { index, width, bytes }: { readonly index: number; readonly width: number; readonly bytes: Buffer }): void {
    const path = tilePath({ level, index, width });
    const stored = this.#read(level, index, width) ?? (width < TILE_WIDTH ? this.#read(level, index, TILE_WIDTH) : undefined);
    const span = TILE_WIDTH ** level;
    const first = index * TILE_WIDTH * span;
    if (stored === undefined) {
      // Partial ones are not synced: after a loss of power they are made again at the next start.
      this.#findings.add(width < TILE_WIDTH ? 'notice' : 'tampered', `${path} is missing`, first);
      return;
    }
    const wanted = bytes.subarray(0, width * HASH_SIZE);
    if (stored.length >= wanted.length && stored.subarray(0, wanted.length).equals(wanted)) return;
    let at = 0;
    while (at < width && stored.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE).equals(wanted.subarray(at * HASH_SIZE, (at + 1) * HASH_SIZE))) at++;
    const seq = first + at * span;
    if (level === 0) this.firstDifference ??= seq;
    this.#findings.add('tampered', `${path} is not made of the records that are there`, seq);
  }

  #read(level: number, index: number, width: number): Buffer | undefined {
    try {
      return width === 0 ? undefined : readFileSync(join(this.#folder, tilePath({ level, index, width })));
    } catch {
      return undefined;
    }
  }
}
