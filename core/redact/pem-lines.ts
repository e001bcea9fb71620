/** A private key has up to 100 lines; what goes on for longer is none. */
const MOST_LINES = 200;
const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|Private-Lines: \d{1,4}/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY|Private-MAC:/;
const BASE64 = /^[A-Za-z0-9+/=]+$/;
/** RFC 7468 has 64 characters a line, OpenPGP up to 76. Only the last line of a key may be shorter than this. */
const FULL_LINE = 40;
/** By how much what a log puts before each line may change its length. */
const LEAD_SLACK = 2;
/** What may follow the first line's dashes, such as an escaped line feed. */
const TRAIL = 20;

/**
 * Remembers that a source is in the middle of a private key that comes line by line: each line alone looks like nothing. Other
 * lines may come in between; they are not covered, and the key goes on behind them.
 */
export class PemLines {
  #left = 0;
  /** Length of what stands before each line of the key: a time, a level. */
  #lead = 0;
  #wasFull = false;

  get isInside(): boolean {
    return this.#left > 0;
  }

  /** Whether this line is part of a key. To be asked for each line, in order, while inside, and for lines that may begin one. */
  covers(line: string): boolean {
    if (this.#left > 0) {
      this.#left--;
      if (END.test(line)) {
        this.#left = 0;
        return true;
      }
      if (this.#isBody(line)) return true;
    }
    const begin = line.includes('-----BEGIN ') || line.includes('Private-Lines: ') ? BEGIN.exec(line) : null;
    // A key that stands whole on one line, its breaks written as \n or as spaces, is a detector's work.
    if (begin === null || END.test(line) || line.length > begin.index + begin[0].length + TRAIL) return false;
    this.#left = MOST_LINES;
    this.#lead = begin.index;
    this.#wasFull = false;
    return true;
  }

  #isBody(line: string): boolean {
    const trimmed = line.trimEnd();
    const lead = Math.max(trimmed.lastIndexOf(' '), trimmed.lastIndexOf('\t')) + 1;
    const isBase64 = BASE64.test(trimmed.slice(lead));
    const isLast = isBase64 && this.#wasFull && Math.abs(lead - this.#lead) <= LEAD_SLACK;
    this.#wasFull = isBase64 && trimmed.length - lead >= FULL_LINE;
    return this.#wasFull || isLast;
  }
}
