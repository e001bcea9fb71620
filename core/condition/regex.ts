import { fold } from './fold.js';
import type { TextTest } from './pattern.js';
import { foreignSyntax } from './regex-dialect.js';
import { regexProblem } from './regex-graph.js';
import { leastLength, literalsInOrder, requiredLiterals } from './regex-literals.js';
import { compileMachine } from './regex-machine.js';
import { parseRegex, UnsafeSyntax, type RegexNode } from './regex-syntax.js';

/** Longest text, in UTF-16 units, that a regular expression is run over; what is behind it is not looked at. */
export const MAX_REGEX_SUBJECT = 8192;
const MAX_SOURCE = 2048;
/** A little above the square of the longest subject: some tenths of a second for a text made for it, microseconds for others. */
const MAX_STEPS = 1e8;

/**
 * What becomes of an expression that V8's engine, which backtracks, could take too long for. `refuse` it; run it as
 * `linear`, in a slower engine that follows all ways at once; or `unsafe`: run it all the same.
 */
export type RegexPolicy = 'refuse' | 'linear' | 'unsafe';

export type RegexResult =
  /** Texts without one of the `literals`, which are folded, cannot match. */
  | { readonly test: TextTest; readonly literals: readonly string[] | undefined }
  | { readonly invalid: string }
  | { readonly unsafe: string };

/**
 * Makes a test that looks for the expression anywhere in a text. What could take more than quadratic time in the text is
 * refused, unless `policy` says otherwise: look-around, back-references, nested and overlapping unbounded repeats.
 * Flags are some of i, m and s; other dialects' way of writing them, a leading `(?i)`, is understood too.
 */
export function compileRegex(source: string, givenFlags: string, policy: RegexPolicy = 'refuse'): RegexResult {
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
  const foreign = foreignSyntax(searched);
  if (foreign !== undefined) return { invalid: foreign };
  const run: TextTest = (text) => regex.test(text);
  let node: RegexNode;
  try {
    node = parseRegex(searched, flags);
  } catch (error) {
    if (!(error instanceof UnsafeSyntax)) throw error;
    return policy === 'unsafe' ? { test: capped(run), literals: undefined } : { unsafe: error.message };
  }
  const problem = policy === 'unsafe' ? undefined : regexProblem(node, MAX_REGEX_SUBJECT, MAX_STEPS);
  const engine = problem === undefined ? run : policy === 'linear' ? compileMachine(node) : undefined;
  if (engine === undefined) return { unsafe: problem ?? '' };
  const literals = requiredLiterals(node, true);
  return { test: behindLiteral(node, flags.includes('i'), literals, capped(engine)), literals: literals?.map(fold) };
}

function capped(test: TextTest): TextTest {
  return (text) => test(text.length > MAX_REGEX_SUBJECT ? text.slice(0, MAX_REGEX_SUBJECT) : text);
}

/** The test, run only over texts that are long enough and hold what every match does. */
function behindLiteral(node: RegexNode, ignoresCase: boolean, folded: readonly string[] | undefined, test: TextTest): TextTest {
  const least = leastLength(node);
  const inOrder = literalsInOrder(node, ignoresCase);
  const oneOf = inOrder.length > 0 ? [] : (ignoresCase ? folded : requiredLiterals(node, false)) ?? [];
  const holds: TextTest = (text) => holdInOrder(text, inOrder) && (oneOf.length === 0 || oneOf.some((literal) => text.includes(literal)));
  if (inOrder.length === 0 && oneOf.length === 0) return (text) => text.length >= least && test(text);
  return ignoresCase ? (text) => text.length >= least && holds(fold(text)) && test(text) : (text) => text.length >= least && holds(text) && test(text);
}

function holdInOrder(text: string, literals: readonly string[]): boolean {
  let from = 0;
  for (const literal of literals) {
    const at = text.indexOf(literal, from);
    if (at < 0) return false;
    from = at + literal.length;
  }
  return true;
}
