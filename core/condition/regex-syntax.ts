import { ALL_CHARS, bothCases, charSet, complement, union, type CharSet } from './char-set.js';

/** A regular expression as a tree; `end` is the offset in the source behind the node. */
export type RegexNode =
  | { readonly kind: 'chars'; readonly set: CharSet; readonly end: number }
  | { readonly kind: 'assertion'; readonly place: Place; readonly end: number }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly RegexNode[]; readonly end: number }
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly min: number; readonly max: number; readonly lazy?: true; readonly end: number };

/** Where an assertion holds: at the ends of the text or of a line, at the edge of a word or anywhere else. */
export type Place = 'start' | 'end' | 'line_start' | 'line_end' | 'word_edge' | 'no_word_edge';

/** The syntax has what can't be bounded in time; the message names it. */
export class UnsafeSyntax extends Error {}

const one = (code: number): CharSet => [[code, code]];
const DIGITS: CharSet = [[0x30, 0x39]];
export const WORD = charSet([[0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a]]);
const SPACE = charSet([[9, 13], [0x20, 0x20], [0xa0, 0xa0], [0x1680, 0x1680], [0x2000, 0x200a], [0x2028, 0x2029], [0x202f, 0x202f], [0x205f, 0x205f], [0x3000, 0x3000], [0xfeff, 0xfeff]]);
export const LINE_ENDS = charSet([[10, 10], [13, 13], [0x2028, 0x2029]]);
const CLASSES: Readonly<Record<string, CharSet>> = {
  d: DIGITS, D: complement(DIGITS), w: WORD, W: complement(WORD), s: SPACE, S: complement(SPACE),
};
const CONTROLS: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13, '0': 0 };

/**
 * Reads the source of a regular expression that `new RegExp(source, flags)` has accepted (without the flags u and v).
 * Groups of every kind become their content. Throws `UnsafeSyntax` at look-around, back-references and inline flags.
 */
export function parseRegex(source: string, flags: string): RegexNode {
  const finish = (set: CharSet): CharSet => (flags.includes('i') ? bothCases(set) : set);
  const dot = flags.includes('s') ? ALL_CHARS : complement(LINE_ENDS);
  let at = 0;

  const take = (text: string): boolean => {
    if (!source.startsWith(text, at)) return false;
    at += text.length;
    return true;
  };

  function choice(): RegexNode {
    const nodes = [sequence()];
    while (take('|')) nodes.push(sequence());
    const [only] = nodes;
    return nodes.length === 1 && only !== undefined ? only : { kind: 'choice', nodes, end: at };
  }

  function sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (at < source.length && source[at] !== '|' && source[at] !== ')') nodes.push(quantified(atom()));
    return { kind: 'sequence', nodes, end: at };
  }

  function quantified(node: RegexNode): RegexNode {
    const [text, low, comma, high] = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(source.slice(at, at + 24)) ?? [];
    if (text === undefined) return node;
    at += text.length;
    const lazy = take('?');
    const [min, max] = text === '*' ? [0, Infinity] : text === '+' ? [1, Infinity] : text === '?' ? [0, 1]
      : [Number(low), comma === '' ? Number(low) : high === '' ? Infinity : Number(high)];
    return { kind: 'repeat', node, min, max, ...(lazy ? { lazy } : {}), end: at };
  }

  function atom(): RegexNode {
    const char = source.charAt(at++);
    if (char === '(') return group();
    if (char === '^') return { kind: 'assertion', place: flags.includes('m') ? 'line_start' : 'start', end: at };
    if (char === '$') return { kind: 'assertion', place: flags.includes('m') ? 'line_end' : 'end', end: at };
    if (char === '.') return { kind: 'chars', set: dot, end: at };
    if (char === '[') return bracket();
    if (char !== '\\') return { kind: 'chars', set: finish(one(char.charCodeAt(0))), end: at };
    const next = source.charAt(at);
    if (next === 'b' || next === 'B') {
      at++;
      return { kind: 'assertion', place: next === 'b' ? 'word_edge' : 'no_word_edge', end: at };
    }
    if (/[1-9]/.test(next) || source.startsWith('k<', at)) throw new UnsafeSyntax('a back-reference');
    const set = finish(escape());
    return { kind: 'chars', set, end: at };
  }

  function group(): RegexNode {
    if (take('?=') || take('?!') || take('?<=') || take('?<!')) throw new UnsafeSyntax('look-around');
    if (take('?<')) at = source.indexOf('>', at) + 1;
    else if (source[at] === '?' && !take('?:')) throw new UnsafeSyntax('inline flags');
    const node = choice();
    at++;
    return { ...node, end: at };
  }

  function bracket(): RegexNode {
    const negated = take('^');
    const sets: CharSet[] = [];
    while (source[at] !== ']') {
      const low = member();
      if (source[at] === '-' && source[at + 1] !== ']') {
        at++;
        const high = member();
        const [first] = low;
        const last = high.at(-1);
        if (first !== undefined && last !== undefined && isSingle(low) && isSingle(high)) sets.push([[first[0], last[1]]]);
        else sets.push(low, one(0x2d), high);
      } else {
        sets.push(low);
      }
    }
    at++;
    // Case is folded before the set is turned round: `[^a]` with the flag i leaves out both a and A.
    const set = finish(union(sets));
    return { kind: 'chars', set: negated ? complement(set) : set, end: at };
  }

  function member(): CharSet {
    const char = source.charAt(at++);
    if (char !== '\\') return one(char.charCodeAt(0));
    return take('b') ? one(8) : escape();
  }

  /** What follows a backslash that has been taken. */
  function escape(): CharSet {
    const [text = '', octal, hex, unicode] = /^(?:([0-3][0-7]{0,2}|[4-7][0-7]?)|x([\da-f]{2})|u([\da-f]{4}))/i.exec(source.slice(at, at + 5)) ?? [];
    if (text !== '') {
      at += text.length;
      return one(octal === undefined ? Number.parseInt(hex ?? unicode ?? '', 16) : Number.parseInt(octal, 8));
    }
    if (source[at] === 'c' && /[a-z]/i.test(source.charAt(at + 1))) {
      at += 2;
      return one(source.charCodeAt(at - 1) % 32);
    }
    // A backslash before a lone c is itself, and the c stays.
    if (source[at] === 'c') return one(0x5c);
    const char = source.charAt(at++);
    return CLASSES[char] ?? one(CONTROLS[char] ?? char.charCodeAt(0));
  }

  return choice();
}

function isSingle(set: CharSet): boolean {
  const [range] = set;
  return set.length === 1 && range !== undefined && range[0] === range[1];
}
