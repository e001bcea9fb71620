import { readFile } from 'node:fs/promises';
import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { parseYaml } from '../../../core/config/parse-yaml.js';
import { readPlainYaml } from '../../../core/config/plain-yaml.js';
import { suite } from '../../support/suite.js';

const test = suite('readPlainYaml');

/** Both readers, where the plain one reads it at all. */
function agree(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  const { root, diagnostics } = parseYaml('a.yaml', text);
  assert.equal(diagnostics, [], text);
  assert.equal(plain, root, text);
  return true;
}

const READ = [
  'a: 1\n',
  'a: 1',
  '# comment\n\na: b c  # comment\n\n  # another\nb: d#e\n',
  'a:\nb: 2\n',
  'a:   # nothing\nb:\n  c:\n    d: x\n  e: y\nf: z\n',
  'list:\n- a\n- b: 1\n  c: 2\n-   d: 3\n    e: 4\n- - x\n  - y\nend: 1\n',
  'list:\n  - a\n  -\n    b: 1\n  - # comment\n    - c\nend: 1\n',
  '- name: a\n  when: { level: error, http.status|gte: 400, list: [a, "b", \'c\'\'d\', {}], empty: [] }\n- b\n',
  "'db.*': { level: warn }\n\"x y\": 1\n<<: 2\n",
  'url: https://example.org:80/a?b=c#d\ntime: 10:30\npath: ./a b/c.log\nstar: a*\nminus: -x\nn: -5\n',
  'a: 1.5\nb: 1e3\nc: true\nd: ~\ne: null\nf: "1"\ng: 007\nh: +3\ni: 1.\nj: .5\nk: Null\nl: yes\n',
  's: "a \\"quoted\\" \\\\ \\n \\t text"\nt: \'it\'\'s\'\nu: ""\nv: \'\'\n',
  'a: [ 1 , 2,3, ]\nb: { x: 1, "y": 2, }\nc: [[a], [b, {c: d}]]\n',
  '{"a":"b","c":[1,{"d":null,"e|gte":-0.5}],"f":true}\n',
  '[{"a": 1}, [2], x] # comment\n\n',
  '{a: b}',
  'env: ${HOME}/x\nq: "${A:-b}"\n',
  'ümläut_value: größe 😀\n'.replace('ümläut_value', 'value'),
];

test('agrees with the general parser on what it reads', () => {
  for (const text of READ) assert.ok(agree(text), `not read: ${text}`);
});

const LEFT = [
  '', '# only a comment\n', 'plain\n', 'a: &x 1\n', 'a: *x\n', 'a: !file x\n', 'a: |\n  text\n', 'a: >-\n  text\n', 'a: b\n  c\n', '- a\n  b\n', 'a: "b\n  c"\n', 'a: [b,\n  c]\n',
  'a: b: c\n', 'a: "b" c\n', 'a: {b}\n', 'a: [b: c]\n', 'a: {b: }\n', 'a: {b:c}\n', 'a: [,]\n', 'a: }\n', 'a: [b]]\n', 'a:\n\tb: c\n', 'a: 1\na: 2\n', 'a: {b: 1, b: 2}\n', '---\na: 1\n', 'a: 1\n...\n', '%YAML 1.2\n',
  'a: 1\n b: 2\n', ' a: 1\nb: 2\n', '- a\nb: 1\n', 'a: 1\n- b\n', 'a:\n  - b\n c: 1\n', '? a\n: b\n', 'a: 0x1f\n', 'a: .inf\n', 'a: 1e999\n', 'a: @x\n', 'a: `x`\n', 'a: %x\n', 'null: 1\n', '~: 1\n', 'a: "\\x41"\n', 'a: {b: c, # x\n}\n', 'a: -\n', '- \n', 'a: 1\r\n',
];

test('reads most JSON that programs write, as the general parser does', () => {
  let read = 0;
  fc.assert(fc.property(fc.oneof(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))), (value) => {
    if (agree(JSON.stringify(value))) read++;
  }), { seed: 23, numRuns: 1500 });
  assert.ok(read > 600, `only ${read} texts were read`);
});

test('leaves to the general parser what it does not read, mistakes among it', () => {
  for (const text of LEFT) assert.is(readPlainYaml(text), undefined, text);
});

test('agrees with the general parser on any text that it reads', () => {
  const piece = fc.constantFrom('a', 'b', 'c:', 'd: ', 'x', '1', '-5', '1.5', 'true', '~', '-', '- ', '- a: ', ': ', ':', ' ', '  ', '\n', '\n', '\n  ', '\n  ', '\n    ', '\n- ', '\n  - ', '{', '}', '[', ']', '{ ', ' }', ', ', ',', ' #', '#', '# c', '"', "'", '""', "''", '"q"', "'q'", '\\', '*', '&', '!', '|', '>', '%', '@', '?', '? ', '<<', '=', '.', '..', '/', '$', '${X}', 'é');
  let read = 0;
  fc.assert(fc.property(fc.array(piece, { maxLength: 16 }), (pieces) => {
    if (agree(pieces.join(''))) read++;
  }), { seed: 21, numRuns: 6000 });
  assert.ok(read > 150, `only ${read} texts were read`);
});

test('agrees with the general parser on configs with a piece put in, taken out or moved', async () => {
  const config = await readFile('test/core/config/plain.yaml', 'utf8');
  assert.ok(agree(config));
  const lines = config.split('\n');
  const noise = fc.constantFrom('', ' ', '  ', ':', ': ', '#', ' #', '-', '- ', ',', '{', '}', '[', ']', '"', "'", '\n', '\n  ', '\n- ', 'x', '*', '&a', '!t', '|', '>');
  let read = 0;
  fc.assert(fc.property(fc.nat(lines.length - 3), fc.integer({ min: 1, max: 12 }), fc.nat(400), noise, fc.nat(3), (from, count, at, inserted, removed) => {
    const text = lines.slice(from, from + count).join('\n');
    const cut = at % (text.length + 1);
    if (agree(text.slice(0, cut) + inserted + text.slice(cut + removed))) read++;
  }), { seed: 22, numRuns: 3000 });
  assert.ok(read > 500, `only ${read} texts were read`);
});

test.run();
