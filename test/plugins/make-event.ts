import type { EventClass, FieldChanges, LogEvent } from '../../core/contract/event.js';
import { admit, viewOf } from '../../core/event/line-event.js';
import { makeEvents } from '../../core/testing/make-events.js';

/** One event of these fields, as a JSON line. */
export function makeEvent(fields: object = {}, eventClass: EventClass = 'normal'): LogEvent {
  const [event] = makeEvents([fields]) as readonly [LogEvent];
  return eventClass === 'normal' ? event : admit(viewOf(event).inClass(eventClass));
}

/** Notes what is given to the event's `with`. */
export function noteChanges(event: LogEvent, seen: FieldChanges[]): LogEvent {
  const original = event.with.bind(event);
  return Object.defineProperty(event, 'with', { value: (changes: FieldChanges) => (seen.push(changes), original(changes)) });
}
