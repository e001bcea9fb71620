import type { LogEvent } from '../contract/event.js';
import { Block } from './block.js';
import { admit, LineEvent, viewOf } from './line-event.js';

const LF = 0x0a;

/** The same events, in one block of their own that is just large enough: for a few events that wait longer than their batch. */
export function compact(events: readonly LogEvent[]): LogEvent[] {
  let size = 0;
  for (const event of events) size += event.byteLength + 1;
  const bytes = Buffer.allocUnsafeSlow(size);
  const block = new Block(bytes);
  let at = 0;
  return events.map((event) => {
    const view = viewOf(event);
    const start = at;
    at += view.block.bytes.copy(bytes, at, view.start, view.end);
    bytes[at++] = LF;
    return admit(new LineEvent(block, start, at - 1, view.isJson, view.provenance, view.place, view.class));
  });
}
