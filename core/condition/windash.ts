import type { Pattern } from './pattern.js';

const DASHES = ['-', '/', '\u2013', '\u2014', '\u2015'];
/** A dash or slash that begins a word: `-enc`, not `a-b`. */
const OPTION = /\B[-/]\b/;

/** The pattern with each dash that begins an option as each of the characters that Windows takes for it; undefined where these are more than `most`. */
export function dashVariants(pattern: Pattern, most: number): readonly Pattern[] | undefined {
  let variants: Pattern[] = [[]];
  for (const part of pattern) {
    const texts = typeof part === 'string' ? textVariants(part, most) : [part];
    if (texts === undefined || variants.length * texts.length > most) return undefined;
    variants = variants.flatMap((variant) => texts.map((text) => [...variant, text]));
  }
  return variants;
}

function textVariants(text: string, most: number): readonly string[] | undefined {
  const pieces = text.split(new RegExp(OPTION, 'g'));
  if (DASHES.length ** (pieces.length - 1) > most) return undefined;
  const [first = '', ...rest] = pieces;
  return rest.reduce<readonly string[]>((heads, piece) => heads.flatMap((head) => DASHES.map((dash) => head + dash + piece)), [first]);
}
