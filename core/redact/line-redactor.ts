import { arena } from '../event/arena.js';
import type { Block } from '../event/block.js';
import { Edits } from '../event/edits.js';
import type { Look } from '../event/kernel/kernel.js';
import { KeyFilter } from '../event/key-filter.js';
import { LineEvent } from '../event/line-event.js';
import { NextOccurrence } from '../event/next-occurrence.js';
import { HAS_ESCAPE, HAS_FILTERED_KEY, HAS_MARK, LOOKED } from '../event/scan.js';
import { KEY_END, STRIDE, VALUE_END } from '../event/tape.js';
import { JsonRedaction } from './json-text.js';
import { holdsValue, LONGEST_VALUE } from './named-value.js';
import { PemLines } from './pem-lines.js';
import type { RedactionReport, Redactor } from './redactor.js';
import { Suspicion } from './suspicion.js';

/** Flags of a scan that say whether a line needs a closer look. */
const SEEN = LOOKED | HAS_MARK | HAS_ESCAPE | HAS_FILTERED_KEY;

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
  /** Empty but while a line is redacted. */
  readonly #edits = new Edits();
  /** Where private keys are looked for at all. */
  readonly #pem: PemLines | undefined;
  // JSON may write any character as \uXXXX, and a slash as \/: both can hide an anchor.
  readonly #unicode = new NextOccurrence('\\u');
  readonly #slash = new NextOccurrence('\\/');

  constructor(redactor: Redactor, report: RedactionReport) {
    this.#redactor = redactor;
    this.#report = report;
    this.#suspicion = new Suspicion(redactor);
    this.#pem = redactor.anchors.some((anchor) => KEY_HEADER.includes(anchor)) ? new PemLines() : undefined;
    const { nameEndings, pathEndings } = redactor;
    this.names = new KeyFilter(nameEndings === 'all' || pathEndings === 'all' ? 'all' : [...nameEndings, ...pathEndings]);
  }

  /** For the kernel that scans: where it sees none of it, `redact` need not look. */
  get look(): Look | undefined {
    return this.#suspicion.look;
  }

  /** The event as it may be seen: the same object where nothing was found. A JSON event that was scanned before was so with `names`. */
  redact(event: LineEvent): LineEvent {
    // What the kernel has seen as it scanned settles nearly every line.
    const { flags, block } = event;
    if ((flags & SEEN) === LOOKED && this.#pem?.isInside !== true && this.#suspicion.isClear(block, event.start, event.end)) return event;
    try {
      if (event.isJson) event.scan(this.names);
      if (!this.#pem?.isInside && !this.#isSuspicious(event)) return event;
      return event.isJson ? this.#json(this.#withoutKeyLine(event)) : this.#text(event);
    } catch {
      this.#edits.takeBack(0);
      this.#report.count('unscanned');
      return asText(event, `[UNSCANNED:${event.byteLength}]`);
    }
  }

  #isSuspicious(event: LineEvent): boolean {
    const { block, start, end } = event;
    if (!event.isJson) return this.#suspicion.text(block, start, end);
    return this.#mayHide(event) || this.#suspicion.json(block, start, end);
  }

  /** Whether a name may have a rule, or an escape may stand for what an anchor is made of. */
  #mayHide({ block, start, end, flags }: LineEvent): boolean {
    return (flags & HAS_FILTERED_KEY) !== 0
      || ((flags & HAS_ESCAPE) !== 0 && (this.#unicode.within(block, start, end) || this.#slash.within(block, start, end)));
  }

  /** The JSON event without the line of a private key that its message may be. */
  #withoutKeyLine(event: LineEvent): LineEvent {
    if (this.#pem?.covers(event.message) !== true) return event;
    const message = event.read('message');
    if (message === undefined) return event;
    const { start, end } = message.range;
    this.#edits.replace(start, end, Buffer.from(`"${PRIVATE_KEY}"`));
    const rest = this.#edited(event);
    this.#report.enter?.(start, end);
    this.#report.count('private_key');
    rest.scan(this.names);
    return rest;
  }

  #json(event: LineEvent): LineEvent {
    const redaction = new JsonRedaction(event.block, this.#edits, this.#redactor, this.#suspicion, this.#report);
    if (this.#mayHide(event)) redaction.value(event.start);
    else this.#suspects(event, redaction);
    return this.#edits.count === 0 ? event : this.#edited(event);
  }

  /** A line that no rule for names concerns: only members whose own bytes are suspicious are decoded. */
  #suspects(event: LineEvent, redaction: JsonRedaction): void {
    const { block, from, to } = event;
    const { data } = block.tape;
    for (let member = from; member < to; member += STRIDE) {
      const start = data[member] as number;
      const isDue = this.#suspicion.json(block, start, data[member + VALUE_END] as number) || this.#mayBeNamed(block, start, data[member + KEY_END] as number);
      if (isDue) redaction.member(start - 1, event.start);
    }
  }

  /** Whether the value of a member, which may look like nothing, has its name beside it. */
  #mayBeNamed({ bytes }: Block, start: number, end: number): boolean {
    return end - start <= LONGEST_VALUE && holdsValue(bytes.toString('latin1', start, end));
  }

  #edited(event: LineEvent): LineEvent {
    const { block, start, end } = event;
    const at = this.#edits.write(block.bytes, start, end);
    block.strikeOut(start, end);
    return new LineEvent(arena.block, at, arena.at - 1, true, event.provenance, event.place, event.class);
  }

  #text(event: LineEvent): LineEvent {
    const { message } = event;
    const hasNoWord = !this.#suspicion.hasWord(event.block, event.start, event.end);
    // What a key begins with is a word.
    if (this.#pem !== undefined && (this.#pem.isInside || !hasNoWord) && this.#pem.covers(message)) {
      this.#report.count('private_key');
      return asText(event, PRIVATE_KEY);
    }
    const redacted = this.#redactor.text(message, this.#report, false, hasNoWord);
    return redacted === undefined ? event : asText(event, redacted);
  }
}

function asText(event: LineEvent, text: string): LineEvent {
  arena.begin(text.length * 3);
  arena.text(text);
  const start = arena.end();
  event.block.strikeOut(event.start, event.end);
  return new LineEvent(arena.block, start, arena.at - 1, false, event.provenance, event.place, event.class);
}
