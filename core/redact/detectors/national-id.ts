import { beginsToken, isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';

/** A number that a state gives to a person. Alone it looks like any other, so a word beside it must say what it is. */
export interface NationalId {
  readonly name: string;
  /** Lower-case literals: what it is called. */
  readonly words: readonly string[];
  /** The whole number; repeats are bounded. Case does not matter. */
  readonly form: RegExp;
  /** Whether check digits and dates within it are right; it comes in capitals, without what parts its groups. */
  readonly valid: (id: string) => boolean;
  readonly sample: string;
  readonly wrong: string;
  readonly reference: string;
}

const REACH = 40;
const LONGEST = 24;

/** Looks for the number behind the word, then before it. */
export function nationalIdDetector({ name, words, form, valid, sample, wrong, reference }: NationalId): Detector {
  const pattern = new RegExp(`(?<![A-Za-z0-9]|\\d[.-])(?:${form.source})(?![A-Za-z0-9]|[.-]\\d)`, 'gi');

  function within(text: string, from: number, to: number): Finding | undefined {
    const window = text.slice(from, to);
    pattern.lastIndex = 0;
    for (let found = pattern.exec(window); found !== null; found = pattern.exec(window)) {
      const start = from + found.index;
      if (valid(found[0].replace(/[^A-Za-z0-9]/g, '').toUpperCase())) return { start, end: start + found[0].length };
    }
    return undefined;
  }

  return {
    name,
    group: 'personal',
    anchors: words,
    reference,
    examples: { match: [`${words[0]}: ${sample}`], noMatch: [`${words[0]}: ${wrong}`, `count ${sample}`] },
    find(text, at) {
      // Within a longer word it is another word.
      if (isAlphanumeric(text.charCodeAt(at)) && !beginsToken(text, at)) return undefined;
      return within(text, at, Math.min(text.length, at + REACH + LONGEST)) ?? within(text, Math.max(0, at - REACH), at);
    },
  };
}
