import type { JsonValue } from '../contract/json.js';
import { CLOSE_BRACE, CLOSE_BRACKET, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../event/ascii.js';
import type { Block } from '../event/block.js';
import { decodeString, decodeValue } from '../event/decode.js';
import type { Edits } from '../event/edits.js';
import { MemberCuts } from '../event/member-cuts.js';
import { skipScalar, skipSpace, skipString, skipValue } from '../event/valid-json.js';
import { holdsName, holdsValue, MOST_BESIDE } from './named-value.js';
import type { RedactionReport, Redactor } from './redactor.js';
import type { ValueRule } from './rule.js';
import type { Suspicion } from './suspicion.js';

/** Nesting beyond this is not looked into but replaced whole. */
const MOST_DEPTH = 1500;

/**
 * Walks valid JSON text and lists, in order, what redaction replaces in it. Members are judged by path, then by name; strings,
 * long numbers and the names themselves by their decoded text, so that no escape hides anything. What is not listed stays
 * byte for byte.
 */
export class JsonRedaction {
  readonly #block: Block;
  readonly #edits: Edits;
  readonly #bytes: Buffer;
  readonly #redactor: Redactor;
  /** Spares most strings of a suspicious line the decoding. */
  readonly #suspicion: Suspicion;
  readonly #report: RedactionReport;
  readonly #path: (string | number)[] = [];
  #at = 0;
  /** Inside a member that a rule keeps: only credentials are looked for. */
  #secretsOnly = false;

  /** @param edits where it puts what it lists */
  constructor(block: Block, edits: Edits, redactor: Redactor, suspicion: Suspicion, report: RedactionReport) {
    this.#block = block;
    this.#edits = edits;
    this.#bytes = block.bytes;
    this.#redactor = redactor;
    this.#suspicion = suspicion;
    this.#report = report;
  }

  /** Redacts the value that begins at `start`, or after white space there. */
  value(start: number): void {
    this.#at = skipSpace(this.#bytes, start);
    this.#value();
  }

  /** Redacts the member whose name begins after the quote at `start`, of the object that begins at `object`, or after white space there. */
  member(start: number, object: number): void {
    this.#member(start, skipSpace(this.#bytes, object));
  }

  #value(): void {
    const start = this.#at;
    const byte = this.#bytes[start];
    if (byte === QUOTE) {
      this.#at = skipString(this.#bytes, start);
      this.#string(start, this.#at);
    } else if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) {
      this.#scalar();
    } else if (this.#path.length >= MOST_DEPTH) {
      this.#at = skipValue(this.#bytes, start);
      this.#report.enter?.(start, this.#at);
      this.#report.count('unscanned');
      this.#put(start, `[UNSCANNED:${this.#at - start}]`);
    } else if (byte === OPEN_BRACE) {
      this.#object();
    } else {
      this.#array();
    }
  }

  /** A card may come as a number; shorter ones cannot be one, and words are none. */
  #scalar(): void {
    const start = this.#at;
    this.#at = skipScalar(this.#bytes, start);
    if (this.#suspicion.scalar(this.#block, start, this.#at)) this.#text(start, this.#at, this.#bytes.toString('latin1', start, this.#at));
  }

  #object(): void {
    const cuts = new MemberCuts(this.#edits);
    const object = this.#at;
    this.#at = skipSpace(this.#bytes, object + 1);
    while (this.#bytes[this.#at] !== CLOSE_BRACE) {
      const start = this.#at;
      const stays = this.#member(start, object);
      const end = this.#at;
      const isLast = this.#toNext(CLOSE_BRACE);
      if (stays) cuts.keep(end);
      else cuts.cut(start, end, isLast ? undefined : this.#at);
    }
    this.#at++;
  }

  #array(): void {
    this.#at = skipSpace(this.#bytes, this.#at + 1);
    for (let index = 0; this.#bytes[this.#at] !== CLOSE_BRACKET; index++) {
      const start = this.#at;
      this.#path.push(index);
      const rule = this.#redactor.hasPaths ? this.#redactor.path(this.#path) : undefined;
      // An element keeps its place: what is dropped becomes null, so that its neighbours keep their index.
      if (!this.#apply(rule)) this.#put(start, null);
      this.#path.pop();
      this.#toNext(CLOSE_BRACKET);
    }
    this.#at++;
  }

  /** From behind a value to the next one, or to the bracket that closes what they are in: then true. */
  #toNext(close: number): boolean {
    this.#at = skipSpace(this.#bytes, this.#at);
    if (this.#bytes[this.#at] === close) return true;
    this.#at = skipSpace(this.#bytes, this.#at + 1);
    return false;
  }

  /** False where the whole member is to go. */
  #member(start: number, object: number): boolean {
    const keyEnd = skipString(this.#bytes, start);
    const name = decodeString(this.#bytes, start + 1, keyEnd - 1);
    this.#at = skipSpace(this.#bytes, skipSpace(this.#bytes, keyEnd) + 1);
    this.#path.push(name);
    const before = this.#edits.count;
    this.#string(start, keyEnd);
    const [valueStart, withName] = [this.#at, this.#edits.count];
    const rule = (this.#redactor.hasPaths ? this.#redactor.path(this.#path) : undefined) ?? this.#redactor.key(name);
    const stays = this.#apply(rule);
    if (!stays) this.#edits.takeBack(before);
    else if (rule?.action !== 'keep' && this.#edits.count === withName && this.#bytes[valueStart] === QUOTE) {
      this.#named(start, keyEnd, valueStart, this.#at);
      if (this.#edits.count === withName && holdsValue(name)) this.#beside(object, valueStart, this.#at);
    }
    this.#path.pop();
    return stays;
  }

  /** Does to the value here what its rule says, or looks inside; false where it is to go. */
  #apply(rule: ValueRule | undefined): boolean {
    const start = this.#at;
    // A suggestive name decides on strings alone.
    if (rule === undefined || (rule.only !== undefined && this.#bytes[start] !== QUOTE)) {
      this.#value();
      return true;
    }
    if (rule.action === 'keep') {
      const outer = this.#secretsOnly;
      this.#secretsOnly = true;
      this.#value();
      this.#secretsOnly = outer;
      return true;
    }
    this.#at = skipValue(this.#bytes, start);
    const value = this.#decoded(start, this.#at);
    this.#report.enter?.(start, this.#at);
    const replacement = this.#redactor.replace(rule, value, this.#report);
    if (replacement === undefined) return false;
    if (replacement !== value) this.#put(start, replacement);
    return true;
  }

  /** The value, but for a number that JavaScript cannot hold exactly: that comes as its text. */
  #decoded(start: number, end: number): JsonValue {
    const value = decodeValue(this.#bytes, start, end);
    if (typeof value !== 'number') return value;
    const text = this.#bytes.toString('latin1', start, end);
    return String(value) === text ? value : text;
  }

  /** Looks at the string, a name or a value, that stands with its quotes at [start, end). */
  #string(start: number, end: number): void {
    if (this.#suspicion.string(this.#block, start + 1, end - 1)) this.#text(start, end, decodeString(this.#bytes, start + 1, end - 1));
  }

  /** Looks once more at the string at [start, end), in which nothing was found: the name at [nameStart, nameEnd) may say what it is. */
  #named(nameStart: number, nameEnd: number, start: number, end: number): void {
    if (!this.#suspicion.string(this.#block, nameStart + 1, nameEnd - 1)) return;
    this.#report.enter?.(start, end);
    const name = decodeString(this.#bytes, nameStart + 1, nameEnd - 1);
    const redacted = this.#redactor.named(name, decodeString(this.#bytes, start + 1, end - 1), this.#report, this.#secretsOnly);
    if (redacted !== undefined) this.#edits.replace(start, end, Buffer.from(JSON.stringify(redacted)));
  }

  /** The same, where another member of its object holds the name. */
  #beside(object: number, start: number, end: number): void {
    let at = skipSpace(this.#bytes, object + 1);
    for (let beside = 0; beside < MOST_BESIDE; beside++) {
      const keyEnd = skipString(this.#bytes, at);
      const nameStart = skipSpace(this.#bytes, skipSpace(this.#bytes, keyEnd) + 1);
      const nameEnd = skipValue(this.#bytes, nameStart);
      if (holdsName(decodeString(this.#bytes, at + 1, keyEnd - 1))) {
        if (this.#bytes[nameStart] === QUOTE) this.#named(nameStart, nameEnd, start, end);
        return;
      }
      at = skipSpace(this.#bytes, nameEnd);
      if (this.#bytes[at] === CLOSE_BRACE) return;
      at = skipSpace(this.#bytes, at + 1);
    }
  }

  #text(start: number, end: number, text: string): void {
    this.#report.enter?.(start, end);
    const redacted = this.#redactor.text(text, this.#report, this.#secretsOnly);
    if (redacted !== undefined) this.#edits.replace(start, end, Buffer.from(JSON.stringify(redacted)));
  }

  /** Puts a value in the place of what stands from `start` to here. */
  #put(start: number, value: JsonValue): void {
    this.#edits.replace(start, this.#at, Buffer.from(JSON.stringify(value)));
  }
}
