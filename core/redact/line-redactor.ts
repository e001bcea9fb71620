import { arena } from '../event/arena.js';
import type { Block } from '../event/block.js';
import { writeEdited, type Edit } from '../event/edit.js';
import type { Marks } from '../event/kernel/kernel.js';
import { KeyFilter } from '../event/key-filter.js';
import { LineEvent } from '../event/line-event.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { HAS_ESCAPE, HAS_FILTERED_KEY } from '../event/scan.js';
import { STRIDE, VALUE_END } from '../event/tape.js';
import { JsonRedaction } from './json-text.js';
import { PemLines } from './pem-lines.js';
import type { RedactionReport, Redactor } from './redactor.js';
import { Suspicion } from './suspicion.js';

const PRIVATE_KEY = '[REDACTED:private_key]';
/** What leads to a private key, in lower case, as anchors are. */
const KEY_HEADER = '-----begin private key-----';

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
  /** Where private keys are looked for at all. */
  readonly #pem: PemLines | undefined;
  // JSON may write any character as \uXXXX, and a slash as \/: both can hide an anchor.
  readonly #unicode = new NextOccurrence('\\u');
  readonly #slash = new NextOccurrence('\\/');

  /** A block, and where nothing is in it: most lines lie there, and need no question. */
  #clearBlock: Block | undefined;
  #clearFrom = 0;
  #clearTo = 0;

  constructor(redactor: Redactor, report: RedactionReport) {
    this.#redactor = redactor;
    this.#report = report;
    this.#suspicion = new Suspicion(redactor);
    this.#pem = redactor.anchors.some((anchor) => KEY_HEADER.includes(anchor)) ? new PemLines() : undefined;
    const { nameEndings, pathEndings } = redactor;
    this.names = new KeyFilter(nameEndings === 'all' || pathEndings === 'all' ? 'all' : [...nameEndings, ...pathEndings]);
  }

  /** For the kernel that scans: what it finds, `redact` need not look for. */
  get marks(): Marks | undefined {
    return this.#suspicion.marks;
  }

  /** The event as it may be seen: the same object where nothing was found. A JSON event that was scanned before was so with `names`. */
  redact(event: LineEvent): LineEvent {
    try {
      if (event.isJson) event.scan(this.names);
      if (!this.#pem?.isInside && !this.#isSuspicious(event)) return event;
      return event.isJson ? this.#json(this.#withoutKeyLine(event)) : this.#text(event);
    } catch {
      this.#report.count('unscanned');
      return asText(event, `[UNSCANNED:${event.byteLength}]`);
    }
  }

  #isSuspicious(event: LineEvent): boolean {
    const { block, start, end } = event;
    if (!event.isJson) return this.#suspicion.text(block, start, end);
    if (this.#mayHide(event)) return true;
    if (block === this.#clearBlock && start >= this.#clearFrom && end <= this.#clearTo) return false;
    if (this.#suspicion.json(block, start, end)) return true;
    this.#clearBlock = block;
    this.#clearFrom = start;
    this.#clearTo = this.#suspicion.clearFrom(block, end);
    return false;
  }

  /** Whether a name may have a rule, or an escape may stand for what an anchor is made of. */
  #mayHide({ block, start, end, scanFlags }: LineEvent): boolean {
    return (scanFlags & HAS_FILTERED_KEY) !== 0
      || ((scanFlags & HAS_ESCAPE) !== 0 && (this.#unicode.within(block, start, end) || this.#slash.within(block, start, end)));
  }

  /** The JSON event without the line of a private key that its message may be. */
  #withoutKeyLine(event: LineEvent): LineEvent {
    if (this.#pem?.covers(event.message) !== true) return event;
    const message = event.read('message');
    if (message === undefined) return event;
    const rest = withEdits(event, [{ ...message.range, bytes: Buffer.from(`"${PRIVATE_KEY}"`) }]);
    this.#report.enter?.(message.range.start, message.range.end);
    this.#report.count('private_key');
    rest.scan(this.names);
    return rest;
  }

  #json(event: LineEvent): LineEvent {
    const redaction = new JsonRedaction(event.block, this.#redactor, this.#suspicion, this.#report);
    if (this.#mayHide(event)) redaction.value(event.start);
    else this.#suspects(event, redaction);
    return redaction.edits.length === 0 ? event : withEdits(event, redaction.edits);
  }

  /** A line that no rule for names concerns: only members whose own bytes are suspicious are decoded. */
  #suspects(event: LineEvent, redaction: JsonRedaction): void {
    const { block, membersFrom, membersTo } = event;
    const { data } = block.tape;
    for (let member = membersFrom; member < membersTo; member += STRIDE) {
      const start = data[member] as number;
      if (this.#suspicion.json(block, start, data[member + VALUE_END] as number)) redaction.member(start - 1);
    }
  }

  #text(event: LineEvent): LineEvent {
    const { message } = event;
    if (this.#pem?.covers(message) === true) {
      this.#report.count('private_key');
      return asText(event, PRIVATE_KEY);
    }
    const redacted = this.#redactor.text(message, this.#report);
    return redacted === undefined ? event : asText(event, redacted);
  }
}

function withEdits(event: LineEvent, edits: readonly Edit[]): LineEvent {
  const start = writeEdited(event.block, event.start, event.end, edits);
  event.block.strikeOut(event.start, event.end);
  return new LineEvent(arena.block, start, arena.at - 1, true, event.provenance, event.place, event.class);
}

function asText(event: LineEvent, text: string): LineEvent {
  arena.begin(text.length * 3);
  arena.text(text);
  const start = arena.end();
  event.block.strikeOut(event.start, event.end);
  return new LineEvent(arena.block, start, arena.at - 1, false, event.provenance, event.place, event.class);
}
