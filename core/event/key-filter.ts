const SEPARATOR = 255;
const SEPARATORS: readonly number[] = [0x2d, 0x2e, 0x5f];
const ACCEPT = -1;

/**
 * The test that a scan makes of each key it passes: does it end in one of the wanted names, with letters of either case as one
 * and `-`, `_` and `.` left out? A tree of the names read backwards: most keys are done after a letter or two.
 */
export class KeyFilter {
  /** Every key passes. */
  readonly #all: boolean;
  /** Each byte's column: SEPARATOR, 0 for a byte that no name holds, else its own. */
  readonly #columns = new Uint8Array(256);
  #width = 1;
  /** A row a node, the root's is the second; in each column where the row begins to go on with: 0 for none, ACCEPT at the first letter of a name. */
  readonly #rows: Int32Array;

  /** @param names lower-case and without separators; `all` passes every key */
  constructor(names: Iterable<string> | 'all') {
    const wanted = names === 'all' ? [''] : [...new Set(names)];
    // Every key ends in the empty name. U+FFFD is what any broken byte is read as.
    this.#all = wanted.some((name) => name === '' || name.includes('\ufffd'));
    const keys = this.#all ? [] : wanted.map((name) => Buffer.from(name));
    for (const key of keys) for (const byte of key) this.#columns[byte] ||= this.#width++;
    this.#rows = this.#buildRows(keys);
    for (let byte = 0x41; byte <= 0x5a; byte++) this.#columns[byte] = this.#columns[byte + 0x20] as number;
    for (const byte of SEPARATORS) this.#columns[byte] = SEPARATOR;
  }

  /** What `passes` goes by, for who does the same in another way. */
  get tables(): { readonly all: boolean; readonly columns: Uint8Array; readonly rows: Int32Array; readonly width: number } {
    return { all: this.#all, columns: this.#columns, rows: this.#rows, width: this.#width };
  }

  #buildRows(keys: readonly Uint8Array[]): Int32Array {
    const width = this.#width;
    const rows = new Int32Array(keys.reduce((sum, key) => sum + key.length, 2) * width);
    let used = 2 * width;
    for (const key of keys) {
      let row = width;
      for (let at = key.length - 1; at >= 0; at--) {
        const place = row + (this.#columns[key[at] as number] as number);
        // A shorter name that this one ends in decides already.
        if (rows[place] === ACCEPT) break;
        if (at === 0) rows[place] = ACCEPT;
        else if (rows[place] !== 0) row = rows[place] as number;
        else {
          row = rows[place] = used;
          used += width;
        }
      }
    }
    return rows;
  }

  /** Whether the key at bytes[start, end), which holds no escape, passes. */
  passes(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#all) return true;
    const rows = this.#rows;
    let row = this.#width;
    for (let at = end - 1; at >= start; at--) {
      const column = this.#columns[bytes[at] as number] as number;
      if (column === SEPARATOR) continue;
      row = rows[row + column] as number;
      if (row <= 0) return row === ACCEPT;
    }
    return false;
  }
}

/** Passes no key. */
export const NO_KEYS = new KeyFilter([]);
