import { hash } from 'node:crypto';
import { EMPTY_ROOT, HASH_SIZE, hashNode } from './hash.js';

/** Most hashes at the edge of a tree whose size a number can hold. */
const DEPTH = 54;
/** Levels of the tree between two levels of tiles (c2sp.org/tlog-tiles). */
export const TILE_HEIGHT = 8;

/** Takes the hash of each node that is complete, at every eighth height: `level` 0 are the leaves. Valid only during the call. */
export type OnNode = (level: number, hash: Buffer) => void;

/**
 * The right edge of a Merkle tree that grows (RFC 6962): the roots of its complete subtrees, largest first. That is all there has to be
 * known to add leaves and to tell the root.
 */
export class TreeEdge {
  /** A byte, and then hashes side by side, so that a node's two children can be hashed where they stand. */
  readonly #bytes = Buffer.alloc(1 + DEPTH * HASH_SIZE);
  /** Each two neighbours, with the byte before them. */
  readonly #pairs = Array.from({ length: DEPTH - 1 }, (_, at) => this.#bytes.subarray(at * HASH_SIZE, at * HASH_SIZE + 1 + 2 * HASH_SIZE));
  readonly #hashes = Array.from({ length: DEPTH }, (_, at) => this.#bytes.subarray(1 + at * HASH_SIZE, 1 + (at + 1) * HASH_SIZE));
  readonly #onNode: OnNode;
  #size = 0;
  #depth = 0;

  constructor(onNode: OnNode = () => {}) {
    this.#onNode = onNode;
  }

  /** How many leaves there are. */
  get size(): number {
    return this.#size;
  }

  /** Begins with a tree that is there: the roots of its complete subtrees, largest first. */
  restore(size: number, hashes: readonly Uint8Array[]): void {
    this.#size = size;
    this.#depth = hashes.length;
    for (const [at, each] of hashes.entries()) this.#bytes.set(each, 1 + at * HASH_SIZE);
  }

  /** Adds a leaf. @param leafHash in hex */
  push(leafHash: string): void {
    this.#bytes.write(leafHash, 1 + this.#depth * HASH_SIZE, 'hex');
    this.#onNode(0, this.#hashes[this.#depth] as Buffer);
    this.#depth++;
    let height = 0;
    for (let left = this.#size; left % 2 === 1; left = (left - 1) / 2) {
      this.#depth--;
      this.#merge(this.#depth - 1);
      if (++height % TILE_HEIGHT === 0) this.#onNode(height / TILE_HEIGHT, this.#hashes[this.#depth - 1] as Buffer);
    }
    this.#size++;
  }

  root(): Buffer {
    if (this.#depth === 0) return EMPTY_ROOT;
    let root: Buffer = Buffer.from(this.#hashes[this.#depth - 1] as Buffer);
    for (let at = this.#depth - 2; at >= 0; at--) root = hashNode(this.#hashes[at] as Buffer, root);
    return root;
  }

  /** Puts the node of two neighbours in the place of the first. */
  #merge(at: number): void {
    const pair = this.#pairs[at] as Buffer;
    // The byte before belongs to the neighbour on the left.
    const before = pair[0] as number;
    pair[0] = 1;
    const node = hash('sha256', pair, 'binary');
    pair[0] = before;
    pair.write(node, 1, 'latin1');
  }
}

/** Heights of the complete subtrees of a tree, largest first, each with the index of its first leaf. */
export function completeSubtrees(size: number): readonly { readonly height: number; readonly start: number }[] {
  const subtrees: { height: number; start: number }[] = [];
  let start = 0;
  for (let height = DEPTH - 1; height >= 0; height--) {
    const width = 2 ** height;
    if (size - start < width) continue;
    subtrees.push({ height, start });
    start += width;
  }
  return subtrees;
}
