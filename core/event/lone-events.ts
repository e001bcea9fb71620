import { createHash } from 'node:crypto';
import type { LogEvent, Resource } from '../contract/event.js';
import { Block } from './block.js';
import { admit, LineEvent } from './line-event.js';
import type { Provenance } from './provenance.js';
import { MALFORMED, scanObject } from './scan.js';
import { Tape } from './tape.js';

/** A line as text or bytes, JSON or not, or an object to be written as a JSON line. */
export type EventInput = string | Uint8Array | object;

export interface LoneEventsOptions {
  /** Instance id of the source they are said to come from. */
  readonly source: string;
  readonly resource?: Resource;
  /** Time of events that state none, in epoch milliseconds. */
  readonly arrival: number;
  /** What their ids begin with; without it, a digest of what is given. */
  readonly idPrefix?: string;
}

/**
 * Events that no source brought, each a view over its line. They are taken as redacted: what is given must hold no secret, or go nowhere.
 * The same inputs have the same ids, other inputs other ones, unless the ids are said to begin otherwise.
 */
export function loneEvents(inputs: readonly EventInput[], options: LoneEventsOptions): readonly LogEvent[] {
  const lines = inputs.map((input) => (input instanceof Uint8Array ? Buffer.from(input) : Buffer.from(typeof input === 'string' ? input : JSON.stringify(input))));
  const bytes = Buffer.concat(lines.flatMap((line) => [line, LINE_FEED]));
  const block = new Block(bytes);
  const provenance: Provenance = {
    source: options.source,
    resource: options.resource ?? {},
    arrival: options.arrival,
    origin: undefined,
    idPrefix: options.idPrefix ?? `${createHash('sha256').update(bytes).digest('base64url').slice(0, 12)}-`,
    guard: (_path, value) => value,
    multiline: true,
  };
  const scratch = new Tape(256);
  let start = 0;
  return lines.map((line) => {
    const from = start;
    const end = from + line.length;
    start = end + 1;
    scratch.used = 0;
    return admit(new LineEvent(block, from, end, scanObject(bytes, from, end, scratch) !== MALFORMED, provenance, from, 'normal'));
  });
}

const LINE_FEED = Uint8Array.of(0x0a);
