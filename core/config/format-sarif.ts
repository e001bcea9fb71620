import { ERRORS, type ErrorCode } from '../contract/errors.js';
import type { Diagnostic } from './diagnostic.js';

/**
 * Diagnostics in the form that code scanners hand on: SARIF 2.1.0 (OASIS), one run with a rule for each code that was found.
 * Columns count UTF-16 units, and the end is the first one behind.
 */
export function formatSarif(diagnostics: readonly Diagnostic[], version: string): string {
  const codes = [...new Set(diagnostics.map(({ code }) => code))].toSorted();
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: { driver: { name: 'hushpipe', version, rules: codes.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      results: diagnostics.map(({ code, severity, message, hint, place: { file, line, column }, length }) => ({
        ruleId: code,
        ruleIndex: codes.indexOf(code),
        level: severity,
        message: { text: `${message}${/[.?!]$/.test(message) ? '' : '.'} ${hint}` },
        locations: [{ physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, startColumn: column, endColumn: column + Math.max(1, length) },
        } }],
      })),
    }],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function ruleOf(code: ErrorCode): object {
  const { summary, remedy } = ERRORS[code];
  return { id: code, shortDescription: { text: summary }, help: { text: remedy } };
}

/** A path as a reference that is relative to the repository, or absolute as the path is. */
function uriOf(file: string): string {
  const path = file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return file.startsWith('/') ? `file://${path}` : path;
}
