import * as assert from 'uvu/assert';
import { momentsOf } from '../../../core/testing/given.js';
import type { GivenConfig } from '../../../schemas/test.js';
import { suite } from '../../support/suite.js';

const test = suite('momentsOf');
const START = Date.UTC(2026, 8, 21);

function given(fields: Partial<GivenConfig> & Pick<GivenConfig, 'event'>): GivenConfig {
  return { at: 0, times: 1, every: 0, ...fields };
}

test('repeats events, and puts those of several in the order of their times', () => {
  const moments = momentsOf([given({ event: { a: 1 }, every: 10, times: 3 }), given({ event: 'line', at: 10 })], START);
  assert.equal(moments.map(({ at, inputs }) => [at, inputs]), [[0, [{ a: 1 }]], [10, [{ a: 1 }, 'line']], [20, [{ a: 1 }]]]);
});

test('gives an event once for each combination of values', () => {
  const [moment] = momentsOf([given({ event: { user: '${user}', '${key}': true }, each: { user: ['eve', 7], key: ['x', 'y'] } })], START);
  assert.equal(moment?.inputs, [{ user: 'eve', x: true }, { user: 'eve', y: true }, { user: 7, x: true }, { user: 7, y: true }]);
});

test('fills in number and time, in texts at any depth, and leaves other names alone', () => {
  const moments = momentsOf([given({ event: { id: 'r-${n}', list: [{ at: '${at}' }], n: '${n}', other: '${other}' }, at: 1000, times: 2, every: 500 })], START);
  assert.equal(moments.flatMap(({ inputs }) => inputs), [
    { id: 'r-1', list: [{ at: '2026-09-21T00:00:01.000Z' }], n: 1, other: '${other}' },
    { id: 'r-2', list: [{ at: '2026-09-21T00:00:01.500Z' }], n: 2, other: '${other}' },
  ]);
});

test('keeps events of different sources apart', () => {
  const moments = momentsOf([given({ event: 'a', source: 'one' }), given({ event: 'b', source: 'two' }), given({ event: 'c', source: 'two' })], START);
  assert.equal(moments.map(({ source, inputs }) => [source, inputs]), [['one', ['a']], ['two', ['b', 'c']]]);
});

test.run();
