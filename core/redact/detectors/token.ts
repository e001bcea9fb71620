import { beginsToken, isAlphanumeric } from '../detector.js';
import type { Detector } from '../detector.js';
import { sampleText } from './sample.js';

/** A credential that is recognised by its form alone, mostly by its prefix. */
export interface TokenFormat {
  readonly name: string;
  /** Lower-case literals that begin it, or stand `before` characters after its beginning. */
  readonly anchors: readonly string[];
  /**
   * The whole token, from its first character. Every repeat is bounded and none is nested. A group marks the secret part,
   * which then ends the match.
   */
  readonly pattern: RegExp;
  readonly before?: number;
  /** In place of `before`: the token begins with the first of so many characters of [\w.-] that stand before the anchor. */
  readonly back?: number;
  /** It may follow a letter or digit: its prefix is unlikely enough by itself. */
  readonly glued?: boolean;
  readonly reference: string;
  readonly match: readonly string[];
  /** Beside these, the first anchor with too few characters after it must not be found. */
  readonly noMatch?: readonly string[];
}

/** A detector for a token of a fixed form, which no letter or digit may stand before unless it is `glued`. */
export function tokenDetector(format: TokenFormat): Detector {
  const pattern = new RegExp(format.pattern.source, `y${format.pattern.flags}`);
  const before = format.before ?? 0;
  return {
    name: format.name,
    group: 'secrets',
    anchors: format.anchors,
    reference: format.reference,
    expression: format.pattern,
    examples: { match: format.match, noMatch: format.noMatch ?? [`${format.anchors[0] ?? ''}${sampleText(3)}`] },
    find(text, at) {
      const begin = format.back === undefined ? at - before : wordStart(text, at, format.back);
      if (begin < 0 || (format.glued !== true && !beginsToken(text, begin))) return undefined;
      pattern.lastIndex = begin;
      const found = pattern.exec(text);
      if (found === null) return undefined;
      const end = begin + found[0].length;
      // Formats grow: what goes on after the stated length belongs to the token.
      return { start: found[1] === undefined ? begin : end - found[1].length, end: endOfRun(text, end) };
    },
  };
}

function wordStart(text: string, from: number, most: number): number {
  let start = from;
  while (start > 0 && from - start < most && isWordPart(text.charCodeAt(start - 1))) start--;
  // `\nsc_...`: the letter belongs to the escape.
  return text.charCodeAt(start - 1) === 0x5c && 'bfnrt'.includes(text.charAt(start)) ? start + 1 : start;
}

function isWordPart(code: number): boolean {
  return isAlphanumeric(code) || code === 0x5f || code === 0x2d || code === 0x2e;
}

const LONGEST_TAIL = 512;

function endOfRun(text: string, from: number): number {
  const limit = Math.min(text.length, from + LONGEST_TAIL);
  let end = from;
  while (end < limit && isAlphanumeric(text.charCodeAt(end))) end++;
  return end;
}
