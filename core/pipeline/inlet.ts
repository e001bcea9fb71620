import { createHash } from 'node:crypto';
import type { Codec } from '../codec/codec.js';
import type { Clock, Random } from '../contract/clock.js';
import type { EventClass, LogEvent, Origin, Resource } from '../contract/event.js';
import type { RawBatch } from '../contract/plugin.js';
import { arena } from '../event/arena.js';
import { Block } from '../event/block.js';
import { admit, LineEvent } from '../event/line-event.js';
import type { ChangeGuard, Provenance } from '../event/provenance.js';
import { scanObject } from '../event/scan.js';
import type { LineRedactor } from '../redact/line-redactor.js';
import { forEachRecord } from './records.js';
import type { Tally } from './tally.js';

/** `json`, `text` and `auto` are read as bytes; the other codecs turn text into JSON. */
export type Decoder = Codec | 'json' | 'text' | 'auto';

export interface InletOptions {
  /** Instance id of the source. */
  readonly id: string;
  readonly decoder: Decoder;
  /** Without one, the config has said `allow_unredacted`. */
  readonly redactor: LineRedactor | undefined;
  readonly guard: ChangeGuard;
  /** Decides an event's class, before redaction; undefined where all are normal. */
  readonly classify: ((event: LineEvent) => EventClass) | undefined;
  /** Leaves events out before they are redacted, where what it asks cannot be changed by redaction; the cheapest place to drop. */
  readonly discard: ((event: LineEvent) => boolean) | undefined;
  readonly resource: Resource;
  readonly multiline: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
}

const OPEN_BRACE = 0x7b;

/**
 * The way in: records of one source become events. Decodes, classifies and redacts in one synchronous pass; what it returns is the
 * first thing that anybody else can see. Nothing is lost here: a record that its codec does not understand becomes text.
 */
export class Inlet {
  readonly #options: InletOptions;
  #originKey = '';
  #originPrefix = '';

  constructor(options: InletOptions) {
    this.#options = options;
  }

  admit(batch: RawBatch): LogEvent[] {
    const { redactor, classify, discard, tally } = this.#options;
    const bytes = Buffer.isBuffer(batch.bytes) ? batch.bytes : Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
    const block = new Block(bytes);
    const provenance = this.#provenance(batch);
    const offset = batch.origin?.offset ?? 0;
    const events: LogEvent[] = [];
    let records = 0;
    const empty = forEachRecord(bytes, batch.ends, (start, end) => {
      records++;
      let event = this.#decode(block, start, end, provenance, offset + start);
      if (classify !== undefined) event = inClass(event, classify(event));
      if (discard?.(event) === true) return;
      events.push(admit(redactor === undefined ? event : redactor.redact(event)));
    });
    if (empty > 0) tally.count('empty_lines', empty);
    tally.eventsIn += records;
    tally.bytesIn += bytes.length;
    return events;
  }

  #decode(block: Block, start: number, end: number, provenance: Provenance, place: number): LineEvent {
    const { decoder } = this.#options;
    if (decoder === 'json' || (decoder === 'auto' && block.bytes[start] === OPEN_BRACE)) {
      return this.#json(block, start, end, provenance, place) ?? this.#malformed(block, start, end, provenance, place);
    }
    if (decoder === 'text' || decoder === 'auto') return new LineEvent(block, start, end, false, provenance, place, 'normal');
    const json = decoder.decode(block.bytes.toString('utf8', start, end));
    if (json === undefined) return this.#malformed(block, start, end, provenance, place);
    const most = json.length * 3;
    arena.begin(most);
    arena.text(json);
    const lineStart = arena.end();
    const event = this.#json(arena.block, lineStart, arena.at - 1, provenance, place);
    if (event === undefined) return this.#malformed(block, start, end, provenance, place);
    // The record as it came must not live on beside what is made of it.
    block.bytes.fill(0x2a, start, end);
    return event;
  }

  #json(block: Block, start: number, end: number, provenance: Provenance, place: number): LineEvent | undefined {
    const { tape } = block;
    const from = tape.used;
    const flags = scanObject(block.bytes, start, end, tape, this.#options.redactor?.names);
    if (flags < 0) return undefined;
    return new LineEvent(block, start, end, true, provenance, place, 'normal', from, tape.used, flags);
  }

  #malformed(block: Block, start: number, end: number, provenance: Provenance, place: number): LineEvent {
    this.#options.tally.record('malformed');
    return new LineEvent(block, start, end, false, provenance, place, 'normal');
  }

  #provenance({ origin }: RawBatch): Provenance {
    const { id, resource, guard, multiline, clock } = this.#options;
    return { source: id, resource, arrival: clock.now(), origin, idPrefix: this.#idPrefix(origin), guard, multiline };
  }

  /** Of a stated origin: a hash, so that the same place in the same stream has the same ids. Else new for each batch. */
  #idPrefix(origin: Origin | undefined): string {
    if (origin === undefined) {
      const draw = (): string => Math.floor(this.#options.random() * 2 ** 48).toString(36).padStart(10, '0');
      return `${draw()}${draw()}-`;
    }
    if (origin.key !== this.#originKey) {
      this.#originKey = origin.key;
      this.#originPrefix = `${createHash('sha256').update(`${this.#options.id}\n${origin.key}`).digest('base64url').slice(0, 16)}-`;
    }
    return this.#originPrefix;
  }
}

/** A class may be raised, never lowered. */
function inClass(event: LineEvent, eventClass: EventClass): LineEvent {
  return eventClass === 'normal' || eventClass === event.class ? event : event.inClass(eventClass);
}
