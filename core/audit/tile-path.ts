/** Hashes of a full tile. */
export const TILE_WIDTH = 256;

/** One tile of a level (c2sp.org/tlog-tiles): `width` hashes, less than 256 where it is partial. */
export interface TilePlace {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** Path of a tile below the log's folder: `tile/0/x001/234`, partial `tile/0/x001/234.p/17`. */
export function tilePath({ level, index, width }: TilePlace): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0').match(/\d{3}/g) as readonly string[];
  const path = digits.map((part, at) => (at === digits.length - 1 ? part : `x${part}`)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

/** The right end of each level of a tree: the tile that is being filled, with how many hashes it has, which may be none. */
export function edgeTiles(size: number): readonly TilePlace[] {
  const tiles: TilePlace[] = [];
  for (let [level, count] = [0, size]; count > 0; [level, count] = [level + 1, Math.floor(count / TILE_WIDTH)]) {
    tiles.push({ level, index: Math.floor(count / TILE_WIDTH), width: count % TILE_WIDTH });
  }
  return tiles;
}
