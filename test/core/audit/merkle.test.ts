import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { EMPTY_ROOT, hashLeaf, hashNode } from '../../../core/audit/hash.js';
import { verifyConsistency, verifyInclusion, type ConsistencyClaim, type InclusionClaim } from '../../../core/audit/merkle.js';
import { suite } from '../../support/suite.js';
import { vector } from '../../support/vectors.js';

const inclusion = suite('verifyInclusion');
const consistency = suite('verifyConsistency');

interface Case { readonly wantErr: boolean; readonly desc: string }

/** The cases in a folder, with whole numbers as text: some are larger than a number can be. */
function casesIn<T>(folder: string): readonly (Case & T)[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8').replace(/": (\d+)/g, '": "$1"')) as Case & T);
}

function runVectors<T>(test: typeof inclusion, kinds: readonly string[], verify: (claim: T) => boolean): void {
  for (const kind of kinds) {
    const folder = vector('merkle', kind);
    if (folder === undefined) {
      test.skip(`agrees with the vectors of ${kind}`, 'HUSHPIPE_VECTORS has none');
      continue;
    }
    test(`agrees with the vectors of ${kind}, good and must-fail`, () => {
      const cases = casesIn<T>(folder);
      assert.ok(cases.some(({ wantErr }) => wantErr) && cases.some(({ wantErr }) => !wantErr));
      assert.equal(cases.filter((each) => verify(each) === each.wantErr).map(({ desc }) => desc), []);
    });
  }
}

runVectors<InclusionClaim>(inclusion, ['inclusion', 'subtreeinclusion'], verifyInclusion);
runVectors<ConsistencyClaim>(consistency, ['consistency', 'subtreeconsistency'], verifyConsistency);

const LEAVES = Array.from({ length: 20 }, (_, at) => hashLeaf(Buffer.of(at)));

/** MTH of RFC 6962, 2.1, word for word. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  if (leaves.length <= 1) return leaves[0] ?? EMPTY_ROOT;
  const k = splitOf(leaves.length);
  return hashNode(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

/** PATH of RFC 6962, 2.1.1. */
function pathOf(index: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length <= 1) return [];
  const k = splitOf(leaves.length);
  return index < k ? [...pathOf(index, leaves.slice(0, k)), rootOf(leaves.slice(k))] : [...pathOf(index - k, leaves.slice(k)), rootOf(leaves.slice(0, k))];
}

/** SUBPROOF of RFC 6962, 2.1.2, for any subtree. */
function subproofOf(start: number, end: number, leaves: readonly Buffer[], known = true): Buffer[] {
  if (start === 0 && end === leaves.length) return known ? [] : [rootOf(leaves)];
  const k = splitOf(leaves.length);
  if (end <= k) return [...subproofOf(start, end, leaves.slice(0, k), known), rootOf(leaves.slice(k))];
  if (start >= k) return [...subproofOf(start - k, end - k, leaves.slice(k), known), rootOf(leaves.slice(0, k))];
  return [...subproofOf(0, end - k, leaves.slice(k), false), rootOf(leaves.slice(0, k))];
}

function splitOf(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1);
}

inclusion('accepts the proof of every leaf in every tree of up to 20, and refuses it for any other place', () => {
  for (let size = 1; size <= LEAVES.length; size++) {
    const leaves = LEAVES.slice(0, size);
    const root = rootOf(leaves);
    for (const [leafIdx, leafHash] of leaves.entries()) {
      const proof = pathOf(leafIdx, leaves);
      for (let at = 0; at <= size; at++) assert.is(verifyInclusion({ leafIdx: at, treeSize: size, leafHash, root, proof }), at === leafIdx);
      assert.not(verifyInclusion({ leafIdx, treeSize: size, leafHash, root, proof: [...proof, root] }));
      if (proof.length > 0) assert.not(verifyInclusion({ leafIdx, treeSize: size, leafHash, root, proof: proof.slice(1) }));
    }
  }
});

inclusion('takes sizes as bigint, number or digits, and hashes as bytes or base64', () => {
  const [leafHash, other] = LEAVES as [Buffer, Buffer];
  const root = hashNode(leafHash, other);
  for (const treeSize of [2, 2n, '2']) assert.ok(verifyInclusion({ leafIdx: '0', treeSize, leafHash: leafHash.toString('base64'), root: new Uint8Array(root), proof: [other.toString('base64')] }));
  for (const treeSize of [2.5, -2, Number.NaN, '02', '', '0x2', ' 2', 2n ** 64n + 2n]) assert.not(verifyInclusion({ leafIdx: 0, treeSize, leafHash, root, proof: [other] }));
});

inclusion('counts leaves beyond what a number can hold', () => {
  // The last leaf of a full tree of 2^60 beside one more: its neighbour is the root of all others.
  const [left, leafHash] = LEAVES as [Buffer, Buffer];
  const claim = { treeSize: 2n ** 60n + 1n, leafHash, root: hashNode(left, leafHash), proof: [left] };
  assert.ok(verifyInclusion({ ...claim, leafIdx: 2n ** 60n }));
  assert.not(verifyInclusion({ ...claim, leafIdx: 2n ** 60n - 1n }));
  assert.not(verifyInclusion({ ...claim, leafIdx: 2 ** 60 }), 'a number of this size may stand for several');
});

inclusion('refuses hashes that are shorter or longer than 32 bytes', () => {
  for (const hash of [Buffer.alloc(0), Buffer.alloc(31), Buffer.alloc(33), '']) assert.not(verifyInclusion({ leafIdx: 0, treeSize: 1, leafHash: hash, root: hash, proof: null }));
});

consistency('accepts the proof between any two trees, and from any subtree, of up to 20, and refuses it with other sizes', () => {
  for (let size = 1; size <= LEAVES.length; size++) {
    const leaves = LEAVES.slice(0, size);
    const root2 = rootOf(leaves);
    for (let start = 0; start < size; start++) {
      for (let end = start + 1; end <= size; end++) {
        if (start % 2 ** Math.ceil(Math.log2(end - start)) !== 0) continue;
        const claim = { root1: rootOf(LEAVES.slice(start, end)), root2, proof: subproofOf(start, end, leaves) };
        assert.ok(verifyConsistency({ ...claim, start, end, size }), `[${start}, ${end}) of ${size}`);
        assert.not(verifyConsistency({ ...claim, start, end, size, proof: [...claim.proof, root2] }));
        if (start === 0) for (let other = 0; other <= size; other++) assert.is(verifyConsistency({ ...claim, size1: other, size2: size }), other === end);
      }
    }
  }
});

consistency('knows the empty tree, which is consistent with itself alone', () => {
  const [leaf] = LEAVES as [Buffer];
  assert.ok(verifyConsistency({ size1: 0, size2: 0, root1: EMPTY_ROOT, root2: EMPTY_ROOT, proof: [] }));
  assert.not(verifyConsistency({ size1: 0, size2: 0, root1: leaf, root2: leaf, proof: [] }));
  assert.not(verifyConsistency({ size1: 0, size2: 0, root1: EMPTY_ROOT, root2: EMPTY_ROOT, proof: [leaf] }));
  assert.not(verifyConsistency({ size1: 0, size2: 1, root1: EMPTY_ROOT, root2: leaf, proof: [] }));
});

inclusion.run();
consistency.run();
