import type { EventClass } from '../contract/event.js';
import type { JsonObject } from '../contract/json.js';
import type { KeyFilter } from '../event/key-filter.js';
import { LineEvent, viewOf } from '../event/line-event.js';
import { LineRedactor } from './line-redactor.js';
import type { RedactionReport, Redactor } from './redactor.js';
import { RedactionCounts } from './report.js';
import type { RedactionScope } from './rules.js';

/** Redacts the events of one source: the rules for all, then those of each scope that it is in. */
export interface EventRedactor {
  /** For the scan of JSON lines. */
  readonly names: KeyFilter;
  readonly look: LineRedactor['look'];
  redact(event: LineEvent): LineEvent;
}

export interface EventRedactorOptions {
  /** Undefined where the config allows events to pass. */
  readonly redactor: Redactor | undefined;
  /** Those of this source. */
  readonly scopes: readonly RedactionScope[];
  /** Whether each JSON event is to say which rules it was redacted by, and how often each found something. */
  readonly stamp: boolean;
  readonly report: RedactionReport;
}

/** Undefined where there is nothing to do. */
export function createEventRedactor({ redactor, scopes, stamp, report }: EventRedactorOptions): EventRedactor | undefined {
  if (scopes.length === 0 && !stamp) return redactor === undefined ? undefined : new LineRedactor(redactor, report);
  const counts = stamp ? new CountsOfEvent(report) : undefined;
  const base = redactor === undefined ? undefined : new LineRedactor(redactor, counts ?? report);
  const further = scopes.map(({ redactor: rules, classes }) => ({ lines: new LineRedactor(rules, counts ?? report), classes }));
  const first = base ?? further[0]?.lines;
  if (first === undefined) return undefined;
  const { names, look } = first;
  const rules = redactor?.hash ?? '';
  return {
    names,
    look,
    redact(event) {
      const eventClass: EventClass = event.class;
      let result = base?.redact(event) ?? event;
      for (const { lines, classes } of further) if (classes === undefined || classes.has(eventClass)) result = lines.redact(unscanned(result));
      return counts === undefined ? result : stamped(result, rules, counts.take());
    },
  };
}

/** Counts for one event, and passes on what it counts. */
class CountsOfEvent implements RedactionReport {
  readonly #report: RedactionReport;
  #counts = new RedactionCounts();

  constructor(report: RedactionReport) {
    this.#report = report;
  }

  count(rule: string): void {
    this.#report.count(rule);
    this.#counts.count(rule);
  }

  take(): RedactionCounts {
    const counts = this.#counts;
    if (counts.total > 0) this.#counts = new RedactionCounts();
    return counts;
  }
}

/** The same line, to be scanned anew: what one set of rules looks for in names is not what another does. */
function unscanned({ block, start, end, isJson, provenance, place, class: eventClass }: LineEvent): LineEvent {
  return new LineEvent(block, start, end, isJson, provenance, place, eventClass);
}

function stamped(event: LineEvent, rules: string, counts: RedactionCounts): LineEvent {
  if (!event.isJson) return event;
  const redaction: JsonObject = { rules, counts: Object.fromEntries(counts.entries()) };
  return viewOf(event.with({ redaction }));
}
