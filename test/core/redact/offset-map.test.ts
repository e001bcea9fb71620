import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { OffsetMap } from '../../../core/redact/offset-map.js';
import { suite } from '../../support/suite.js';

const test = suite('OffsetMap');

test('leads back through what was altered, and through what was altered after that', () => {
  const map = new OffsetMap();
  // 'ab--cdef' became 'abXcdef', then 'abX[long]'.
  map.add([{ start: 2, end: 4, length: 1 }]);
  map.add([{ start: 3, end: 7, length: 6 }]);
  assert.equal(map.toInput(0, 2), { start: 0, end: 2 });
  assert.equal(map.toInput(2, 3), { start: 2, end: 4 });
  assert.equal(map.toInput(4, 5), { start: 4, end: 8 });
  assert.equal(map.toInput(9, 9), { start: 8, end: 8 });
  map.undo();
  assert.equal(map.toInput(3, 5), { start: 4, end: 6 });
});

test('finds each character that was not altered where it was', () => {
  fc.assert(fc.property(fc.array(fc.record({ keep: fc.integer({ min: 1, max: 4 }), cut: fc.integer({ min: 0, max: 3 }), put: fc.integer({ min: 0, max: 3 }) }), { maxLength: 6 }), (parts) => {
    const map = new OffsetMap();
    const kept: [number, number][] = [];
    let before = 0;
    let after = 0;
    map.add(parts.map(({ keep, cut, put }) => {
      for (let i = 0; i < keep; i++) kept.push([before + i, after + i]);
      const start = before + keep;
      before = start + cut;
      after += keep + put;
      return { start, end: before, length: put };
    }));
    for (const [from, to] of kept) assert.is(map.toInput(to, to + 1).start, from);
  }), { seed: 7 });
});

test.run();
