import { QUOTE } from '../event/ascii.js';
import type { RedactionReport } from './redactor.js';

/** What was replaced, and where: line[start, end) in UTF-16 units. Never what stood there. */
export interface LineFinding {
  readonly rule: string;
  readonly start: number;
  readonly end: number;
}

/** Collects where a line's findings stand in it as it came in. One object serves many lines, one after another. */
export class LineFindings implements RedactionReport {
  #findings: LineFinding[] = [];
  #line = '';
  #isJson = false;
  #bytes: Buffer = Buffer.alloc(0);
  #lineStart = 0;
  /** The part of the line that findings are reported of. */
  #start = 0;
  #end = 0;
  /** Where it is a JSON string: the place of each of its decoded characters, without the quotes. */
  #places: readonly number[] | undefined;

  /** Begins a line: bytes[start, end). */
  begin(bytes: Buffer, start: number, end: number, isJson: boolean): void {
    this.#findings = [];
    this.#line = bytes.toString('utf8', start, end);
    this.#isJson = isJson;
    // Lines are struck out once they are redacted.
    this.#bytes = Buffer.from(bytes.subarray(start, end));
    this.#lineStart = start;
    this.#places = undefined;
    this.#start = 0;
    this.#end = this.#line.length;
  }

  enter(start: number, end: number): void {
    const from = start - this.#lineStart;
    this.#start = this.#bytes.toString('utf8', 0, from).length;
    this.#end = this.#start + this.#bytes.toString('utf8', from, end - this.#lineStart).length;
    this.#places = this.#bytes[from] === QUOTE ? placesOf(this.#line, this.#start + 1, this.#end - 1) : undefined;
  }

  count(rule: string): void {
    if (this.#places === undefined) this.#add(rule, this.#start, this.#end);
    else this.#add(rule, this.#start + 1, this.#end - 1);
  }

  found(rule: string, start: number, end: number): void {
    if (!this.#isJson) this.#add(rule, start, end);
    else if (this.#places !== undefined) this.#add(rule, this.#places[start] ?? this.#start, this.#places[end] ?? this.#end);
    // In a list or an object that was replaced as one, it stands somewhere.
    else this.#add(rule, this.#start, this.#end);
  }

  /** What was found in the line, in order. */
  take(): readonly LineFinding[] {
    const unique = new Map(this.#findings.map((finding) => [`${finding.rule} ${finding.start} ${finding.end}`, finding]));
    return [...unique.values()].sort((a, b) => a.start - b.start || a.end - b.end);
  }

  #add(rule: string, start: number, end: number): void {
    this.#findings.push({ rule, start, end });
  }
}

/** Where each decoded character of line[start, end), the inside of a JSON string, stands; with the end as the last place. */
function placesOf(line: string, start: number, end: number): readonly number[] {
  const places: number[] = [];
  for (let at = start; at < end; ) {
    places.push(at);
    at += line.charAt(at) !== '\\' ? 1 : line.charAt(at + 1) === 'u' ? 6 : 2;
  }
  places.push(end);
  return places;
}
