import type { JsonValue } from '../contract/json.js';
import { decodeString, decodeValue } from '../event/decode.js';
import type { Redactor, RedactionReport } from './redactor.js';
import type { ValueRule } from './rule.js';
import type { Suspicion } from './suspicion.js';

/** A part of a line that does not stay: bytes[start, end) gives way to `bytes`. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NOTHING = Buffer.alloc(0);
/** Nesting beyond this is not looked into but replaced whole. */
const MOST_DEPTH = 1500;

/**
 * Walks the valid JSON object at bytes[start, end) and lists, in order, what redaction replaces in it. Members are judged by
 * path, then by name; strings, long numbers and the names themselves by their decoded text, so that no escape hides
 * anything. What is not listed stays byte for byte.
 */
export function redactJson(bytes: Buffer, start: number, end: number, redactor: Redactor, suspicion: Suspicion, report: RedactionReport): readonly Edit[] {
  return new Walk(bytes, end, redactor, suspicion, report).run(start);
}

class Walk {
  readonly #bytes: Buffer;
  readonly #end: number;
  readonly #redactor: Redactor;
  /** Spares most strings of a suspicious line the decoding. */
  readonly #suspicion: Suspicion;
  readonly #report: RedactionReport;
  readonly #edits: Edit[] = [];
  readonly #path: (string | number)[] = [];
  #secretsOnly = false;

  constructor(bytes: Buffer, end: number, redactor: Redactor, suspicion: Suspicion, report: RedactionReport) {
    this.#bytes = bytes;
    this.#end = end;
    this.#redactor = redactor;
    this.#suspicion = suspicion;
    this.#report = report;
  }

  run(start: number): readonly Edit[] {
    this.#value(this.#space(start));
    return this.#edits;
  }

  /** Looks at the value at `at`; returns where it ends. */
  #value(at: number): number {
    const byte = this.#bytes[at];
    if (byte === QUOTE) {
      const end = this.#stringEnd(at + 1);
      this.#string(at, end);
      return end;
    }
    if (byte === 0x7b || byte === 0x5b) {
      if (this.#path.length >= MOST_DEPTH) return this.#tooDeep(at);
      return byte === 0x7b ? this.#object(at) : this.#array(at);
    }
    const end = this.#scalarEnd(at);
    if (this.#suspicion.number(this.#bytes, at, end)) this.#text(at, end, this.#bytes.toString('latin1', at, end));
    return end;
  }

  /** Whether the rule decides on the value at `at` as a whole. A name that only suggests a credential decides on strings alone. */
  #decides(rule: ValueRule, at: number): boolean {
    return rule.action !== 'keep' && (rule.only === undefined || this.#bytes[at] === QUOTE);
  }

  /** What is to be kept is still looked at for secrets, and for members with rules of their own. */
  #kept(at: number): number {
    const outer = this.#secretsOnly;
    this.#secretsOnly = true;
    const end = this.#value(at);
    this.#secretsOnly = outer;
    return end;
  }

  #object(open: number): number {
    let at = this.#space(open + 1);
    if (this.#bytes[at] === 0x7d) return at + 1;
    let keptEnd = -1;
    for (;;) {
      const member = at;
      const keyEnd = this.#stringEnd(member + 1);
      const name = decodeString(this.#bytes, member + 1, keyEnd - 1);
      const valueStart = this.#space(this.#space(keyEnd) + 1);
      this.#path.push(name);
      const rule = (this.#redactor.hasPaths ? this.#redactor.path(this.#path) : undefined) ?? this.#redactor.key(name);
      const before = this.#edits.length;
      let valueEnd: number;
      let dropped = false;
      if (rule === undefined || !this.#decides(rule, valueStart)) {
        this.#string(member, keyEnd);
        valueEnd = rule?.action === 'keep' ? this.#kept(valueStart) : this.#value(valueStart);
      } else {
        valueEnd = this.#skip(valueStart);
        dropped = this.#replace(rule, member, keyEnd, valueStart, valueEnd);
      }
      this.#path.pop();
      at = this.#space(valueEnd);
      const last = this.#bytes[at] === 0x7d;
      const next = last ? at : this.#space(at + 1);
      if (dropped) {
        // With the member goes one comma: the one before it, or at the front of the object the one behind it.
        this.#edits.length = before;
        if (keptEnd >= 0) this.#edits.push({ start: keptEnd, end: valueEnd, bytes: NOTHING });
        else this.#edits.push({ start: member, end: last ? valueEnd : next, bytes: NOTHING });
      }
      if (!dropped || keptEnd >= 0) keptEnd = valueEnd;
      if (last) return at + 1;
      at = next;
    }
  }

  #array(open: number): number {
    let at = this.#space(open + 1);
    if (this.#bytes[at] === 0x5d) return at + 1;
    for (let index = 0; ; index++) {
      this.#path.push(index);
      const rule = this.#redactor.hasPaths ? this.#redactor.path(this.#path) : undefined;
      let valueEnd: number;
      if (rule === undefined || !this.#decides(rule, at)) {
        valueEnd = rule?.action === 'keep' ? this.#kept(at) : this.#value(at);
      } else {
        valueEnd = this.#skip(at);
        // An element keeps its place: what is dropped becomes null, so that its neighbours keep their index.
        const value = this.#redactor.replace(rule, decodeValue(this.#bytes, at, valueEnd), this.#report) ?? null;
        this.#edits.push({ start: at, end: valueEnd, bytes: Buffer.from(JSON.stringify(value)) });
      }
      this.#path.pop();
      at = this.#space(valueEnd);
      if (this.#bytes[at] === 0x5d) return at + 1;
      at = this.#space(at + 1);
    }
  }

  /** Puts the rule's replacement in the place of a value; true where the whole member is to go. */
  #replace(rule: ValueRule, member: number, keyEnd: number, start: number, end: number): boolean {
    const value: JsonValue = decodeValue(this.#bytes, start, end);
    const replacement = this.#redactor.replace(rule, value, this.#report);
    if (replacement === undefined) return true;
    this.#string(member, keyEnd);
    if (replacement !== value) this.#edits.push({ start, end, bytes: Buffer.from(JSON.stringify(replacement)) });
    return false;
  }

  /** Looks at the string, a name or a value, that stands with its quotes at [start, end). */
  #string(start: number, end: number): void {
    if (!this.#suspicion.string(this.#bytes, start + 1, end - 1)) return;
    this.#text(start, end, decodeString(this.#bytes, start + 1, end - 1));
  }

  #text(start: number, end: number, text: string): void {
    const redacted = this.#redactor.text(text, this.#report, this.#secretsOnly);
    if (redacted !== undefined) this.#edits.push({ start, end, bytes: Buffer.from(JSON.stringify(redacted)) });
  }

  #tooDeep(at: number): number {
    const end = this.#skip(at);
    this.#edits.push({ start: at, end, bytes: Buffer.from(`"[UNSCANNED:${end - at}]"`) });
    return end;
  }

  #stringEnd(from: number): number {
    let at = from;
    while (this.#bytes[at] !== QUOTE) at += this.#bytes[at] === BACKSLASH ? 2 : 1;
    return at + 1;
  }

  #scalarEnd(from: number): number {
    let at = from;
    while (at < this.#end) {
      const byte = this.#bytes[at] as number;
      if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20) break;
      at++;
    }
    return at;
  }

  /** The end of the value at `from`, whatever it is, without recursion. */
  #skip(from: number): number {
    let depth = 0;
    let at = from;
    for (;;) {
      const byte = this.#bytes[at] as number;
      if (byte === QUOTE) at = this.#stringEnd(at + 1);
      else if (byte === 0x7b || byte === 0x5b) {
        depth++;
        at++;
      } else if (byte === 0x7d || byte === 0x5d) {
        depth--;
        at++;
      } else if (byte === 0x2c || byte === 0x3a || byte <= 0x20) {
        at++;
        continue;
      } else at = this.#scalarEnd(at);
      if (depth === 0) return at;
    }
  }

  #space(from: number): number {
    let at = from;
    while ((this.#bytes[at] as number) <= 0x20) at++;
    return at;
  }
}
