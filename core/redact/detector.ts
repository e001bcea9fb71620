import type { ValueRule } from './rule.js';

/**
 * What a detector's findings are: `secrets` are never kept by an allow list or by the action keep; `network` addresses are
 * personal data too, but what operators look for in logs.
 */
export const DETECTOR_GROUPS = ['secrets', 'personal', 'network'] as const;
export type DetectorGroup = (typeof DETECTOR_GROUPS)[number];

/** What is to be replaced: text[start, end). */
export interface Finding {
  readonly start: number;
  readonly end: number;
  /** The rule of the member's name, where a name decided rather than the text. */
  readonly rule?: ValueRule;
  /** Put around the replacement: a bare value in embedded JSON becomes a string. */
  readonly quote?: string;
}

/**
 * Finds one kind of value in text. `find` is called at each place where an anchor occurs, looks only near it, and takes
 * time in proportion to what it reports plus a bounded neighbourhood, whatever the text is.
 */
export interface Detector {
  /** lower_snake_case; what stands in the mask and in the report. */
  readonly name: string;
  readonly group: DetectorGroup;
  /** Lower-case literals. Any text with a finding has one of them, in any case, within the finding or next to it. */
  readonly anchors: readonly string[];
  /** A character, no letter, without which it finds nothing: where another detector looks for that, lines with an anchor alone are passed over. */
  readonly needs?: string;
  /** In place of anchors: called at each group of digits within a run of at least so many, single blanks and dashes between them ignored. */
  readonly digits?: number;
  /** Its findings end at marks on both sides, so that what stands beside one is seen for what it is with the finding there. */
  readonly standalone?: true;
  /** The format as one regular expression, where it is one: what a search without anchors would use. */
  readonly expression?: RegExp;
  /** Where the format is stated. */
  readonly reference: string;
  readonly examples: { readonly match: readonly string[]; readonly noMatch: readonly string[] };
  readonly find: (text: string, at: number) => Finding | undefined;
}

/** [A-Za-z0-9] */
export function isAlphanumeric(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102);
}

/** Whether a token may begin at `at`: no letter or digit stands before it, or one that belongs to an escape (`\n`, `%3D`, `\u003d`). */
export function beginsToken(text: string, at: number): boolean {
  if (at === 0 || !isAlphanumeric(text.charCodeAt(at - 1))) return true;
  const before = text.charCodeAt(at - 2);
  if (before === 0x5c) return 'bfnrt'.includes(text.charAt(at - 1));
  if (!isHexDigit(text.charCodeAt(at - 1)) || !isHexDigit(before)) return false;
  const third = text.charCodeAt(at - 3);
  return third === 0x25 || (text.charCodeAt(at - 6) === 0x5c && text.charCodeAt(at - 5) === 0x75 && isHexDigit(text.charCodeAt(at - 4)) && isHexDigit(third));
}
