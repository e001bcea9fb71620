import * as assert from 'uvu/assert';
import { edgeTiles, tilePath } from '../../../core/audit/tile-path.js';
import { suite } from '../../support/suite.js';

const test = suite('tilePath');

test('writes an index in groups of three digits, all but the last with an x', () => {
  assert.is(tilePath({ level: 0, index: 1_234_067, width: 256 }), 'tile/0/x001/x234/067');
  assert.is(tilePath({ level: 2, index: 0, width: 256 }), 'tile/2/000');
  assert.is(tilePath({ level: 1, index: 273, width: 17 }), 'tile/1/273.p/17');
});

test('a tree of 70,000 ends as the specification says, and one of 256 with a full tile and a partial one above', () => {
  assert.equal(edgeTiles(70_000), [{ level: 0, index: 273, width: 112 }, { level: 1, index: 1, width: 17 }, { level: 2, index: 0, width: 1 }]);
  assert.equal(edgeTiles(256), [{ level: 0, index: 1, width: 0 }, { level: 1, index: 0, width: 1 }]);
  assert.equal(edgeTiles(0), []);
});

test.run();
