/** Columns of the table below: letters of either case and digits; separators are passed over, nothing else is in a name. */
const COLUMNS = 38;
const SEPARATOR = 0;
const OTHER = 37;

const COLUMN = new Uint8Array(256).map((_, byte) => {
  if (byte === 0x2d || byte === 0x5f || byte === 0x2e || byte === 0x20) return SEPARATOR;
  if (byte >= 0x61 && byte <= 0x7a) return byte - 0x60;
  if (byte >= 0x41 && byte <= 0x5a) return byte - 0x40;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30 + 27;
  return OTHER;
});

/**
 * The test that a scan makes of each key it passes: does it end in one of the wanted names, case and separators left out? A
 * trie over the names read backwards; most keys are done after a letter or two.
 */
export class KeyFilter {
  /** For each node and column the next node; 0 is none, as nothing leads back to the root. */
  readonly #next: Int16Array;
  readonly #isEnd: Uint8Array;
  readonly #all: boolean;

  /** @param names endings, of which anything but ASCII letters and digits does not count; `all` passes every key */
  constructor(names: Iterable<string> | 'all') {
    this.#all = names === 'all';
    const nodes: number[][] = [Array.from({ length: COLUMNS }, () => 0)];
    const ends = new Set<number>();
    for (const name of names === 'all' ? [] : names) {
      let node = 0;
      for (const byte of Buffer.from(name).reverse()) {
        const column = COLUMN[byte] as number;
        if (column === SEPARATOR) continue;
        const row = nodes[node] as number[];
        if (row[column] === 0) row[column] = nodes.push(Array.from({ length: COLUMNS }, () => 0)) - 1;
        node = row[column] as number;
      }
      ends.add(node);
    }
    this.#next = Int16Array.from(nodes.flat());
    this.#isEnd = new Uint8Array(nodes.length).map((_, node) => (ends.has(node) ? 1 : 0));
  }

  /** Whether the key at bytes[start, end) passes. */
  passes(bytes: Uint8Array, start: number, end: number): boolean {
    if (this.#all) return true;
    let node = 0;
    for (let at = end - 1; at >= start; at--) {
      const column = COLUMN[bytes[at] as number] as number;
      if (column === SEPARATOR) continue;
      node = this.#next[node * COLUMNS + column] as number;
      if (node === 0) return false;
      if (this.#isEnd[node] === 1) return true;
    }
    return false;
  }
}

/** Passes no key. */
export const NO_KEYS = new KeyFilter([]);
