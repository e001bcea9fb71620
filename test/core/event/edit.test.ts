import fc from 'fast-check';
import * as assert from 'uvu/assert';
import { arena } from '../../../core/event/arena.js';
import { Block } from '../../../core/event/block.js';
import { MemberCuts, writeEdited, type Edit } from '../../../core/event/edit.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';
import { SEED } from './json-arbitrary.js';

const edited = suite('writeEdited');

const write = (text: string, edits: readonly Edit[], start = 0, end = text.length): string => {
  const at = writeEdited(new Block(Buffer.from(text)), start, end, edits);
  return arena.block.bytes.toString('utf8', at, arena.at);
};
const edit = (start: number, end: number, text: string): Edit => ({ start, end, bytes: Buffer.from(text) });

edited('puts bytes in the place of others, and copies the rest', () => {
  assert.is(write('0123456789', []), '0123456789\n');
  assert.is(write('0123456789', [edit(0, 0, 'a'), edit(2, 4, ''), edit(4, 5, 'long'), edit(10, 10, 'z')]), 'a01long56789z\n');
  assert.is(write('0123456789', [edit(4, 5, 'x')], 3, 6), '3x5\n');
});

edited.run();

const cuts = suite('MemberCuts');

cuts('leaves an object of the members that stay, whichever go', () => {
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
    const edits: Edit[] = [];
    const cut = new MemberCuts(edits);
    for (const [index, [goes]] of members.entries()) {
      const { start, end } = places[index] as { start: number; end: number };
      if (goes) cut.cut(start, end, places[index + 1]?.start);
      else cut.keep(end);
    }
    const left = members.flatMap(([goes], index) => (goes ? [] : [[`m${index}`, index]]));
    assert.equal(Object.entries(JSON.parse(write(text, edits)) as object), left, text);
    assert.is(cut.hasKept, left.length > 0);
  }), { seed: SEED, numRuns: runs(1000) });
});

cuts.run();
