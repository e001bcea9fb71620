import type { EventClass, FieldChanges, Level, LogEvent, Resource } from '../contract/event.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { arena } from './arena.js';
import { Block } from './block.js';
import { prepareChanges } from './changes.js';
import { decodeString, decodeValue, parseJson } from './decode.js';
import { toLevel } from './level.js';
import { fieldPath, locate, NOT_FOUND, rangeEnd, rangeStart, type FieldPath, type Range } from './locate.js';
import { WELL_KNOWN, type WellKnown } from './names.js';
import type { Provenance } from './provenance.js';
import { scanObject } from './scan.js';
import { spliceObject } from './splice.js';
import { KEY_END, STRIDE } from './tape.js';
import { toTime } from './time.js';

const NOT_SCANNED = -1;
const NORMALISED: ReadonlySet<string> = new Set<WellKnown>(['time', 'level', 'message', 'logger']);

/**
 * An event as a view over the bytes of its line: a JSON object, or text. What it is asked for is found in the bytes then; an
 * event that nobody asks costs its few fields and no more. It is `LogEvent` without the brand: see `admit`.
 */
export class LineEvent {
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
  membersFrom: number;
  membersTo: number;
  scanFlags: number;

  /** @param members where a scan put the members on the block's tape; without it, they are looked for when they are asked for */
  constructor(block: Block, start: number, end: number, isJson: boolean, provenance: Provenance, place: number, eventClass: EventClass, from = NOT_SCANNED, to = 0, flags = 0) {
    this.block = block;
    this.start = start;
    this.end = end;
    this.isJson = isJson;
    this.provenance = provenance;
    this.place = place;
    this.class = eventClass;
    this.membersFrom = from;
    this.membersTo = to;
    this.scanFlags = flags;
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
    return this.#firstOf('time', toTime) ?? this.provenance.arrival;
  }

  get level(): Level {
    return this.#firstOf('level', toLevel) ?? 'info';
  }

  get message(): string {
    if (!this.isJson) return this.block.bytes.toString('utf8', this.start, this.end);
    return this.#firstOf('message', (value) => (typeof value === 'string' ? value : undefined)) ?? '';
  }

  get logger(): string | undefined {
    return this.#firstOf('logger', asWord);
  }

  get traceId(): string | undefined {
    return this.#firstOf('traceId', asWord);
  }

  get spanId(): string | undefined {
    return this.#firstOf('spanId', asWord);
  }

  get correlationId(): string | undefined {
    return this.#firstOf('correlationId', (value) => (typeof value === 'number' ? String(value) : asWord(value)));
  }

  get attributes(): JsonObject {
    if (!this.isJson) return Object.create(null) as JsonObject;
    const fields = this.#parse();
    for (const name of ['time', 'level', 'message', 'logger'] as const) {
      const used = this.#nameOf(name);
      if (used !== undefined) delete fields[used];
    }
    return fields;
  }

  get(path: string): JsonValue | undefined {
    if (NORMALISED.has(path)) {
      if (path === 'level') return this.level;
      if (path === 'message') return this.message;
      if (path === 'time') return new Date(this.time).toISOString();
      return this.logger;
    }
    const found = this.#find(fieldPath(path));
    if (found !== NOT_FOUND) return decodeValue(this.block.bytes, rangeStart(found), rangeEnd(found));
    const { resource } = this.provenance;
    return Object.hasOwn(resource, path) ? resource[path as keyof Resource] : undefined;
  }

  with(changes: FieldChanges): LogEvent {
    const { guard } = this.provenance;
    const prepared = prepareChanges(changes, guard);
    const base = this.isJson ? this : textAsJson(this);
    base.scan();
    // Twice: a change to a nested member is first written behind the line.
    arena.begin((base.byteLength + prepared.bytes) * 2);
    spliceObject({ bytes: base.block.bytes, start: base.start, end: base.end, tape: base.block.tape.data, from: base.membersFrom, to: base.membersTo, flags: base.scanFlags }, prepared.changes);
    const start = arena.end();
    return admit(new LineEvent(arena.block, start, arena.at - 1, true, this.provenance, this.place, this.class));
  }

  /** The same line in another class. */
  inClass(eventClass: EventClass): LineEvent {
    return new LineEvent(this.block, this.start, this.end, this.isJson, this.provenance, this.place, eventClass, this.membersFrom, this.membersTo, this.scanFlags);
  }

  /** The same line in bytes of its own, for who keeps an event longer than its batch. */
  detach(): LineEvent {
    const bytes = Buffer.from(this.block.bytes.subarray(this.start, this.end));
    return new LineEvent(new Block(bytes), 0, bytes.length, this.isJson, this.provenance, this.place, this.class);
  }

  toJSON(): JsonObject {
    const out = Object.create(null) as Record<string, JsonValue>;
    out['time'] = new Date(this.time).toISOString();
    out['level'] = this.level;
    out['message'] = this.message;
    const { logger } = this;
    if (logger !== undefined) out['logger'] = logger;
    if (this.class !== 'normal') out['class'] = this.class;
    // A field of the line's own that is called like one of ours never overwrites it.
    for (const [key, value] of Object.entries(this.attributes)) if (!(key in out)) out[key] = value;
    return out;
  }

  line(): string {
    const text = this.block.bytes.toString('utf8', this.start, this.end);
    return this.isJson ? text : text.replace(/[\r\n]/g, (char) => (char === '\n' ? '\\n' : '\\r'));
  }

  /** First of the names of a well-known field whose value can be understood. */
  #firstOf<T>(name: WellKnown, understand: (value: JsonValue) => T | undefined): T | undefined {
    if (!this.isJson) return undefined;
    for (const path of WELL_KNOWN[name]) {
      const found = this.#find(path);
      if (found === NOT_FOUND) continue;
      const value = understand(decodeValue(this.block.bytes, rangeStart(found), rangeEnd(found)));
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The top-level key that a normalised field was read from. */
  #nameOf(name: 'time' | 'level' | 'message' | 'logger'): string | undefined {
    const understand: (value: JsonValue) => unknown = name === 'time' ? toTime : name === 'level' ? toLevel : asWord;
    for (const path of WELL_KNOWN[name]) {
      const found = this.#find(path);
      if (found === NOT_FOUND) continue;
      const value = decodeValue(this.block.bytes, rangeStart(found), rangeEnd(found));
      if (value === '' ? name === 'message' : understand(value) !== undefined) return path.name;
    }
    return undefined;
  }

  #find(path: FieldPath): Range {
    if (!this.isJson) return NOT_FOUND;
    this.scan();
    return locate(this.block.bytes, this.block.tape.data, this.membersFrom, this.membersTo, this.scanFlags, path);
  }

  /** Finds its members, where that was not done yet. */
  scan(): void {
    if (this.membersFrom !== NOT_SCANNED) return;
    const { tape, bytes } = this.block;
    this.membersFrom = tape.used;
    this.scanFlags = Math.max(0, scanObject(bytes, this.start, this.end, tape));
    this.membersTo = tape.used;
  }

  /** The line as an object with a null prototype, of the caller's own. */
  #parse(): Record<string, JsonValue> {
    const { bytes } = this.block;
    const text = bytes.toString('utf8', this.start, this.end);
    return parseJson(text) as Record<string, JsonValue>;
  }

  /** Names of the top-level keys, decoded. */
  keys(): readonly string[] {
    if (!this.isJson) return [];
    this.scan();
    const { data } = this.block.tape;
    const names: string[] = [];
    for (let member = this.membersFrom; member < this.membersTo; member += STRIDE) {
      names.push(decodeString(this.block.bytes, data[member] as number, data[member + KEY_END] as number));
    }
    return names;
  }
}

const asWord = (value: JsonValue): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

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
  const head = `{"time":"${new Date(event.time).toISOString()}","level":"${event.level}",${event.class === 'normal' ? '' : `"class":"${event.class}",`}"message":`;
  const json = Buffer.from(`${head}${JSON.stringify(event.message)}}`);
  arena.begin(json.length);
  arena.copy(json, 0, json.length);
  const start = arena.end();
  return new LineEvent(arena.block, start, arena.at - 1, true, event.provenance, event.place, event.class);
}
