import type { EventClass, LogEvent, Resource } from '../contract/event.js';
import { LF } from './ascii.js';
import { Block } from './block.js';
import { admit, LineEvent, viewOf } from './line-event.js';
import type { ChangeGuard, Provenance } from './provenance.js';

/** What stands before the lines of a packed batch, as JSON. */
interface Header {
  readonly from: readonly { readonly source: string; readonly arrival: number; readonly prefix: string; readonly multiline: boolean; readonly resource: Resource }[];
  /** For each event: index into `from`, place, bytes, whether it is JSON, class. */
  readonly events: readonly (readonly [from: number, place: number, bytes: number, json: 0 | 1, eventClass: EventClass])[];
}

const LINE_FEED = Buffer.of(LF);
/** The header's length, big-endian. */
const LENGTH_BYTES = 4;

/** Redacted events as bytes, for the disk: the length of a JSON header in four bytes, the header, the lines. */
export function packEvents(events: readonly LogEvent[]): Buffer {
  const provenances = new Map<Provenance, number>();
  const entries: Header['events'][number][] = [];
  const lines: Buffer[] = [];
  for (const event of events) {
    const view = viewOf(event);
    const index = provenances.get(view.provenance) ?? provenances.size;
    provenances.set(view.provenance, index);
    entries.push([index, view.place, view.byteLength, view.isJson ? 1 : 0, view.class]);
    lines.push(view.block.bytes.subarray(view.start, view.end), LINE_FEED);
  }
  const from = [...provenances.keys()].map(({ source, arrival, idPrefix, multiline, resource }) => ({ source, arrival, prefix: idPrefix, multiline, resource }));
  const header = Buffer.from(JSON.stringify({ from, events: entries } satisfies Header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(header.length);
  return Buffer.concat([length, header, ...lines]);
}

/** The events that `packEvents` packed, with the same ids. Throws on bytes that it did not write. */
export function unpackEvents(packed: Buffer, guard: ChangeGuard): LogEvent[] {
  const headerEnd = LENGTH_BYTES + packed.readUInt32BE(0);
  const header = JSON.parse(packed.toString('utf8', LENGTH_BYTES, headerEnd)) as Header;
  const provenances = header.from.map(({ source, arrival, prefix, multiline, resource }): Provenance => ({ source, arrival, origin: undefined, idPrefix: prefix, multiline, resource, guard }));
  const block = new Block(packed.subarray(headerEnd));
  let start = 0;
  return header.events.map(([from, place, bytes, json, eventClass]) => {
    const provenance = provenances[from];
    const end = start + bytes;
    if (provenance === undefined || block.bytes[end] !== LF) throw new RangeError('a packed batch is cut short');
    const event = new LineEvent(block, start, end, json === 1, provenance, place, eventClass);
    start = end + 1;
    return admit(event);
  });
}
