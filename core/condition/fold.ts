const SLOTS = 8;
const texts: string[] = Array.from({ length: SLOTS }, () => '');
const folded: string[] = Array.from({ length: SLOTS }, () => '');

/**
 * The text in lower case, as all comparisons without `cased` see it. Remembers a few results, so that ten conditions on
 * one field of one event fold it once.
 */
export function fold(text: string): string {
  const slot = text.length % SLOTS;
  if (texts[slot] === text) return folded[slot] as string;
  const lower = text.toLowerCase();
  if (text.length <= 8192) {
    texts[slot] = text;
    folded[slot] = lower;
  }
  return lower;
}
