import { isAlphanumeric } from '../detector.js';
import type { Detector, Finding } from '../detector.js';
import { placeholderEnd } from '../placeholder.js';
import { looksGenerated, looksTemplated } from '../strength.js';

/** A credential that has no form of its own: it is recognised by its length and alphabet behind the name of its service. */
export interface ServiceFormat {
  readonly name: string;
  /** Lower-case; one of them stands in the name of what holds the value: `DATADOG_API_KEY`, `"datadogToken"`. */
  readonly words: readonly string[];
  /** The whole value, from its first character; every repeat is bounded and none is nested. Case does not matter. */
  readonly value: RegExp;
  /** A value as an example. */
  readonly sample: string;
  /** Values may be words: the form alone tells. */
  readonly wordy?: boolean;
  readonly reference: string;
}

const LONGEST_NAME = 50;
/** What leads from a name to its value: marks that close it, an operator, marks that open the value. */
const LEAD = /(?:["'`\\\]]{0,4}|(?: string)?)[ \t]{0,4}(?:=>|:{1,3}=|[?.=]?=|:|>|,(?=[ \t]{0,4}["'`\\]))(?:[\s"'`=]|\\[nrt]?){0,12}/y;
/** Behind a name that ends in what the value is, a blank is enough. */
const BARE_LEAD = /["'`]?[ \t]{1,4}["'`]?(?=\w)/y;
const TELLING = /(?:key|pass|passw(?:or)?d|pwd?|token|secret)$/i;

/** End of the name that goes on at `at`; -1 where it goes on for too long. */
function nameEnd(text: string, at: number): number {
  let end = at;
  for (; end - at <= LONGEST_NAME; end++) {
    const code = text.charCodeAt(end);
    if (!isAlphanumeric(code) && code !== 0x5f && code !== 0x2d && code !== 0x2e) return end;
  }
  return -1;
}

/** A detector for a credential that its service's name leads to. */
export function serviceDetector({ name, words, value, sample, wordy = false, reference }: ServiceFormat): Detector {
  // What goes on is longer than the format says.
  const pattern = new RegExp(`(?:${value.source})(?![\\w-])`, 'iy');

  function find(text: string, at: number): Finding | undefined {
    const end = nameEnd(text, at);
    if (end < 0) return undefined;
    return findBehind(LEAD, text, end) ?? (TELLING.test(text.slice(at, end)) ? findBehind(BARE_LEAD, text, end) : undefined);
  }

  function findBehind(lead: RegExp, text: string, nameEnds: number): Finding | undefined {
    lead.lastIndex = nameEnds;
    if (!lead.test(text)) return undefined;
    const start = lead.lastIndex;
    pattern.lastIndex = start;
    if (!pattern.test(text)) return undefined;
    const end = pattern.lastIndex;
    if (placeholderEnd(text, start) > 0) return undefined;
    const found = text.slice(start, end);
    return (wordy ? !looksTemplated(found) : looksGenerated(found)) ? { start, end } : undefined;
  }

  const label = words[0] ?? name;
  return {
    name,
    group: 'secrets',
    anchors: words,
    reference,
    expression: new RegExp(`(?:${words.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')).join('|')})[\\w.-]{0,${LONGEST_NAME}}${LEAD.source}(?:${value.source})`, 'i'),
    examples: { match: [`${label}_token = "${sample}"`, `{"${label}Key":"${sample}"}`], noMatch: [`${label} = none`, `${label}_version: v2`, `see ${label}`] },
    find,
  };
}
