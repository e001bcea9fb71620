import { mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceSynced, replaceUnsynced, syncFolder } from './folder.js';
import { HASH_SIZE } from './hash.js';
import { edgeTiles, tilePath, TILE_WIDTH, type TilePlace } from './tile-path.js';
import type { TileReader } from './tile-reader.js';

interface Filling {
  index: number;
  width: number;
  readonly bytes: Buffer;
}

/**
 * Writes the tiles of a growing tree: full ones once, durably, and at each checkpoint the partial ones that its size asks for. Those
 * can be made again from the records after a loss of power.
 */
export class TileWriter {
  readonly #folder: string;
  /** The tile at the right end of each level. */
  readonly #levels: Filling[] = [];
  #full: { readonly place: TilePlace; readonly bytes: Buffer }[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Begins at the right end of a tree that has its tiles; false where one is missing. */
  async restore(size: number, tiles: TileReader): Promise<boolean> {
    this.#levels.length = 0;
    for (const { level, index, width } of edgeTiles(size)) {
      const bytes = Buffer.alloc(TILE_WIDTH * HASH_SIZE);
      if (width > 0) {
        const tile = await tiles.tile(level, index, width);
        if (tile === undefined) return false;
        tile.copy(bytes, 0, 0, width * HASH_SIZE);
      }
      this.#levels.push({ index, width, bytes });
    }
    return true;
  }

  /** Takes the next hash of a level. Copies it. */
  add(level: number, hash: Uint8Array): void {
    const tile = this.#levels[level] ??= { index: 0, width: 0, bytes: Buffer.alloc(TILE_WIDTH * HASH_SIZE) };
    tile.bytes.set(hash, tile.width * HASH_SIZE);
    if (++tile.width < TILE_WIDTH) return;
    this.#full.push({ place: { level, index: tile.index, width: TILE_WIDTH }, bytes: Buffer.from(tile.bytes) });
    tile.index++;
    tile.width = 0;
  }

  /** What has to be written for a checkpoint of the tree as it is now. What is added later does not change it. */
  take(): () => Promise<void> {
    const full = this.#full;
    this.#full = [];
    const partial = this.#levels.flatMap(({ index, width, bytes }, level) =>
      (width === 0 ? [] : [{ place: { level, index, width }, bytes: Buffer.from(bytes.subarray(0, width * HASH_SIZE)) }]));
    return async () => {
      try {
        await Promise.all(full.map(({ place, bytes }) => this.#write(place, bytes, replaceSynced)));
        await Promise.all([...new Set(full.map(({ place }) => dirname(this.#pathOf(place))))].map(syncFolder));
        await Promise.all(full.map(({ place }) => rm(`${this.#pathOf(place)}.p`, { recursive: true, force: true })));
        await Promise.all(partial.map(({ place, bytes }) => this.#write(place, bytes, replaceUnsynced)));
      } catch (error) {
        this.#full = [...full, ...this.#full];
        throw error;
      }
    };
  }

  #pathOf(place: TilePlace): string {
    return join(this.#folder, tilePath(place));
  }

  async #write(place: TilePlace, bytes: Buffer, write: (path: string, bytes: Buffer) => Promise<void>): Promise<void> {
    const path = this.#pathOf(place);
    await write(path, bytes).catch(async (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await write(path, bytes);
    });
  }
}

/** Removes tiles that a tree of this size does not have: what is left of a longer one. */
export async function removeTilesBeyond(folder: string, size: number): Promise<void> {
  const edge = edgeTiles(size);
  const names = await readdir(join(folder, 'tile'), { recursive: true, encoding: 'utf8' }).catch(() => []);
  for (const name of names) {
    const [, level = '', path = '', width] = /^(\d+)\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d+))?$/.exec(name) ?? [];
    if (level === '') continue;
    const index = Number(path.replace(/\D/g, ''));
    const end = edge[Number(level)] ?? { index: 0, width: 0 };
    const isBeyond = index > end.index || (index === end.index && Number(width ?? TILE_WIDTH) > end.width);
    if (isBeyond) await rm(join(folder, 'tile', name), { recursive: true, force: true });
    if (isBeyond && width !== undefined) await rmdir(join(folder, 'tile', dirname(name))).catch(() => {});
  }
}
