import { AnchorSearch } from './anchor-search.js';
import type { RedactionReport, Redactor } from './redactor.js';

/** Names come again and again: of so many it is kept whether one of them is of interest. */
const MOST_NAMES = 1000;
/** In UTF-16 units. What is known by the name beside it is a key or an id, and short. */
const LONGEST = 4096;

/**
 * Some credentials look like anything else, and only what stands beside them says what they are: `"aws_key": "..."` in a text. Of
 * a member of an object that is its name, so the two are looked at as such a text.
 */
export function createNamedText(text: Redactor['text'], words: () => readonly string[]): Redactor['named'] {
  let search: AnchorSearch | undefined;
  const known = new Map<string, boolean>();

  function holdsWord(name: string): boolean {
    const bytes = Buffer.from(name);
    search ??= new AnchorSearch(words());
    return search.occurs({ bytes, kernel: undefined }, 0, bytes.length);
  }

  function isOfInterest(name: string): boolean {
    let holds = known.get(name);
    if (holds === undefined) {
      holds = holdsWord(name);
      if (known.size >= MOST_NAMES) known.clear();
      known.set(name, holds);
    }
    return holds;
  }

  return (name, value, report, secretsOnly) => {
    if (value.length > LONGEST || !isOfInterest(name)) return undefined;
    const lead = `"${name}":"`;
    const findings = new Findings(lead.length);
    const whole = text(`${lead}${value}"`, findings, secretsOnly);
    if (whole === undefined || !whole.startsWith(lead) || !whole.endsWith('"')) return undefined;
    const redacted = whole.slice(lead.length, -1);
    if (redacted === value) return undefined;
    if (report !== undefined) findings.tell(report);
    return redacted;
  };
}

/** What was found, until it is known that it is in the value. */
class Findings implements RedactionReport {
  readonly #lead: number;
  readonly #found: { readonly rule: string; readonly start: number; readonly end: number }[] = [];

  constructor(lead: number) {
    this.#lead = lead;
  }

  count(rule: string): void {
    this.found(rule, this.#lead, this.#lead);
  }

  found(rule: string, start: number, end: number): void {
    this.#found.push({ rule, start: start - this.#lead, end: end - this.#lead });
  }

  tell(report: RedactionReport): void {
    for (const { rule, start, end } of this.#found) {
      if (report.found === undefined) report.count(rule);
      else report.found(rule, start, end);
    }
  }
}
