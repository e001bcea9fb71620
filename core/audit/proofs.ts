import type { TileReader } from './tile-reader.js';

/** Siblings of a leaf on its way to the root of a tree, lowest first (PATH of RFC 6962, 2.1.1); undefined where tiles are missing. */
export async function inclusionProof(tiles: TileReader, index: number, size: number): Promise<readonly Buffer[] | undefined> {
  const proof: (Buffer | undefined)[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      proof.unshift(await tiles.root(middle, end));
      end = middle;
    } else {
      proof.unshift(await tiles.root(start, middle));
      start = middle;
    }
  }
  return complete(proof);
}

/** That a tree begins with a smaller one (PROOF of RFC 6962, 2.1.2); undefined where tiles are missing. `0 < from <= size`. */
export async function consistencyProof(tiles: TileReader, from: number, size: number): Promise<readonly Buffer[] | undefined> {
  const proof: (Buffer | undefined)[] = [];
  let [start, end] = [0, size];
  while (from < end) {
    const middle = start + largestPowerBelow(end - start);
    if (from <= middle) {
      proof.unshift(await tiles.root(middle, end));
      end = middle;
    } else {
      proof.unshift(await tiles.root(start, middle));
      start = middle;
    }
  }
  if (start > 0) proof.unshift(await tiles.root(start, end));
  return complete(proof);
}

function complete(proof: readonly (Buffer | undefined)[]): readonly Buffer[] | undefined {
  return proof.every((hash) => hash !== undefined) ? proof : undefined;
}

function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
