import { createHash } from 'node:crypto';
import type { Classification } from '../classify/classifier.js';
import type { Codec, CodecChoice } from '../codec/codec.js';
import { asBuffer } from '../codec/lines.js';
import type { Clock, Random } from '../contract/clock.js';
import { EVENT_CLASSES, type EventClass, type LogEvent, type Origin, type Resource } from '../contract/event.js';
import type { RawBatch } from '../contract/plugin.js';
import { arena } from '../event/arena.js';
import { OPEN_BRACE, SPACE } from '../event/ascii.js';
import { Block } from '../event/block.js';
import { NO_KEYS } from '../event/key-filter.js';
import { Kernel } from '../event/kernel/kernel.js';
import { admit, LineEvent } from '../event/line-event.js';
import type { ChangeGuard, Provenance } from '../event/provenance.js';
import { MALFORMED, scanObject } from '../event/scan.js';
import type { EventRedactor } from '../redact/event-redactor.js';
import { isTooDeep, LEAST_DEEP } from './nesting.js';
import { forEachRecord } from './records.js';
import type { Tally } from './tally.js';

export interface InletOptions {
  /** Instance id of the source. */
  readonly id: string;
  /** `json`, `text` and `auto` are read as bytes; the other codecs turn text into JSON. */
  readonly decoder: CodecChoice;
  /** Without one, the config has said `allow_unredacted`. */
  readonly redactor: EventRedactor | undefined;
  readonly guard: ChangeGuard;
  /** Decides an event's class and tag, before redaction; undefined where all are normal. */
  readonly classify: ((event: LineEvent) => Classification) | undefined;
  /** Leaves events out before they are redacted, where what it asks cannot be changed by redaction; the cheapest place to drop. */
  readonly discard: ((event: LineEvent) => boolean) | undefined;
  readonly resource: Resource;
  readonly multiline: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly tally: Tally;
}

/**
 * The way in: records of one source become events. Decodes, classifies and redacts in one synchronous pass; what it returns is the
 * first thing that anybody else can see. Nothing is lost here: a record that its codec does not understand becomes text.
 */
export class Inlet {
  readonly #options: InletOptions;
  #originKey = '';
  #originPrefix = '';

  #last: Block | undefined;
  /** Made for the first batch that is worth it. */
  #kernel: Kernel | undefined;

  constructor(options: InletOptions) {
    this.#options = options;
  }

  /** Takes the batch's bytes for its own. */
  admit(batch: RawBatch): LogEvent[] {
    const { decoder, redactor, classify, discard, tally } = this.#options;
    // The batch before this one has gone through all stages by now; what waits in queues is seldom asked anything.
    this.#last?.releaseTape();
    const block = new Block(asBuffer(batch.bytes));
    this.#last = block;
    if ((decoder === 'json' || decoder === 'auto') && Kernel.suits(block)) {
      this.#kernel ??= Kernel.create(redactor?.names ?? NO_KEYS, redactor?.look);
      this.#kernel?.take(block);
    }
    const provenance = this.#provenance(batch);
    const offset = batch.origin?.offset ?? 0;
    const events: LogEvent[] = [];
    let records = 0;
    const empty = forEachRecord(block, batch.ends, (start, end) => {
      records++;
      let event = this.#decode(block, start, end, provenance, offset + start);
      const found = classify?.(event);
      if (found !== undefined) event = raised(event, found.eventClass);
      // An audit event has to come as far as the audit log.
      if (event.class !== 'audit' && discard?.(event) === true) return event.block.strikeOut(event.start, event.end);
      const admitted = admit(redactor === undefined ? event : redactor.redact(event));
      events.push(found?.changes === undefined ? admitted : admitted.with(found.changes));
    });
    if (empty > 0) tally.count('empty_lines', empty);
    tally.eventsIn += records;
    tally.bytesIn += block.bytes.length;
    return events;
  }

  #decode(block: Block, start: number, end: number, provenance: Provenance, place: number): LineEvent {
    const { decoder } = this.#options;
    if (typeof decoder !== 'string') return this.#decoded(decoder, block.bytes, start, end, provenance, place);
    if (decoder === 'text' || (decoder === 'auto' && !opensObject(block.bytes, start, end))) return new LineEvent(block, start, end, false, provenance, place, 'normal');
    return this.#json(block, start, end, provenance, place) ?? this.#malformed(block, start, end, provenance, place);
  }

  /** What a codec makes of a record. That stands in the arena, as does what it cannot read: nobody keeps the batch's own bytes. */
  #decoded(codec: Codec, bytes: Buffer, start: number, end: number, provenance: Provenance, place: number): LineEvent {
    const json = codec.decode(bytes.toString('utf8', start, end));
    if (json !== undefined) {
      arena.begin(json.length * 3);
      arena.text(json);
      const lineStart = arena.end();
      const event = this.#json(arena.block, lineStart, arena.at - 1, provenance, place);
      if (event !== undefined) return event;
      arena.block.strikeOut(lineStart, arena.at - 1);
    }
    arena.begin(end - start);
    arena.copy(bytes, start, end);
    const lineStart = arena.end();
    return this.#malformed(arena.block, lineStart, arena.at - 1, provenance, place);
  }

  #json(block: Block, start: number, end: number, provenance: Provenance, place: number): LineEvent | undefined {
    const { tape } = block;
    const from = tape.used;
    const flags = block.kernel?.scan(block, start, end) ?? scanObject(block.bytes, start, end, tape, this.#options.redactor?.names);
    return flags === MALFORMED || (end - start > LEAST_DEEP && isTooDeep(block.bytes, tape, from, tape.used)) ? undefined : new LineEvent(block, start, end, true, provenance, place, 'normal', from, tape.used, flags);
  }

  #malformed(block: Block, start: number, end: number, provenance: Provenance, place: number): LineEvent {
    this.#options.tally.record('malformed');
    return new LineEvent(block, start, end, false, provenance, place, 'normal');
  }

  #provenance({ origin, ends }: RawBatch): Provenance {
    const { id, resource, guard, multiline, clock } = this.#options;
    return { source: id, resource, arrival: clock.now(), origin, idPrefix: this.#idPrefix(origin), guard, multiline: multiline || ends !== undefined };
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

/** Whether the record's first byte but white space is an opening brace. */
function opensObject(bytes: Buffer, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] as number) <= SPACE) at++;
  return bytes[at] === OPEN_BRACE && at < end;
}

/** The event in this class, unless its own is higher: a class may be raised, never lowered. */
function raised(event: LineEvent, eventClass: EventClass): LineEvent {
  return EVENT_CLASSES.indexOf(eventClass) > EVENT_CLASSES.indexOf(event.class) ? event.inClass(eventClass) : event;
}
