import { ERRORS, type ErrorCode } from '../contract/errors.js';
import type { Place, Span } from './source-text.js';

/** One problem of a config, complete enough to be shown without the file. Carries no secret. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: ErrorCode;
  /** What is wrong, in one line; the place stands apart. */
  readonly message: string;
  /** What to do about it. */
  readonly hint: string;
  readonly place: Place;
  /** The line at `place`, '' where there is none to show. */
  readonly sourceLine: string;
  /** How many columns of `sourceLine` are meant; at least 1. */
  readonly length: number;
}

export interface DiagnosticDetails {
  readonly severity?: 'error' | 'warning';
  /** What to do here; without one, the remedy of the table. */
  readonly hint?: string | undefined;
}

/** A diagnostic at a span; where the span goes over several lines, the first is shown. */
export function diagnosticAt(span: Span, code: ErrorCode, message: string, details: DiagnosticDetails = {}): Diagnostic {
  const place = span.source.placeOf(span.start);
  const sourceLine = span.source.line(place.line);
  const room = Math.max(1, sourceLine.length - place.column + 1);
  return {
    severity: details.severity ?? 'error',
    code,
    message: inLine(message),
    hint: details.hint ?? ERRORS[code].remedy,
    place,
    sourceLine,
    length: Math.max(1, Math.min(span.end - span.start, room)),
  };
}

/** A diagnostic about a file as a whole. */
export function diagnosticOf(file: string, code: ErrorCode, message: string, details: DiagnosticDetails = {}): Diagnostic {
  return {
    severity: details.severity ?? 'error',
    code,
    message: inLine(message),
    hint: details.hint ?? ERRORS[code].remedy,
    place: { file, line: 1, column: 1 },
    sourceLine: '',
    length: 1,
  };
}

/** Sorts by file, in the order given and then as first met, and by place; leaves out what was said twice. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[], order: readonly string[] = []): readonly Diagnostic[] {
  const files = new Map(order.map((file, index) => [file, index]));
  for (const { place } of diagnostics) if (!files.has(place.file)) files.set(place.file, files.size);
  const seen = new Set<string>();
  const at = ({ file, line, column }: Place): string => JSON.stringify([file, line, column]);
  const explained = new Set(diagnostics.filter(({ code }) => code !== 'CONFIG_BAD_VALUE').map(({ place }) => at(place)));
  return diagnostics
    .filter(({ place, code, message }) => {
      const key = JSON.stringify([at(place), code, message]);
      // What a schema says of a value is vague where another check knows what the value is for.
      return !(code === 'CONFIG_BAD_VALUE' && explained.has(at(place))) && !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) =>
      (files.get(a.place.file) ?? 0) - (files.get(b.place.file) ?? 0) || a.place.line - b.place.line || a.place.column - b.place.column);
}

/**
 * A message as it stands within a line: many come as sentences of their own. Control characters in it could rewrite the
 * terminal line that it is printed on.
 */
function inLine(text: string): string {
  const sentence = /^(?:The|There|This|It|An?|No|Each|Only|Two) /.test(text);
  const message = sentence ? text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, '') : text;
  return message.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
