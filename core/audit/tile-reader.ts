import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HASH_SIZE, hashNode } from './hash.js';
import { tilePath, TILE_WIDTH } from './tile-path.js';
import { completeSubtrees, TILE_HEIGHT } from './tree-edge.js';

/** Tiles kept: proofs for neighbours need the same ones. */
const MOST_KEPT = 64;

/** Reads hashes of a log's tree from its tiles. */
export class TileReader {
  readonly #folder: string;
  readonly #kept = new Map<string, Buffer>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The first `width` hashes of a tile, or more; undefined where no file has so many. */
  async tile(level: number, index: number, width: number): Promise<Buffer | undefined> {
    const key = `${level}/${index}`;
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.length >= width * HASH_SIZE) return kept;
    const bytes = await this.#read(level, index, width);
    if (bytes === undefined) return undefined;
    if (this.#kept.size >= MOST_KEPT) this.#kept.delete(this.#kept.keys().next().value as string);
    this.#kept.set(key, bytes);
    return bytes;
  }

  /** Hash of the complete subtree of 2^height leaves that begins at a leaf. */
  async subtree(height: number, start: number): Promise<Buffer | undefined> {
    const level = Math.floor(height / TILE_HEIGHT);
    const first = start / 2 ** (level * TILE_HEIGHT);
    const count = 2 ** (height % TILE_HEIGHT);
    const from = first % TILE_WIDTH;
    const tile = await this.tile(level, Math.floor(first / TILE_WIDTH), from + count);
    if (tile === undefined) return undefined;
    let hashes = Array.from({ length: count }, (_, at) => tile.subarray((from + at) * HASH_SIZE, (from + at + 1) * HASH_SIZE));
    while (hashes.length > 1) hashes = Array.from({ length: hashes.length / 2 }, (_, at) => hashNode(hashes[2 * at] as Buffer, hashes[2 * at + 1] as Buffer));
    return hashes[0];
  }

  /** Roots of the complete subtrees of a tree, largest first; undefined where tiles are missing. */
  async edge(size: number): Promise<readonly Buffer[] | undefined> {
    const hashes: Buffer[] = [];
    for (const { height, start } of completeSubtrees(size)) {
      const hash = await this.subtree(height, start);
      if (hash === undefined) return undefined;
      hashes.push(hash);
    }
    return hashes;
  }

  /** Root of the leaves [start, end), which is a node of a tree of `end` leaves or more (RFC 6962, 2.1). */
  async root(start: number, end: number): Promise<Buffer | undefined> {
    // A start that is a node's is a multiple of its width, so the complete subtrees are those of a tree of its own.
    let root: Buffer | undefined;
    for (const { height, start: within } of completeSubtrees(end - start).toReversed()) {
      const hash = await this.subtree(height, start + within);
      if (hash === undefined) return undefined;
      root = root === undefined ? hash : hashNode(hash, root);
    }
    return root;
  }

  /** The full tile, else the narrowest partial one that is wide enough. */
  async #read(level: number, index: number, width: number): Promise<Buffer | undefined> {
    const full = await this.#file(tilePath({ level, index, width: TILE_WIDTH }), TILE_WIDTH);
    if (full !== undefined || width === TILE_WIDTH) return full;
    const folder = `${tilePath({ level, index, width: TILE_WIDTH })}.p`;
    const names = await readdir(join(this.#folder, folder)).catch(() => []);
    const widths = names.filter((name) => /^[1-9]\d{0,2}$/.test(name)).map(Number).filter((each) => each >= width && each < TILE_WIDTH);
    for (const each of widths.toSorted((a, b) => a - b)) {
      const partial = await this.#file(`${folder}/${each}`, each);
      if (partial !== undefined) return partial;
    }
    return undefined;
  }

  async #file(path: string, width: number): Promise<Buffer | undefined> {
    const bytes = await readFile(join(this.#folder, path)).catch(() => undefined);
    return bytes?.length === width * HASH_SIZE ? bytes : undefined;
  }
}
