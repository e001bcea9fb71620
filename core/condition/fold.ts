const SLOTS = 8;
const texts: string[] = Array.from({ length: SLOTS }, () => '');
const folded: string[] = Array.from({ length: SLOTS }, () => '');
const NOT_LATIN = /[^\u0000-\u00ff]/;
const EACH_NOT_ASCII = /[^\u0000-\u007f]/g;

/**
 * The text in lower case, as all comparisons without `cased` see it: character by character, so that a part of a text
 * folds to that part of the folded text, and nothing but ASCII becomes ASCII. Remembers a few results, so that ten
 * conditions on one field of one event fold it once.
 */
export function fold(text: string): string {
  const slot = text.length % SLOTS;
  if (texts[slot] === text) return folded[slot] as string;
  const lower = NOT_LATIN.test(text) ? foldAll(text) : text.toLowerCase();
  if (text.length <= 8192) {
    texts[slot] = text;
    folded[slot] = lower;
  }
  return lower;
}

/** Beyond Latin-1, lower case depends on what stands beside (a final sigma), may be longer (a dotted I), or be ASCII (the Kelvin sign). */
function foldAll(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).replace(EACH_NOT_ASCII, (char) => {
    const lower = char.toLowerCase();
    return lower.length === 1 && lower > '\u007f' ? lower : char;
  });
}
