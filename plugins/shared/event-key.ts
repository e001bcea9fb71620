import { hash } from 'node:crypto';
import type { LogEvent } from '../../core/contract/event.js';

/** Longer keys are kept as their SHA-256, so that a map of keys is bounded by their number. */
const LONGEST = 256;

/**
 * The values of an event's fields as one string. Each value carries its type and length, so two different tuples never
 * share a key, whatever stands in them. A missing field has a key of its own, apart from `null` and ''.
 */
export function eventKey(event: LogEvent, fields: readonly string[]): string {
  let key = '';
  for (const field of fields) {
    const value = event.get(field);
    if (value === undefined) key += '-';
    else if (typeof value === 'string') key += `s${value.length}:${value}`;
    else {
      const text = JSON.stringify(value);
      key += `j${text.length}:${text}`;
    }
  }
  return key.length > LONGEST ? hash('sha256', key, 'base64') : key;
}
