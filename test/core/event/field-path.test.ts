import * as assert from 'uvu/assert';
import { fieldPath } from '../../../core/event/field-path.js';
import { suite } from '../../support/suite.js';

const test = suite('fieldPath');

test('cuts a name at every dot, shortest head first', () => {
  const of = (name: string): unknown => fieldPath(name).cuts.map(({ head, rest }) => [head.name, rest.name]);
  assert.equal(of('a'), []);
  assert.equal(of('a.b.c'), [['a', 'b.c'], ['a.b', 'c']]);
  assert.equal(of('.'), [['', '']]);
  assert.equal(fieldPath('é.x').cuts[0]?.head.key, Buffer.from('é'));
});

test('knows what a name means in an array', () => {
  const of = (name: string): unknown => {
    const { index } = fieldPath(name);
    return index && [index.at, index.rest?.name];
  };
  assert.equal(['0', '12.a.b', '0.', '7.1'].map(of), [[0, undefined], [12, 'a.b'], [0, ''], [7, '1']]);
  assert.equal(['', 'a', '01', '-1', '1e3', '+1', '1234567890', ' 1'].map(of), [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined]);
});

test('gives the same path for the same name', () => {
  assert.is(fieldPath('some.name'), fieldPath('some.name'));
});

test('takes a name of very many dots as a literal key, in no time', () => {
  const name = 'a.'.repeat(100_000);
  assert.equal(fieldPath(name).cuts, []);
  assert.is(fieldPath(`0${'.0'.repeat(33)}`).index, undefined);
  assert.is(fieldPath('a.'.repeat(32)).cuts.length, 32);
}, { limit: 5000 });

test('goes on after any number of names', () => {
  for (let at = 0; at < 10_000; at++) fieldPath(`name${at}.x`);
  assert.is(fieldPath('name1.x').cuts[0]?.head.name, 'name1');
});

test.run();
