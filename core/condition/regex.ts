import { onlyChar } from './char-set.js';
import type { TextTest } from './pattern.js';
import { regexProblem } from './regex-graph.js';
import { parseRegex, UnsafeSyntax, type RegexNode } from './regex-syntax.js';

/** Longest text, in UTF-16 units, that a regular expression is run over; what is behind it is not looked at. */
export const MAX_REGEX_SUBJECT = 8192;
const MAX_SOURCE = 2048;
/** A little above the square of the longest subject: some tenths of a second for a text made for it, microseconds for others. */
const MAX_STEPS = 1e8;

export type RegexResult =
  | { readonly test: TextTest }
  | { readonly invalid: string }
  | { readonly unsafe: string };

/**
 * Makes a test that looks for the expression anywhere in a text. V8's engine backtracks, so what could take more than
 * quadratic time in the text is refused: look-around, back-references, nested and overlapping unbounded repeats.
 * Flags are some of i, m and s; other dialects' way of writing them, a leading `(?i)`, is understood too.
 */
export function compileRegex(source: string, givenFlags: string): RegexResult {
  if (source.length > MAX_SOURCE) return { unsafe: `more than ${MAX_SOURCE} characters` };
  const [leading = '', inline = ''] = /^\(\?([ims]+)\)/.exec(source) ?? [];
  const flags = [...new Set(givenFlags + inline)].join('');
  // A search needs no leading `.*`, and would try it at every place of the text.
  const searched = source.slice(leading.length).replace(/^(?:\.\*\??)+/, '');
  let regex: RegExp;
  try {
    regex = new RegExp(searched, flags);
  } catch (error) {
    return { invalid: error instanceof Error ? error.message : String(error) };
  }
  let node: RegexNode;
  try {
    node = parseRegex(searched, flags);
  } catch (error) {
    if (error instanceof UnsafeSyntax) return { unsafe: error.message };
    throw error;
  }
  const problem = regexProblem(node, MAX_REGEX_SUBJECT, MAX_STEPS);
  if (problem !== undefined) return { unsafe: problem };
  const literal = flags.includes('i') ? '' : requiredText(node);
  const run: TextTest = (text) => regex.test(text.length > MAX_REGEX_SUBJECT ? text.slice(0, MAX_REGEX_SUBJECT) : text);
  return { test: literal.length < 2 ? run : (text) => text.includes(literal) && run(text) };
}

/** The longest text that every match contains, '' where there is none. */
function requiredText(node: RegexNode): string {
  if (node.kind !== 'sequence') return '';
  let longest = '';
  let run = '';
  for (const child of node.nodes) {
    const char = child.kind === 'chars' ? onlyChar(child.set) : undefined;
    if (child.kind !== 'assertion') run = char === undefined ? requiredText(child) : run + char;
    if (run.length > longest.length) longest = run;
    if (char === undefined && child.kind !== 'assertion') run = '';
  }
  return longest;
}
