import * as assert from 'uvu/assert';
import { scanMembers, type Members } from '../../../core/event/members.js';
import { STRIDE } from '../../../core/event/tape.js';
import { suite } from '../../support/suite.js';

const test = suite('scanMembers');

const count = ({ from, to }: Members): number => (to - from) / STRIDE;

test('gives the members of an object while others are being looked at', () => {
  const bytes = Buffer.from('{"a":{"b":{},"c":2},"d":3}');
  const counts = scanMembers(bytes, 0, bytes.length, (outer) => {
    const inner = scanMembers(bytes, 5, 19, (members) => [count(members), scanMembers(bytes, 10, 12, count)]);
    return [...inner, count(outer), bytes.toString('utf8', outer.tape[outer.from], outer.tape[outer.from + 1])];
  });
  assert.equal(counts, [2, 0, 2, 'a']);
});

test('gives room back, also where a throw ends the look', () => {
  const bytes = Buffer.from('{"a":1}');
  const places: number[] = [];
  for (let at = 0; at < 3; at++) {
    assert.throws(() => scanMembers(bytes, 0, bytes.length, (members) => {
      places.push(members.from);
      throw new Error('stop');
    }), /stop/);
  }
  assert.equal(places, [0, 0, 0]);
});

test.run();
