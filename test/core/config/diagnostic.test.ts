import * as assert from 'uvu/assert';
import { diagnosticAt, diagnosticOf, sortDiagnostics } from '../../../core/config/diagnostic.js';
import { SourceText } from '../../../core/config/source-text.js';
import { ERRORS } from '../../../core/contract/errors.js';
import { suite } from '../../support/suite.js';

const test = suite('diagnosticAt');

test('takes the remedy of the table where nobody says better', () => {
  const source = new SourceText('a.yaml', 'a: 1\n');
  assert.is(diagnosticAt({ source, start: 0, end: 1 }, 'CONFIG_SYNTAX', 'no').hint, ERRORS.CONFIG_SYNTAX.remedy);
  assert.is(diagnosticAt({ source, start: 0, end: 1 }, 'CONFIG_SYNTAX', 'no', { hint: 'Better.' }).hint, 'Better.');
});

test('covers at least one column, and no more than its line', () => {
  const source = new SourceText('a.yaml', 'abc\ndef\n');
  assert.is(diagnosticAt({ source, start: 1, end: 7 }, 'CONFIG_SYNTAX', 'no').length, 2);
  assert.is(diagnosticAt({ source, start: 3, end: 3 }, 'CONFIG_SYNTAX', 'no').length, 1);
});

test('makes one line of a message, and no sentence of its own', () => {
  assert.is(diagnosticOf('a', 'CONFIG_SYNTAX', 'There is\nno sink.').message, 'there is\\u000ano sink');
  assert.is(diagnosticOf('a', 'CONFIG_SYNTAX', 'YAML is hard.').message, 'YAML is hard.');
});

test.run();

const sort = suite('sortDiagnostics');

sort('sorts by file as given and as met, then by place, and says nothing twice', () => {
  const source = (file: string): SourceText => new SourceText(file, 'aaaa\nbbbb\n');
  const at = (file: string, start: number, message = 'x') => diagnosticAt({ source: source(file), start, end: start + 1 }, 'CONFIG_UNKNOWN_KEY', message);
  const sorted = sortDiagnostics([at('b', 6), at('b', 1), at('a', 3), at('b', 1), at('b', 1, 'y'), at('c', 0)], ['c']);
  assert.equal(sorted.map(({ place, message }) => `${place.file}:${place.line}:${place.column} ${message}`), ['c:1:1 x', 'b:1:2 x', 'b:1:2 y', 'b:2:2 x', 'a:1:4 x']);
});

sort('leaves out what a schema says where another check says it better', () => {
  const span = { source: new SourceText('a', 'when: {}\n'), start: 6, end: 8 };
  const vague = diagnosticAt(span, 'CONFIG_BAD_VALUE', 'when must not be empty');
  const clear = diagnosticAt(span, 'CONDITION_BAD_FORM', 'an empty condition would hold for every event');
  assert.equal(sortDiagnostics([vague, clear]), [clear]);
  assert.equal(sortDiagnostics([vague]), [vague]);
});

sort.run();
