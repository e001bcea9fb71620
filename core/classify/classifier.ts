import type { Condition } from '../condition/condition.js';
import { EVENT_CLASSES, type EventClass } from '../contract/event.js';
import type { LineEvent } from '../event/line-event.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { EVENT_NAMES } from './ecs.js';
import { owaspMeaning } from './owasp.js';

/** A rule of the config: events that meet the condition have at least this class. */
export interface ClassRule {
  readonly condition: Condition;
  readonly eventClass: EventClass;
}

/** Syslog's facilities for security and authorization: https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
const FACILITIES: ReadonlySet<unknown> = new Set(['auth', 'authpriv', 'audit', 'alert']);

/**
 * Decides an event's class before it is redacted: the highest of all rules, of its name where that is of OWASP's vocabulary, and of
 * its syslog facility. `mayAudit`: whether it is known who sends; otherwise nothing that is sent makes more than `security`.
 */
export function createClassifier(rules: readonly ClassRule[], { mayAudit, isSyslog }: { readonly mayAudit: boolean; readonly isSyslog: boolean }): (event: LineEvent) => EventClass {
  const ranked = rules
    .map(({ condition, eventClass }) => ({ condition, eventClass: eventClass === 'audit' && !mayAudit ? 'security' as const : eventClass }))
    .map((rule) => ({ ...rule, rank: EVENT_CLASSES.indexOf(rule.eventClass) }))
    .sort((a, b) => b.rank - a.rank);
  // Most lines hold neither name: one native search for many lines says so. It stops at each first letter, of which an e would be many.
  const names = new NextOccurrence('vent');
  const facility = isSyslog ? new NextOccurrence('"facility":"a') : undefined;

  function byContent(event: LineEvent): boolean {
    if (!event.isJson) return false;
    const { block, start, end } = event;
    if (facility?.within(block, start, end) === true && FACILITIES.has(event.get('facility'))) return true;
    return names.within(block, start, end) && EVENT_NAMES.some((field) => {
      const name = event.get(field);
      return typeof name === 'string' && owaspMeaning(name) !== undefined;
    });
  }

  return (event) => {
    const rank = EVENT_CLASSES.indexOf(event.class);
    for (const rule of ranked) if (rule.rank > rank && rule.condition.matches(event)) return rule.eventClass;
    return event.class === 'normal' && byContent(event) ? 'security' : event.class;
  };
}
