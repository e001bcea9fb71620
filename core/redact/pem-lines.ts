/** A private key has 16 to 100 lines; what goes on for longer is none. */
const MOST_LINES = 200;
const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY( BLOCK)?-----/;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY/;
/** Base64, or a header of RFC 1421 and OpenPGP, perhaps behind a prefix that a log puts before each line. */
const BODY = /(?:^|\s)(?:[A-Za-z0-9+/=]{1,100}|[A-Za-z-]{4,20}: [^ ]{1,80})\s*$|^\s*$/;

/**
 * Remembers that a source is in the middle of a private key that comes line by line: each line alone looks like nothing.
 */
export class PemLines {
  #left = 0;

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
      if (BODY.test(line)) return true;
      this.#left = 0;
    }
    const begin = BEGIN.exec(line);
    if (begin === null || END.test(line)) return false;
    // A key that stands whole on one line, its breaks written as \n or as spaces, is a detector's work.
    if (line.length > begin.index + begin[0].length + 20) return false;
    this.#left = MOST_LINES;
    return true;
  }
}
