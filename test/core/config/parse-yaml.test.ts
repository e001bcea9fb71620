import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { parseYaml } from '../../../core/config/parse-yaml.js';
import { runs } from '../../support/full.js';
import { suite } from '../../support/suite.js';

const test = suite('parseYaml');

function said(text: string): readonly string[] {
  return parseYaml('a.yaml', text).diagnostics.map(({ place, code, message, hint }) => `${place.line}:${place.column} ${code} ${message} (${hint})`);
}

function first(text: string): string {
  return said(text)[0] ?? '';
}

test('keeps values with their offsets', () => {
  const { root, diagnostics } = parseYaml('a.yaml', 'a: 1\nb: [x, "y"]\n');
  assert.equal(diagnostics, []);
  assert.equal(root, {
    kind: 'map', start: 0, end: 16, entries: [
      { key: 'a', keyStart: 0, keyEnd: 1, value: { kind: 'scalar', value: 1, plain: true, file: false, start: 3, end: 4 } },
      {
        key: 'b', keyStart: 5, keyEnd: 6, value: {
          kind: 'list', start: 8, end: 16, items: [
            { kind: 'scalar', value: 'x', plain: true, file: false, start: 9, end: 10 },
            { kind: 'scalar', value: 'y', plain: false, file: false, start: 12, end: 15 },
          ],
        },
      },
    ],
  });
});

test('refuses unknown tags, and those that make other things than text, numbers and lists', () => {
  assert.equal(said('a: !env X\nb: !!binary aGk=\n'), [
    '1:4 CONFIG_SYNTAX the tag !env is not known (The only tag is !file, before a path.)',
    '2:4 CONFIG_SYNTAX the tag tag:yaml.org,2002:binary is not known (The only tag is !file, before a path.)',
  ]);
});

test('refuses a key that stands twice, and says where it stood first', () => {
  assert.match(first('a: 1\nb: 2\na: 3\n'), '3:1 CONFIG_SYNTAX the key "a" stands here twice, first in line 1');
  assert.is(said('1: a\n"1": b\n').length, 1);
});

test('refuses keys that are no text', () => {
  assert.match(first('? [a]\n: 1\n'), /1:3 CONFIG_SYNTAX a key must be text/);
  assert.match(first('a: {${X}: 1}\n'), /quotes/);
});

test('refuses numbers that JSON does not have', () => {
  assert.match(first('a: .inf\n'), /1:4 CONFIG_SYNTAX a number must be finite/);
});

test('follows aliases, and refuses one that names nothing or itself', () => {
  assert.equal(said('a: &x [1]\nb: *x\n'), []);
  assert.match(first('paths: [*.log]\n'), /1:9 CONFIG_SYNTAX the alias \*\.log names no anchor that stands before it \(A value that begins with \* needs quotes\.\)/);
  assert.match(first('a: &x [*x]\n'), /names no anchor/);
});

test('refuses aliases that multiply', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) lines.push(`a${level}: &a${level} [${Array(10).fill(`*a${level - 1}`).join(', ')}]`);
  assert.match(said(lines.join('\n')).join('\n'), /CONFIG_ALIAS_LIMIT aliases add more than 20000 values/);
});

test('refuses what is nested too deeply', () => {
  assert.match(first('['.repeat(100) + ']'.repeat(100)), /nested more than 64 levels deep/);
  assert.match(first('['.repeat(100_000)), /nested more than 64/);
  assert.match(first('- '.repeat(100_000)), /nested more than 64/);
  assert.match(first('? '.repeat(100_000)), /nested more than 64/);
});

test('says of a pattern between double quotes, and of a bracket that is open, what is wrong', () => {
  assert.is(first('a: "^\\w+$"\n'), '1:6 CONFIG_SYNTAX \\w means nothing between double quotes (Take single quotes: between them a backslash is one.)');
  assert.match(first('a:\n  b: { x: 1\nc: { y: 2 }\n'), /^2:6 CONFIG_SYNTAX the \{ that opens here is not closed, or what is in it stands too far left/);
  assert.match(first('a:\n  b: { x: 1, y: [1, 2\nc: 1\n'), /^2:17 CONFIG_SYNTAX the \[ that opens here is not closed/);
});

test('says where the text is not YAML, once for each line', () => {
  assert.match(first('a: [1\nb: 2\n'), /CONFIG_SYNTAX/);
  assert.match(first('a: 1\n\tb: 2\n'), /^2:1 CONFIG_SYNTAX/);
  assert.match(first('a: { url: ${URL} }\n'), /Put quotes around it/);
  assert.match(first('a: 1\n---\nb: 2\n'), /2:1 CONFIG_SYNTAX a second document begins here/);
});

test('never throws, and gives a tree or a reason', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom(...'abc:-[]{}&*!|>\'"%@`#,? \n\t${}<~=.01\\'.split('')), maxLength: 60 }), (text) => {
    const { root, diagnostics } = parseYaml('a.yaml', text);
    return (root === undefined) || diagnostics.length === 0;
  }), { seed: 7, numRuns: runs(3000) });
});

test.run();
