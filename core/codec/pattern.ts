import { MAX_REGEX_SUBJECT } from '../condition/regex.js';
import { foreignSyntax } from '../condition/regex-dialect.js';
import { regexProblem } from '../condition/regex-graph.js';
import { parseRegex, UnsafeSyntax } from '../condition/regex-syntax.js';

/** Longest record, in UTF-16 units, that a pattern of quadratic time is run over. */
export const MAX_QUADRATIC = MAX_REGEX_SUBJECT;
const LONGEST_RECORD = 1_048_576;
const LONGEST_PATTERN = 2048;
const MAX_STEPS = 1e8;

/** A group at the end that takes all the rest. It always matches, so nothing before it is tried again on its account. */
const ALL_THE_REST = /\(\?<\w+>\.\*\)\$?$/;

/** Why a pattern that users write may not run over records: it is invalid, or could take too long. Undefined where it may. */
export function patternProblem(pattern: string): string | undefined {
  try {
    new RegExp(pattern, 's').test('');
  } catch (error) {
    return `not a regular expression: ${error instanceof Error ? error.message : String(error)}`;
  }
  const foreign = foreignSyntax(pattern);
  if (foreign !== undefined) return `not a regular expression of this dialect: ${foreign}`;
  const slow = slowness(pattern, MAX_QUADRATIC);
  return slow === undefined ? undefined : `the pattern could take too long: ${slow}`;
}

/** Whether the time it takes grows no faster than the record: such a pattern may be run over records of any length. */
export function isLinear(pattern: string): boolean {
  return slowness(pattern, LONGEST_RECORD) === undefined;
}

function slowness(pattern: string, length: number): string | undefined {
  if (pattern.length > LONGEST_PATTERN) return `it has more than ${LONGEST_PATTERN} characters`;
  try {
    return regexProblem(parseRegex(pattern.replace(ALL_THE_REST, ''), 's'), length, MAX_STEPS);
  } catch (error) {
    if (error instanceof UnsafeSyntax) return error.message;
    throw error;
  }
}
