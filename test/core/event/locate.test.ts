import * as assert from 'uvu/assert';
import { fieldPath } from '../../../core/event/field-path.js';
import { elementAt, findKey, locate, locateIn, NOT_FOUND } from '../../../core/event/locate.js';
import { scanMembers } from '../../../core/event/members.js';
import { STRIDE } from '../../../core/event/tape.js';
import { suite } from '../../support/suite.js';

const located = suite('locate');

/** The text at a path; undefined where there is none. */
function textAt(json: string, path: string): string | undefined {
  const bytes = Buffer.from(json);
  return scanMembers(bytes, 0, bytes.length, (members) => {
    const range = locate(members, fieldPath(path));
    return range && bytes.toString('utf8', range.start, range.end);
  });
}

located('gives the place of exactly the value, as it is written', () => {
  const json = ' { "a" : 1.0 , "b":{"c" : [ "x" , {"d":"\\u00e9"} , [ ] ]} } ';
  assert.equal(['a', 'b.c.0', 'b.c.1.d', 'b.c.2', 'b.c'].map((path) => textAt(json, path)), ['1.0', '"x"', '"\\u00e9"', '[ ]', '[ "x" , {"d":"\\u00e9"} , [ ] ]']);
  assert.equal(['', 'a.b', 'b.c.3', 'b.c.0.x', 'b.d', 'b.c.2.0', 'b.c.x'].map((path) => textAt(json, path)), Array.from({ length: 7 }, () => undefined));
});

located('takes the last of duplicate keys, and compares keys decoded', () => {
  assert.is(textAt('{"a":1,"a":2,"b":3}', 'a'), '2');
  assert.is(textAt('{"a":1,"\\u0061":2}', 'a'), '2');
  assert.is(textAt('{"\\u0061":1,"a":2}', 'a'), '2');
  assert.is(textAt('{"\\ud800":1}', '\ud800'), '1');
  assert.is(textAt('{"x":{"\\u0061\\u002eb":1}}', 'x.a.b'), '1');
});

located('finds what stands behind the first 128 MiB of its block', () => {
  const bytes = Buffer.alloc(140_000_000, 0x20);
  const start = bytes.length - 20;
  bytes.write('{"a":{"b":[1,23]}}', start);
  const range = scanMembers(bytes, start, start + 18, (members) => locate(members, fieldPath('a.b.1')));
  assert.equal(range, { start: start + 13, end: start + 15 });
});

located.run();

const inside = suite('locateIn');

inside('looks into objects and arrays, and into nothing else', () => {
  for (const [json, path, expected] of [['{"a":1}', 'a', '1'], ['[1,2]', '1', '2'], ['[[1],{"a":2}]', '1.a', '2'], ['"text"', '0', undefined], ['[1]', 'a', undefined], ['5', '', undefined]] as const) {
    const bytes = Buffer.from(`${json},`);
    const range = locateIn(bytes, { start: 0, end: json.length }, fieldPath(path));
    assert.is(range && bytes.toString('utf8', range.start, range.end), expected, json);
  }
});

inside.run();

const element = suite('elementAt');

element('gives the elements of an array and nothing beyond', () => {
  const bytes = Buffer.from('[ 1 ,"],",[2,3] , {"a":[4]}]');
  const texts = [0, 1, 2, 3, 4].map((index) => {
    const range = elementAt(bytes, 0, index);
    return range && bytes.toString('utf8', range.start, range.end);
  });
  assert.equal(texts, ['1', '"],"', '[2,3]', '{"a":[4]}', undefined]);
  assert.is(elementAt(Buffer.from('[ ]'), 0, 0), undefined);
});

element.run();

const found = suite('findKey');

found('finds the members of one name from the last to the first', () => {
  const bytes = Buffer.from('{"a":1,"b":2,"a":3}');
  scanMembers(bytes, 0, bytes.length, (members) => {
    const last = findKey(members, fieldPath('a'));
    const first = findKey(members, fieldPath('a'), last);
    assert.equal([last - members.from, first - members.from, findKey(members, fieldPath('a'), first), findKey(members, fieldPath('aa'))], [2 * STRIDE, 0, NOT_FOUND, NOT_FOUND]);
  });
});

found.run();
