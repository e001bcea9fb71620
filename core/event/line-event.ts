import type { EventClass, FieldChanges, Level, LogEvent, Resource } from '../contract/event.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { arena } from './arena.js';
import { LF, QUOTE } from './ascii.js';
import { Block } from './block.js';
import { prepareChanges, type PreparedChange } from './changes.js';
import { decodeString, decodeValue, parseJson } from './decode.js';
import { Edits } from './edits.js';
import { fieldPath, type FieldPath } from './field-path.js';
import type { KeyFilter } from './key-filter.js';
import { locate, type Range } from './locate.js';
import type { Members } from './members.js';
import { plainLevel } from './plain-level.js';
import type { Provenance } from './provenance.js';
import { scanObject } from './scan.js';
import { decodeShared } from './shared-text.js';
import { spliceObject } from './splice.js';
import { takeOut } from './take-out.js';
import { KEY_END, STRIDE } from './tape.js';
import { WELL_KNOWN, type Meaning, type WellKnown } from './well-known.js';

const NOT_SCANNED = -1;

/** Of the event that is being changed: one thread changes one at a time. */
const edits = new Edits();

/** A well-known field as a line states it. */
export interface Stated<N extends WellKnown> {
  readonly path: FieldPath;
  readonly range: Range;
  readonly value: Meaning<N>;
}

/**
 * An event as a view over the bytes of its line: a JSON object, or text. What it is asked for is found in the bytes then; an
 * event that nobody asks costs its few fields and no more. It is `LogEvent` without the brand: see `admit`.
 */
export class LineEvent implements Members {
  readonly block: Block;
  /** The line in the block, without its line feed. */
  readonly start: number;
  readonly end: number;
  readonly isJson: boolean;
  readonly provenance: Provenance;
  /** Place of the record in its stream, which makes the id. */
  readonly place: number;
  readonly class: EventClass;
  /** Where its members stand on the block's tape, and what the scan that put them there saw; filled in by `scan`. */
  from: number;
  to: number;
  flags: number;
  /** Of the block, when they were put there. */
  #epoch: number;

  /** @param from where a scan put the members on the block's tape; without it, they are looked for when they are asked for */
  constructor(block: Block, start: number, end: number, isJson: boolean, provenance: Provenance, place: number, eventClass: EventClass, from = NOT_SCANNED, to = 0, flags = 0) {
    this.block = block;
    this.start = start;
    this.end = end;
    this.isJson = isJson;
    this.provenance = provenance;
    this.place = place;
    this.class = eventClass;
    this.from = from;
    this.to = to;
    this.flags = flags;
    this.#epoch = block.epoch;
  }

  get bytes(): Buffer {
    return this.block.bytes;
  }

  get tape(): Int32Array {
    return this.block.tape.data;
  }

  get id(): string {
    return this.provenance.idPrefix + this.place.toString(36);
  }

  get source(): string {
    return this.provenance.source;
  }

  get resource(): Resource {
    return this.provenance.resource;
  }

  get byteLength(): number {
    return this.end - this.start;
  }

  get time(): number {
    return this.read('time')?.value ?? this.provenance.arrival;
  }

  get level(): Level {
    return (this.isJson ? plainLevel(this.#members()) : undefined) ?? this.read('level')?.value ?? 'info';
  }

  get message(): string {
    return this.isJson ? (this.read('message')?.value ?? '') : this.#text();
  }

  get logger(): string | undefined {
    return this.read('logger')?.value;
  }

  get traceId(): string | undefined {
    return this.read('traceId')?.value;
  }

  get spanId(): string | undefined {
    return this.read('spanId')?.value;
  }

  get correlationId(): string | undefined {
    return this.read('correlationId')?.value;
  }

  get attributes(): JsonObject {
    if (!this.isJson) return Object.create(null) as JsonObject;
    const fields = parseJson(this.#text()) as Record<string, JsonValue>;
    for (const name of ['time', 'level', 'message', 'logger'] as const) {
      const read = this.read(name);
      if (read !== undefined) takeOut(fields, read.path);
    }
    return fields;
  }

  get(path: string): JsonValue | undefined {
    switch (path) {
      case 'time': return new Date(this.time).toISOString();
      case 'level': return this.level;
      case 'message': return this.message;
      case 'logger': return this.logger;
    }
    const found = this.#find(fieldPath(path));
    if (found !== undefined) return valueAt(this.block.bytes, found);
    const { resource } = this.provenance;
    return Object.hasOwn(resource, path) ? resource[path as keyof Resource] : undefined;
  }

  /** The keys of the line and what `get` knows besides: every path that `get` has a value for is one of these, or begins with one and a dot. */
  names(): readonly string[] {
    const names = ['time', 'level', 'message', 'logger', ...Object.keys(this.provenance.resource)];
    if (!this.isJson) return names;
    const { bytes, tape, from, to } = this.#members();
    for (let member = from; member < to; member += STRIDE) names.push(decodeString(bytes, tape[member] as number, tape[member + KEY_END] as number));
    return names;
  }

  with(changes: FieldChanges): LogEvent {
    const steps = prepareChanges(changes, this.provenance.guard);
    const [only] = steps;
    if (only !== undefined && steps.length === 1) return admit(this.#spliced(only));
    return admit(steps.reduce<LineEvent>((event, step) => event.#spliced(step), this));
  }

  /** The same line in another class. */
  inClass(eventClass: EventClass): LineEvent {
    if (this.isJson) this.scan();
    return new LineEvent(this.block, this.start, this.end, this.isJson, this.provenance, this.place, eventClass, this.from, this.to, this.flags);
  }

  /** The same line in bytes of its own, for who keeps an event longer than its batch. */
  detach(): LineEvent {
    const bytes = Buffer.allocUnsafeSlow(this.byteLength + 1);
    this.block.bytes.copy(bytes, 0, this.start, this.end);
    bytes[this.byteLength] = LF;
    return new LineEvent(new Block(bytes), 0, this.byteLength, this.isJson, this.provenance, this.place, this.class);
  }

  toJSON(): JsonObject {
    const out = Object.create(null) as Record<string, JsonValue>;
    out['time'] = new Date(this.time).toISOString();
    out['level'] = this.level;
    out['message'] = this.message;
    const { logger } = this;
    if (logger !== undefined) out['logger'] = logger;
    if (this.class !== 'normal') out['class'] = this.class;
    for (const [key, value] of Object.entries(this.attributes)) {
      // A field of the line's own that is called like one of ours keeps its value under another name.
      let name = key;
      for (let next = 2; name in out; next++) name = `${key}~${next}`;
      out[name] = value;
    }
    return out;
  }

  line(): string {
    const text = this.#text();
    // A line break in JSON is white space; what a string holds is escaped.
    return this.isJson ? text.replace(/[\r\n]/g, ' ') : text.replace(/[\r\n]/g, (char) => (char === '\n' ? '\\n' : '\\r'));
  }

  /** Finds its members, where that was not done yet. */
  scan(filter?: KeyFilter): void {
    if (this.from !== NOT_SCANNED && this.#epoch === this.block.epoch) return;
    this.#epoch = this.block.epoch;
    const { tape, bytes } = this.block;
    this.from = tape.used;
    this.flags = Math.max(0, scanObject(bytes, this.start, this.end, tape, filter));
    this.to = tape.used;
  }

  /** What the line states for a well-known field, under the first of its names that has a value with a meaning. */
  read<N extends WellKnown>(name: N): Stated<N> | undefined {
    if (!this.isJson) return undefined;
    const { paths, meaning } = WELL_KNOWN[name];
    const members = this.#members();
    for (const path of paths) {
      const range = locate(members, path);
      if (range === undefined) continue;
      const value = meaning(decodeValue(members.bytes, range.start, range.end), path.name);
      if (value !== undefined) return { path, range, value: value as Meaning<N> };
    }
    return undefined;
  }

  #text(): string {
    return this.block.bytes.toString('utf8', this.start, this.end);
  }

  #members(): Members {
    this.scan();
    return this;
  }

  #find(path: FieldPath): Range | undefined {
    return this.isJson ? locate(this.#members(), path) : undefined;
  }

  /** The same object where the changes change nothing. */
  #spliced(changes: readonly PreparedChange[]): LineEvent {
    const base = this.isJson ? this : textAsJson(this);
    edits.takeBack(0);
    spliceObject(base.#members(), changes, edits);
    if (edits.count === 0) return this;
    const start = edits.write(base.block.bytes, base.start, base.end);
    return new LineEvent(arena.block, start, arena.at - 1, true, this.provenance, this.place, this.class);
  }
}

function valueAt(bytes: Buffer, { start, end }: Range): JsonValue {
  return bytes[start] === QUOTE ? decodeShared(bytes, start + 1, end - 1) : decodeValue(bytes, start, end);
}

/**
 * Gives an event the brand that plugins ask for. Only the inlet, after redaction, and what alters admitted events with
 * guarded values may call it.
 */
export function admit(event: LineEvent): LogEvent {
  return event as unknown as LogEvent;
}

/** The view behind an event that core made. */
export function viewOf(event: LogEvent): LineEvent {
  return event as unknown as LineEvent;
}

/** A text event as a JSON line: time, level, class where it is not normal, message. */
export function textAsJson(event: LineEvent): LineEvent {
  const eventClass = event.class === 'normal' ? '' : `"class":"${event.class}",`;
  const json = `{"time":"${new Date(event.time).toISOString()}","level":"${event.level}",${eventClass}"message":${JSON.stringify(event.message)}}`;
  arena.begin(json.length * 3);
  arena.text(json);
  const start = arena.end();
  return new LineEvent(arena.block, start, arena.at - 1, true, event.provenance, event.place, event.class);
}
