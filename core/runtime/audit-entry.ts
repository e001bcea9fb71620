import type { AuditSettings } from '../../schemas/audit.js';
import type { AuditEntry } from '../audit/record.js';
import { TAG_FIELD } from '../classify/tag.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonObject } from '../contract/json.js';
import { parseToken } from '../redact/sealed-token.js';
import { subjectIn } from '../redact/sealing.js';

/** Fields that have a place of their own in a record. */
const PLACED = ['event', 'outcome', 'actor', 'target'] as const;
const OUTCOMES: ReadonlySet<unknown> = new Set(['success', 'failure', 'unknown']);
/** Records of the log about itself begin like this: an event cannot pass for one. */
const OWN = /^(?:audit|hushpipe)\./;

/**
 * An event as a record of the audit log. What is said of a person goes apart, to be sealed; where nobody is named, for a person who is not
 * known. `subjectOf` gives the person of a key, where redaction has sealed the name.
 */
export function auditEntryOf(event: LogEvent, { subject }: Pick<AuditSettings, 'subject'>, subjectOf: (key: string) => string | undefined): AuditEntry {
  const fields = fieldsAt(event, subject.fields);
  const open = Object.keys(fields).length === 0 ? event : event.with(Object.fromEntries(subject.fields.map((path) => [path, undefined])));
  const { attributes, message, level, logger, traceId } = open;
  const title = [open.get('event'), open.get('event.action'), open.get('event.name'), open.get(TAG_FIELD), message].find((value): value is string => typeof value === 'string' && value !== '') ?? 'event';
  const outcome = [open.get('outcome'), open.get('event.outcome')].find((value) => OUTCOMES.has(value)) as AuditEntry['outcome'];
  const actor = open.get('actor') ?? open.get('user');
  const target = open.get('target');
  const rest = Object.entries(attributes).filter(([key, value]) => !PLACED.includes(key as (typeof PLACED)[number]) || (key === 'event' && typeof value !== 'string') || (key === 'outcome' && value !== outcome));
  const data: JsonObject = { message, level, ...(logger === undefined ? {} : { logger }), ...Object.fromEntries(rest) };
  return {
    event: OWN.test(title) ? `app.${title}` : title,
    time: event.time,
    source: event.source,
    data,
    ...(outcome === undefined ? {} : { outcome }),
    ...(actor === undefined ? {} : { actor }),
    ...(target === undefined ? {} : { target }),
    ...(traceId === undefined ? {} : { trace: traceId }),
    ...(Object.keys(fields).length === 0 ? {} : { subject: { id: nameIn(event, subject.id, subjectOf), fields } }),
  };
}

function fieldsAt(event: LogEvent, paths: readonly string[]): JsonObject {
  return Object.fromEntries(paths.flatMap((path) => {
    const value = event.get(path);
    return value === undefined ? [] : [[path, value]];
  }));
}

function nameIn(event: LogEvent, paths: string | readonly string[], subjectOf: (key: string) => string | undefined): string {
  const id = fieldsOf(paths).map((path) => subjectIn(event.get(path))).find((value) => value !== undefined) ?? '';
  const token = parseToken(id);
  if (token !== undefined) return subjectOf(token.key) ?? UNKNOWN;
  // A mask is the same for everybody: whoever has one would be erased with all others.
  return id === '' || id.startsWith(MASK) ? UNKNOWN : id;
}

const UNKNOWN = 'unknown';
const MASK = '[REDACTED:';

/** A setting that states one field or several. */
export function fieldsOf(stated: string | readonly string[]): readonly string[] {
  return typeof stated === 'string' ? [stated] : stated;
}
