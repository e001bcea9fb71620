import type { Condition } from '../condition/condition.js';
import { EVENT_CLASSES, type EventClass, type FieldChanges } from '../contract/event.js';
import type { LineEvent } from '../event/line-event.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { EVENT_NAMES } from './ecs.js';
import { owaspMeaning } from './owasp.js';
import { TAG_FIELD } from './tag.js';

/** A rule of the config: events that meet the condition have at least this class, and the tag where there is one. */
export interface ClassRule {
  readonly condition: Condition;
  readonly eventClass: EventClass;
  readonly tag: string | undefined;
}

/** What an event is found to be. */
export interface Classification {
  readonly eventClass: EventClass;
  /** What is to be written into the event once it is redacted: its tag, or that it has none, though it says so. */
  readonly changes: FieldChanges | undefined;
}

export interface ClassifierOptions {
  /** Whether it is known who sends; otherwise nothing that is sent makes more than `security`. */
  readonly mayAudit: boolean;
  readonly isSyslog: boolean;
  /** What all its events are at least. */
  readonly least?: EventClass;
}

/** Syslog's facilities for security and authorization: https://www.rfc-editor.org/rfc/rfc5424#section-6.2.1 */
const FACILITIES: ReadonlySet<unknown> = new Set(['auth', 'authpriv', 'audit', 'alert']);
const UNTAGGED: readonly Classification[] = EVENT_CLASSES.map((eventClass) => ({ eventClass, changes: undefined }));
const NO_TAG: FieldChanges = Object.freeze({ [TAG_FIELD]: undefined });

/**
 * Decides what an event is before it is redacted. Its class is the highest of all rules, of its name where that is of OWASP's
 * vocabulary, and of its syslog facility. Its tag is that of the highest rule that matches and states one, and of equals the first.
 */
export function createClassifier(rules: readonly ClassRule[], { mayAudit, isSyslog, least = 'normal' }: ClassifierOptions): (event: LineEvent) => Classification {
  const lowest = EVENT_CLASSES.indexOf(least);
  const ranked = rules
    .map(({ condition, eventClass, tag }) => ({
      condition,
      rank: EVENT_CLASSES.indexOf(eventClass === 'audit' && !mayAudit ? 'security' : eventClass),
      changes: tag === undefined ? undefined : Object.freeze({ [TAG_FIELD]: tag }),
    }))
    .filter(({ rank, changes }) => rank > lowest || changes !== undefined)
    .sort((a, b) => b.rank - a.rank);
  const givesTags = ranked.some(({ changes }) => changes !== undefined);
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
    let rank = lowest;
    let changes: FieldChanges | undefined;
    for (const rule of ranked) {
      const raises = rule.rank > rank;
      if ((!raises && (rule.changes === undefined || changes !== undefined)) || !rule.condition.matches(event)) continue;
      if (raises) rank = rule.rank;
      changes ??= rule.changes;
    }
    if (rank === 0 && byContent(event)) rank = EVENT_CLASSES.indexOf('security');
    if (givesTags && changes === undefined && event.isJson && event.get(TAG_FIELD) !== undefined) changes = NO_TAG;
    const untagged = UNTAGGED[rank] as Classification;
    return changes === undefined ? untagged : { eventClass: untagged.eventClass, changes };
  };
}
