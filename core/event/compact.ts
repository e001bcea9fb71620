import type { LogEvent } from '../contract/event.js';
import { LF } from './ascii.js';
import { Block } from './block.js';
import { admit, LineEvent, viewOf } from './line-event.js';

/** The same events, in one block of their own that is just large enough: for a few events that wait longer than their batch. */
export function compact(events: readonly LogEvent[]): LogEvent[] {
  const bytes = Buffer.allocUnsafeSlow(events.reduce((sum, event) => sum + event.byteLength + 1, 0));
  const block = new Block(bytes);
  let at = 0;
  return events.map((event) => {
    const { block: from, start, end, isJson, provenance, place, class: eventClass } = viewOf(event);
    const begin = at;
    at += from.bytes.copy(bytes, at, start, end);
    bytes[at++] = LF;
    return admit(new LineEvent(block, begin, at - 1, isJson, provenance, place, eventClass));
  });
}
