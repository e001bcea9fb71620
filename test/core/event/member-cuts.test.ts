import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { arena } from '../../../core/event/arena.js';
import { Edits } from '../../../core/event/edits.js';
import { MemberCuts } from '../../../core/event/member-cuts.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { SEED } from './json-arbitrary.js';

const test = suite('MemberCuts');

test('leaves an object of the members that stay, whichever go', () => {
  fc.assert(fc.property(fc.array(fc.tuple(fc.boolean(), fc.constantFrom('', ' '), fc.constantFrom('', '  ')), { maxLength: 8 }), (members) => {
    let text = '{';
    const places = members.map(([, before, after], index) => {
      text += before;
      const start = text.length;
      text += `"m${index}":${index}`;
      const end = text.length;
      text += `${after}${index < members.length - 1 ? ',' : ''}`;
      return { start, end };
    });
    text += '}';
    const edits = new Edits();
    const cut = new MemberCuts(edits);
    for (const [index, [goes]] of members.entries()) {
      const { start, end } = places[index] as { start: number; end: number };
      if (goes) cut.cut(start, end, places[index + 1]?.start);
      else cut.keep(end);
    }
    const left = members.flatMap(([goes], index) => (goes ? [] : [[`m${index}`, index]]));
    const at = edits.write(Buffer.from(text), 0, text.length);
    assert.equal(Object.entries(JSON.parse(arena.block.bytes.toString('utf8', at, arena.at)) as object), left, text);
    assert.is(cut.hasKept, left.length > 0);
  }), { seed: SEED, numRuns: runs(1000) });
});

test.run();
