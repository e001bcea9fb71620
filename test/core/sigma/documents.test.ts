import * as assert from 'uvu/assert';
import { readDocuments } from '../../../core/sigma/documents.js';
import { suite } from '../../support/suite.js';

const test = suite('readDocuments');

const problemsOf = (text: string): readonly string[] => readDocuments('a.yml', text).problems.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`);

test('reads every document of a text, and passes over empty ones', () => {
  const { documents, problems } = readDocuments('a.yml', '# head\n---\na: 1\n---\n---\nb: [x, y]\n...\n');
  assert.equal(documents.map(({ value }) => value), [{ a: 1 }, { b: ['x', 'y'] }]);
  assert.equal(problems, []);
});

test('leaves out a document that is not YAML, and says where', () => {
  const text = 'a: 1\n---\nb: "open\n---\nc: 3\n---\nd: 1\nd: 2\n---\ne: 5\n';
  const { documents } = readDocuments('a.yml', text.replace('"open', '[1, 2'));
  assert.equal(documents.map(({ value }) => Object.keys(value).join('')), ['a', 'c', 'e']);
  assert.match(problemsOf(text.replace('"open', '[1, 2')).join('\n'), /^4:1 SIGMA_SYNTAX: .*\n8:1 SIGMA_SYNTAX: map keys must be unique/s);
});

test('refuses what is no map', () => {
  assert.equal(problemsOf('- 1\n---\ntext\n'), ['1:1 SIGMA_BAD_RULE: a Sigma document is a map', '3:1 SIGMA_BAD_RULE: a Sigma document is a map']);
});

test('names the place of a value, or of the nearest around it', () => {
  const [, document] = readDocuments('a.yml', 'a: 1\n---\ntitle: x\ndetection:\n  sel:\n    - Image: [a, b]\n').documents;
  const place = (...path: readonly (string | number)[]): string => {
    const { line, column } = document?.problem(path, 'SIGMA_BAD_RULE', '') ?? { line: 0, column: 0 };
    return `${line}:${column}`;
  };
  assert.equal([place(), place('detection', 'sel', 0, 'Image', 1), place('detection', 'gone', 3), place('nope')], ['3:1', '6:18', '5:3', '3:1']);
});

test('bears hostile texts', () => {
  assert.match(problemsOf(`a: ${'['.repeat(100_000)}`).join(), /nested more than 64 levels deep/);
  assert.match(problemsOf(`a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefgh'.charAt(index)},`.repeat(9)}]`).join('\n')}`).join(), /alias/i);
  assert.equal(readDocuments('a.yml', '__proto__: { a: 1 }\n').documents[0]?.value['a'], undefined);
  assert.match(problemsOf('a: !!js/function x\n').join(), /SIGMA_SYNTAX/);
});

test.run();
