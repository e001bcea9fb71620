import { arena } from '../event/arena.js';
import { KeyFilter } from '../event/key-filter.js';
import { LineEvent } from '../event/line-event.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { HAS_ESCAPE, HAS_FILTERED_KEY } from '../event/scan.js';
import { redactJson, type Edit } from './json-text.js';
import { PemLines } from './pem-lines.js';
import type { RedactionReport, Redactor } from './redactor.js';
import { Suspicion } from './suspicion.js';

/**
 * Redacts the events of one source as bytes. A line that holds nothing to redact costs a look and stays the view that it was;
 * another is written anew, all other bytes as they were. Whatever goes wrong, the line does not get through.
 */
export class LineRedactor {
  /** For the scan of JSON lines: finds the names that rules may know. */
  readonly names: KeyFilter;
  readonly #redactor: Redactor;
  readonly #report: RedactionReport;
  readonly #suspicion: Suspicion;
  readonly #pem = new PemLines();
  // JSON may write any character as \uXXXX, and a slash as \/: both can hide an anchor.
  readonly #unicode = new NextOccurrence('\\u');
  readonly #slash = new NextOccurrence('\\/');

  constructor(redactor: Redactor, report: RedactionReport) {
    this.#redactor = redactor;
    this.#report = report;
    this.#suspicion = new Suspicion(redactor.anchors, redactor.minDigits);
    const { nameEndings, pathEndings } = redactor;
    this.names = new KeyFilter(nameEndings === 'all' || pathEndings === 'all' ? 'all' : [...nameEndings, ...pathEndings]);
  }

  /** The event as it may be seen: the same object where nothing was found. */
  redact(event: LineEvent): LineEvent {
    try {
      return event.isJson ? this.#json(event) : this.#text(event);
    } catch {
      this.#report.count('unscanned');
      return textLine(event, `[UNSCANNED:${event.byteLength}]`);
    }
  }

  #json(event: LineEvent): LineEvent {
    const { bytes, tape } = event.block;
    const flags = event.scanFlags;
    const suspicious = (flags & HAS_FILTERED_KEY) !== 0
      || ((flags & HAS_ESCAPE) !== 0 && (this.#unicode.within(bytes, event.start, event.end) || this.#slash.within(bytes, event.start, event.end)))
      || this.#suspicion.object(bytes, event.start, event.end, tape.data, event.membersFrom, event.membersTo);
    if (!suspicious) return event;
    const edits = redactJson(bytes, event.start, event.end, this.#redactor, this.#suspicion, this.#report);
    return edits.length === 0 ? event : withEdits(event, edits);
  }

  #text(event: LineEvent): LineEvent {
    const { bytes } = event.block;
    if (!this.#pem.isInside && !this.#suspicion.text(bytes, event.start, event.end)) return event;
    const text = bytes.toString('utf8', event.start, event.end);
    if (this.#pem.covers(text)) {
      this.#report.count('private_key');
      return textLine(event, '[REDACTED:private_key]');
    }
    const redacted = this.#redactor.text(text, this.#report);
    return redacted === undefined ? event : textLine(event, redacted);
  }
}

function withEdits(event: LineEvent, edits: readonly Edit[]): LineEvent {
  const { bytes } = event.block;
  let size = event.byteLength;
  for (const edit of edits) size += edit.bytes.length;
  arena.begin(size);
  let at = event.start;
  for (const edit of edits) {
    arena.copy(bytes, at, edit.start);
    arena.copy(edit.bytes, 0, edit.bytes.length);
    at = edit.end;
  }
  arena.copy(bytes, at, event.end);
  const start = arena.end();
  scrub(event);
  return new LineEvent(arena.block, start, arena.at - 1, true, event.provenance, event.place, event.class);
}

function textLine(event: LineEvent, text: string): LineEvent {
  const bytes = Buffer.from(text);
  arena.begin(bytes.length);
  arena.copy(bytes, 0, bytes.length);
  const start = arena.end();
  scrub(event);
  return new LineEvent(arena.block, start, arena.at - 1, false, event.provenance, event.place, event.class);
}

/** Overwrites what was redacted: its block lives on in the views of its neighbours, and must not give it away. */
function scrub(event: LineEvent): void {
  event.block.bytes.fill(0x2a, event.start, event.end);
}
