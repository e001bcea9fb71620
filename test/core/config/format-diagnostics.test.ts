import * as assert from 'uvu/assert';
import { diagnosticAt, diagnosticOf, type Diagnostic } from '../../../core/config/diagnostic.js';
import { diagnosticsJson, formatDiagnostics, formatForGithub, formatSummary } from '../../../core/config/format-diagnostics.js';
import { SourceText } from '../../../core/config/source-text.js';
import { suite } from '../../support/suite.js';

const source = new SourceText('triggers/payments.yaml', 'triggers:\n  - name: payment-errors\n    severity: crtical\n\t\tx: y\n');
const severity = diagnosticAt(
  { source, start: source.text.indexOf('crtical'), end: source.text.indexOf('crtical') + 7 }, 'TRIGGER_BAD_SEVERITY',
  'severity "crtical" is not one of info, warning, critical', { hint: 'Did you mean "critical"?' },
);
const warning = diagnosticOf('config.yaml', 'TRIGGER_NO_THROTTLE', 'the trigger alerts on every match', { severity: 'warning' });

function at(text: string, start: number, end: number): Diagnostic {
  return diagnosticAt({ source: new SourceText('a.yaml', text), start, end }, 'CONFIG_BAD_VALUE', 'bad');
}

const test = suite('formatDiagnostics');

test('shows the place, the line and what is meant', () => {
  assert.fixture(formatDiagnostics([severity]), `\
triggers/payments.yaml:3:15  error  TRIGGER_BAD_SEVERITY  severity "crtical" is not one of info, warning, critical. Did you mean "critical"?
   3 |     severity: crtical
     |               ^^^^^^^
`);
});

test('shows no line where there is none', () => {
  assert.is(formatDiagnostics([warning]), 'config.yaml:1:1  warning  TRIGGER_NO_THROTTLE  the trigger alerts on every match\n');
  assert.is(formatDiagnostics([]), '');
});

test('keeps the caret under its column behind tabs', () => {
  const tabbed = diagnosticAt({ source, start: source.text.indexOf('x: y'), end: source.text.indexOf('x: y') + 1 }, 'CONFIG_UNKNOWN_KEY', 'no');
  assert.is(formatDiagnostics([tabbed]).split('\n')[2], '     | \t\t^');
});

test('cuts long lines around the place, and what goes beyond the line', () => {
  const long = `${'a'.repeat(500)}X${'b'.repeat(500)}`;
  const [, line = '', carets = ''] = formatDiagnostics([at(long, 500, 501)]).split('\n');
  assert.ok(line.length <= 170);
  assert.is(line[carets.indexOf('^')], 'X');
  const [, shown = '', marks = ''] = formatDiagnostics([at('abc\ndef\n', 1, 7)]).split('\n');
  assert.is(shown, '   1 | abc');
  assert.is(marks, '     |  ^^');
});

test('lets no control character of a file or a message reach the terminal', () => {
  const diagnostic = diagnosticAt({ source: new SourceText('a.yaml', 'x: \u001b[31mred\u0007\n'), start: 0, end: 1 }, 'CONFIG_BAD_VALUE', 'bad \u001b[31m\nvalue');
  assert.not.match(formatDiagnostics([diagnostic]), /[\u0000-\u0009\u000b-\u001f]/);
});

test.run();

const summary = suite('formatSummary');

summary('counts what was found and looked at', () => {
  assert.is(formatSummary([severity, severity, warning], { files: 14, triggers: 212, took: 190 }), '2 errors, 1 warning in 14 files, 212 triggers (0.19 s). More: hushpipe explain TRIGGER_BAD_SEVERITY');
  assert.is(formatSummary([warning], { files: 1, triggers: 1, took: 5 }), '1 warning in 1 file, 1 trigger (0.01 s). More: hushpipe explain TRIGGER_NO_THROTTLE');
  assert.is(formatSummary([], { files: 1, triggers: 0, took: 0 }), 'ok in 1 file, 0 triggers (0.00 s)');
});

summary.run();

const json = suite('diagnosticsJson');

json('gives what a program needs', () => {
  assert.equal(diagnosticsJson([severity]), [{
    file: 'triggers/payments.yaml', line: 3, column: 15, endColumn: 22, severity: 'error', code: 'TRIGGER_BAD_SEVERITY',
    message: 'severity "crtical" is not one of info, warning, critical', hint: 'Did you mean "critical"?',
  }]);
});

json.run();

const github = suite('formatForGithub');

github('writes workflow commands, escaped', () => {
  const odd = diagnosticOf('a,b:100%.yaml', 'CONFIG_BAD_VALUE', '100% wrong');
  assert.is(formatForGithub([severity, odd]),
    '::error file=triggers/payments.yaml,line=3,col=15,endColumn=22,title=TRIGGER_BAD_SEVERITY::severity "crtical" is not one of info, warning, critical. Did you mean "critical"?\n'
    + '::error file=a%2Cb%3A100%25.yaml,line=1,col=1,endColumn=2,title=CONFIG_BAD_VALUE::100%25 wrong\n');
});

github.run();
