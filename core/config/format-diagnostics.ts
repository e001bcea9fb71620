import { ERRORS } from '../contract/errors.js';
import type { Diagnostic } from './diagnostic.js';

/** Lines of a minified file would fill screens: this many columns around the place are shown. */
const MAX_COLUMNS = 160;

/** What was looked at, for the last line of a report. */
export interface Looked {
  readonly files: number;
  readonly triggers: number;
  /** Milliseconds. */
  readonly took: number;
}

/**
 * Diagnostics as text, ended by a line feed; '' where there are none.
 *
 *     triggers/payments.yaml:3:15  error  TRIGGER_BAD_SEVERITY  severity "crtical" is not one of info, warning, critical. Did you mean "critical"?
 *        3 |     severity: crtical
 *          |               ^^^^^^^
 */
export function formatDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => {
    const { place, severity, code } = diagnostic;
    return `${place.file}:${place.line}:${place.column}  ${severity}  ${code}  ${sentence(diagnostic)}\n${excerpt(diagnostic)}`;
  }).join('');
}

/** `2 errors, 1 warning in 14 files, 212 triggers (0.19 s). More: hushpipe explain CODE`, without a line feed. */
export function formatSummary(diagnostics: readonly Diagnostic[], looked: Looked): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const found = [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : ''].filter((part) => part !== '').join(', ');
  const first = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
  const more = first ? `. More: hushpipe explain ${first.code}` : '';
  return `${found === '' ? 'ok' : found} in ${count(looked.files, 'file')}, ${count(looked.triggers, 'trigger')} (${(looked.took / 1000).toFixed(2)} s)${more}`;
}

/** Diagnostics for other programs: one object each, as stable as the error codes. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): readonly Readonly<Record<string, string | number>>[] {
  return diagnostics.map(({ place, severity, code, message, hint, length }) => ({
    file: place.file, line: place.line, column: place.column, endColumn: place.column + length, severity, code, message, hint,
  }));
}

/** Workflow commands of GitHub Actions, which shows each at its line in a pull request. */
export function formatForGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => {
    const { place, severity, code, length } = diagnostic;
    const properties = `file=${property(place.file)},line=${place.line},col=${place.column},endColumn=${place.column + length},title=${property(code)}`;
    return `::${severity} ${properties}::${sentence(diagnostic).replaceAll('%', '%25')}\n`;
  }).join('');
}

/** The message with its hint, where that says more than the table of errors would. */
function sentence({ message, hint, code }: Diagnostic): string {
  return hint === ERRORS[code].remedy ? message : `${message}${/[.?!]$/.test(message) ? '' : '.'} ${hint}`;
}

function excerpt({ sourceLine, place, length }: Diagnostic): string {
  if (sourceLine.trim() === '') return '';
  const from = sourceLine.length <= MAX_COLUMNS ? 0 : Math.max(0, Math.min(place.column - 1 - MAX_COLUMNS / 2, sourceLine.length - MAX_COLUMNS));
  const shown = sourceLine.slice(from, from + MAX_COLUMNS);
  const before = shown.slice(0, place.column - 1 - from);
  const carets = '^'.repeat(Math.max(1, Math.min(length, shown.length - before.length)));
  return `${String(place.line).padStart(4)} | ${printable(shown)}\n     | ${blank(before)}${carets}\n`;
}

/** As wide as the text above it: a tab stays a tab. */
function blank(text: string): string {
  return text.replace(/[^\t]/g, ' ');
}

/** A control character in the file must not reach the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function property(text: string): string {
  return text.replaceAll('%', '%25').replaceAll(':', '%3A').replaceAll(',', '%2C');
}
