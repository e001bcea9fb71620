import { decodeBase64 } from './base64.js';
import { EMPTY_ROOT, HASH_SIZE, hashNode } from './hash.js';

/** A count of leaves, or the index of one: below 2^64. Numbers only up to 2^53 - 1; beyond that, a bigint or decimal digits. */
export type TreeSize = bigint | number | string;
/** 32 bytes, or their base64. */
export type TreeHash = Uint8Array | string;
/** From the leaf's sibling up to the root's child. `null` is the empty proof. */
export type TreeProof = readonly TreeHash[] | null;

/** That a leaf stands in a tree, or in the subtree [start, end) of one. */
export type InclusionClaim = {
  readonly leafIdx: TreeSize;
  readonly leafHash: TreeHash;
  /** Of the tree or of the subtree. */
  readonly root: TreeHash;
  readonly proof: TreeProof;
} & ({ readonly treeSize: TreeSize } | { readonly start: TreeSize; readonly end: TreeSize });

/** That a tree, or the subtree [start, end) of one, is how a larger tree begins, or a part of it. */
export type ConsistencyClaim = {
  /** Of the smaller tree, or of the subtree. */
  readonly root1: TreeHash;
  readonly root2: TreeHash;
  readonly proof: TreeProof;
} & ({ readonly size1: TreeSize; readonly size2: TreeSize } | { readonly start: TreeSize; readonly end: TreeSize; readonly size: TreeSize });

/** Whether the proof shows what is claimed (RFC 6962, 2.1.1). Never throws: what is no hash or no size shows nothing. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { root, leafHash } = claim;
  const [start, end] = 'treeSize' in claim ? [0n, sizeOf(claim.treeSize)] : [sizeOf(claim.start), sizeOf(claim.end)];
  const index = sizeOf(claim.leafIdx);
  if (index === undefined || start === undefined || end === undefined || !isSubtree(start, end) || index < start || index >= end) return false;
  // A leaf is a subtree of one leaf.
  return leadsFrom({ start: index - start, end: index - start + 1n, size: end - start, root1: leafHash, root2: root, proof: claim.proof });
}

/**
 * Whether the proof shows what is claimed (RFC 6962, 2.1.2). Never throws. There is no proof from a tree without leaves to one
 * that has some: RFC 6962 defines none.
 */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { root1, root2, proof } = claim;
  const [start, end, size] = ('size1' in claim ? [0, claim.size1, claim.size2] : [claim.start, claim.end, claim.size]).map(sizeOf);
  if (start === undefined || end === undefined || size === undefined || end > size) return false;
  if (size === 0n) return start === 0n && (proof ?? []).length === 0 && [root1, root2].every((root) => hashOf(root)?.equals(EMPTY_ROOT) === true);
  return isSubtree(start, end) && leadsFrom({ start, end, size, root1, root2, proof });
}

interface Path {
  readonly start: bigint;
  readonly end: bigint;
  readonly size: bigint;
  readonly root1: TreeHash;
  readonly root2: TreeHash;
  readonly proof: TreeProof;
}

/**
 * Whether the proof leads from the root of [start, end) to that of the tree. The way down from the root decides on which side
 * each hash of the proof stands, the last of them first; the way back computes both roots. Where the subtree is no node of the tree,
 * the first hash of the proof is the largest node at its right end.
 */
function leadsFrom({ start, end, size, root1, root2, proof }: Path): boolean {
  const known = hashOf(root1);
  const wanted = hashOf(root2);
  const hashes = (proof ?? []).map(hashOf);
  if (known === undefined || wanted === undefined) return false;
  const turns: Turn[] = [];
  let [from, to, all] = [start, end, size];
  let isNode = true;
  while (from > 0n || to < all) {
    const left = largestPowerBelow(all);
    if (to <= left) {
      turns.push('left');
      all = left;
    } else {
      turns.push(from >= left ? 'right' : 'both');
      if (from < left) isNode = false;
      from = from >= left ? from - left : 0n;
      to -= left;
      all -= left;
    }
  }
  const seed = isNode ? known : hashes.shift();
  if (seed === undefined || hashes.length !== turns.length) return false;
  let [subtree, tree] = [seed, seed];
  for (const [at, turn] of turns.toReversed().entries()) {
    const hash = hashes[at];
    if (hash === undefined) return false;
    tree = turn === 'left' ? hashNode(tree, hash) : hashNode(hash, tree);
    if (turn === 'both') subtree = hashNode(hash, subtree);
  }
  return subtree.equals(known) && tree.equals(wanted);
}

/** Where the way goes on: to the left child, to the right one, or to the right one with all of the left one in the subtree. */
type Turn = 'left' | 'right' | 'both';

/** Whether a tree can have a node, or a tree could end, at [start, end): the start is a multiple of the width, rounded up to a power of two. */
function isSubtree(start: bigint, end: bigint): boolean {
  if (start >= end) return false;
  return start % (largestPowerBelow(end - start) * (end - start === 1n ? 1n : 2n)) === 0n;
}

/** The largest power of two below `size`; 1 for 1. */
function largestPowerBelow(size: bigint): bigint {
  return size < 2n ? 1n : 1n << BigInt((size - 1n).toString(2).length - 1);
}

function sizeOf(size: TreeSize): bigint | undefined {
  if (typeof size === 'number') return Number.isSafeInteger(size) && size >= 0 ? BigInt(size) : undefined;
  const value = typeof size === 'bigint' ? size : typeof size === 'string' && /^(?:0|[1-9]\d{0,19})$/.test(size) ? BigInt(size) : undefined;
  return value !== undefined && value >= 0n && value < 1n << 64n ? value : undefined;
}

function hashOf(value: TreeHash): Buffer | undefined {
  const bytes = typeof value === 'string' ? decodeBase64(value) : value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined;
  return bytes?.length === HASH_SIZE ? bytes : undefined;
}
