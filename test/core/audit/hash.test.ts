import { readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { EMPTY_ROOT, hashLeaf, hashNode } from '../../../core/audit/hash.js';
import { suite } from '../../support/suite.js';
import { vector } from '../../support/vectors.js';

const test = suite('hashLeaf and hashNode');
const file = vector('merkle', 'rfc6962_constants.json');

test('tell a leaf from a node: what two children hash to is no leaf of their bytes', () => {
  const [left, right] = [hashLeaf(Buffer.of(1)), hashLeaf(Buffer.of(2))];
  assert.not.equal(hashLeaf(Buffer.concat([left, right])), hashNode(left, right));
});

if (file === undefined) test.skip('give the known roots', 'HUSHPIPE_VECTORS has none');
else {
  test('give the known roots', () => {
    const { emptyRoot, leaves, rootsFromSize1 } = JSON.parse(readFileSync(file, 'utf8')) as { emptyRoot: string; leaves: string[]; rootsFromSize1: string[] };
    assert.is(EMPTY_ROOT.toString('hex'), emptyRoot);
    const [first, second] = leaves.map((leaf) => hashLeaf(Buffer.from(leaf, 'hex'))) as [Buffer, Buffer];
    assert.is(first.toString('hex'), rootsFromSize1[0]);
    assert.is(hashNode(first, second).toString('hex'), rootsFromSize1[1]);
  });
}

test.run();
