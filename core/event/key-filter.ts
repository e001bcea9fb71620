/**
 * Answers for each key that a scan passes whether it ends in one of the wanted names, with letters of either case as one and `-`,
 * `_` and `.` left out. A tree of the names read backwards: most keys are settled by their last byte or two.
 */
export interface KeyFilter {
  /** Every key passes. */
  readonly all: boolean;
  /** Each byte's column: SEPARATOR, 0 for a byte that no name holds, else its own. */
  readonly columns: Uint8Array;
  readonly width: number;
  /** A row a node; in each column the row to go on with: 0 for none, ACCEPT at the first letter of a name. */
  readonly rows: Int32Array;
}

const SEPARATOR = 255;
const SEPARATORS: readonly number[] = [0x2d, 0x2e, 0x5f];
const ACCEPT = -1;
const ROOT = 1;

/** A filter for keys that end in any of these names, which are lower-case and without separators. `all` passes every key. */
export function keyFilter(names: Iterable<string> | 'all'): KeyFilter {
  const wanted = names === 'all' ? [''] : [...new Set(names)];
  // Every key ends in the empty name. U+FFFD is what any broken byte is read as.
  const all = wanted.some((name) => name === '' || name.includes('\ufffd'));
  const columns = new Uint8Array(256);
  let width = 1;
  const keys = all ? [] : wanted.map((name) => Buffer.from(name));
  for (const key of keys) for (const byte of key) columns[byte] ||= width++;
  const rows = buildRows(keys, columns, width);
  for (let byte = 0x41; byte <= 0x5a; byte++) columns[byte] = columns[byte + 0x20] as number;
  for (const byte of SEPARATORS) columns[byte] = SEPARATOR;
  return { all, columns, width, rows };
}

function buildRows(keys: readonly Uint8Array[], columns: Uint8Array, width: number): Int32Array {
  const most = keys.reduce((sum, key) => sum + key.length, ROOT + 1);
  const rows = new Int32Array(most * width);
  let used = ROOT + 1;
  for (const key of keys) {
    let node = ROOT;
    for (let at = key.length - 1; at >= 0; at--) {
      const place = node * width + (columns[key[at] as number] as number);
      // A shorter name that this one ends in decides already.
      if (rows[place] === ACCEPT) break;
      if (at === 0) rows[place] = ACCEPT;
      else node = rows[place] ||= used++;
    }
  }
  return rows;
}

/** Whether the key at bytes[start, end), which holds no escape, passes. */
export function passesKeyFilter(filter: KeyFilter, bytes: Uint8Array, start: number, end: number): boolean {
  if (filter.all) return true;
  const { columns, width, rows } = filter;
  let node = ROOT;
  for (let at = end - 1; at >= start; at--) {
    const column = columns[bytes[at] as number] as number;
    if (column === SEPARATOR) continue;
    node = rows[node * width + column] as number;
    if (node <= 0) return node === ACCEPT;
  }
  return false;
}
