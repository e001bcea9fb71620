import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { PreparedChange } from '../../../core/event/changes.js';
import { Edits } from '../../../core/event/edits.js';
import { fieldPath } from '../../../core/event/field-path.js';
import { scanMembers } from '../../../core/event/members.js';
import { spliceObject } from '../../../core/event/splice.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { objectText, SEED } from './json-arbitrary.js';

const test = suite('spliceObject');

/** The edits that make the changes, each as [start, end, text]; `undefined` removes. */
function editsOf(json: string, changes: Readonly<Record<string, string | undefined>>): readonly (readonly [number, number, string])[] {
  const bytes = Buffer.from(json);
  const list = Object.entries(changes).map(([name, text]) => new PreparedChange(fieldPath(name), text === undefined ? undefined : Buffer.from(text)));
  const edits = new Edits();
  scanMembers(bytes, 0, bytes.length, (members) => spliceObject(members, list, edits));
  return Array.from(edits, ({ start, end, bytes: text }) => [start, end, text.toString()]);
}

test('touches the value that changes and nothing else', () => {
  assert.equal(editsOf('{"a": 1.0,"b":{"c":[10,20]}}', { a: '2' }), [[6, 9, '2']]);
  assert.equal(editsOf('{"a": 1.0,"b":{"c":[10,20]}}', { 'b.c.1': '"x"' }), [[23, 25, '"x"']]);
  assert.equal(editsOf('{"a":1}', { b: '2', c: '3' }), [[6, 6, ',"b":2,"c":3']]);
  assert.equal(editsOf('{ } ', { b: '2' }), [[2, 2, '"b":2']]);
});

test('makes no edit where there is nothing to remove', () => {
  assert.equal(editsOf('{"a":1,"b":{"c":2},"d":[1]}', { x: undefined, 'b.x': undefined, 'a.x': undefined, 'd.1': undefined, 'd.0.x': undefined }), []);
});

test('makes edits that are in order and apart, whatever changes', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'a.b', 'b.c', 'a.0', 'a.1.b', 'a.b.c', 'x', '', '0', 'log.level');
  fc.assert(fc.property(objectText, fc.dictionary(name, fc.option(fc.constantFrom('1', '"x"', '{}'), { nil: undefined }), { maxKeys: 5 }), (json, changes) => {
    const names = Object.keys(changes);
    if (names.some((outer) => names.some((inner) => inner.startsWith(`${outer}.`)))) return;
    let last = 0;
    for (const [start, end] of editsOf(json, changes)) {
      assert.ok(start >= last && end >= start, JSON.stringify([json, changes]));
      last = end;
    }
  }), { seed: SEED, numRuns: runs(1000) });
});

test('follows arrays to any element', () => {
  assert.equal(editsOf('{"a":[{"b":1},{"b":2}]}', { 'a.0.b': '3', 'a.1.b': undefined }), [[11, 12, '3'], [15, 20, '']]);
  assert.equal(editsOf('{"a":[[1,2],[3]]}', { 'a.1.0': '9', 'a.0.1': '8' }), [[9, 10, '8'], [13, 14, '9']]);
  assert.equal(editsOf('{"a":[1,2]}', { 'a.1': undefined, 'a.7': undefined }), [[8, 9, 'null']]);
});

test.run();
