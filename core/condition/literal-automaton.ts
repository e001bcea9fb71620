/** Where in a text a literal is looked for. */
export interface AnchoredLiteral {
  readonly literal: string;
  readonly match: 'prefix' | 'suffix' | 'contains';
  /** What is found with it: a small whole number. */
  readonly id: number;
}

/** Noncharacters that stand for the ends of the text; in a text they are taken for the one before. */
const START = 0xfffe;
const END = 0xffff;
/** Longer literals are looked for by this part of them: there is hardly a text that holds it without the rest. */
const LONGEST = 48;
const ROOT = 0;
const NONE = -1;
const ASCII = 128;
/** A state with more children has a row of its own for ASCII, in which all ways on are worked out. */
const MOST_SCANNED = 3;

/**
 * Finds which of many literals a text holds, in one pass over it (Aho-Corasick). Rows are sparse: a state keeps its few
 * children in a stretch of two shared arrays, so memory goes with the characters of all literals, not with an alphabet; only
 * the few states with many children, where most of the time goes, have full rows. Finds too much for literals that are
 * longer than 48 characters or hold U+FFFD to U+FFFF; never too little.
 */
export class LiteralAutomaton {
  /** Children of state s stand from rows[s] up to rows[s + 1], ordered by unit. */
  readonly #rows: Int32Array;
  readonly #units: Uint16Array;
  readonly #targets: Int32Array;
  /** Where to go on from a state without a child for a unit: the longest end of it that begins a literal too. */
  readonly #fail: Int32Array;
  /** The nearest state in the chain of fails, itself included, that ends a literal; NONE where there is none. */
  readonly #ends: Int32Array;
  readonly #ids: readonly (readonly number[])[];
  /** Where the full row of a state begins, NONE where it has none. */
  readonly #fullAt: Int32Array;
  readonly #full: Int32Array;

  constructor(literals: readonly AnchoredLiteral[]) {
    const trie = new Trie();
    for (const one of literals) trie.add(unitsOf(one), one.id);
    const { order, rows, units, targets } = trie.layOut();
    this.#rows = rows;
    this.#units = units;
    this.#targets = targets;
    this.#ids = order.map((node) => trie.ids[node] ?? []);
    this.#fail = new Int32Array(order.length);
    this.#ends = new Int32Array(order.length).fill(NONE);
    this.#fullAt = new Int32Array(order.length).fill(NONE);
    this.#link(order.length);
    const wide = order.map((_, state) => state).filter((state) => state === ROOT || (rows[state + 1] as number) - (rows[state] as number) > MOST_SCANNED);
    this.#full = new Int32Array(wide.length * ASCII);
    for (const [place, state] of wide.entries()) {
      for (let unit = 0; unit < ASCII; unit++) this.#full[place * ASCII + unit] = this.#follow(state, unit);
      this.#fullAt[state] = place * ASCII;
    }
  }

  /** Bytes that its tables take. */
  get bytes(): number {
    const ids = this.#ids.reduce((sum, list) => sum + 8 * list.length, 8 * this.#ids.length);
    return ids + [this.#rows, this.#units, this.#targets, this.#fail, this.#ends, this.#fullAt, this.#full].reduce((sum, table) => sum + table.byteLength, 0);
  }

  /** Calls `found` with the ids of each literal that the text holds, a literal that occurs again more than once. */
  search(text: string, found: (ids: readonly number[]) => void): void {
    let state = this.#next(ROOT, START, found);
    for (let at = 0; at < text.length; at++) state = this.#next(state, Math.min(text.charCodeAt(at), START - 1), found);
    this.#next(state, END, found);
  }

  #next(from: number, unit: number, found: (ids: readonly number[]) => void): number {
    const full = unit < ASCII ? (this.#fullAt[from] as number) : NONE;
    const next = full === NONE ? this.#follow(from, unit) : (this.#full[full + unit] as number);
    for (let end = this.#ends[next] as number; end !== NONE; end = this.#ends[this.#fail[end] as number] as number) found(this.#ids[end] as readonly number[]);
    return next;
  }

  #follow(from: number, unit: number): number {
    for (let state = from; ; state = this.#fail[state] as number) {
      const full = unit < ASCII ? (this.#fullAt[state] as number) : NONE;
      if (full !== NONE) return this.#full[full + unit] as number;
      const next = this.#child(state, unit);
      if (next !== NONE) return next;
      if (state === ROOT) return ROOT;
    }
  }

  #child(state: number, unit: number): number {
    const units = this.#units;
    let low = this.#rows[state] as number;
    let high = this.#rows[state + 1] as number;
    while (high - low > 4) {
      const middle = (low + high) >> 1;
      if ((units[middle] as number) <= unit) low = middle;
      else high = middle;
    }
    for (; low < high; low++) if (units[low] === unit) return this.#targets[low] as number;
    return NONE;
  }

  /** States are numbered breadth first, so that of each, what it fails to is done before. */
  #link(states: number): void {
    for (let state = 0; state < states; state++) {
      if ((this.#ids[state] as readonly number[]).length > 0) this.#ends[state] = state;
      else if (state !== ROOT) this.#ends[state] = this.#ends[this.#fail[state] as number] as number;
      const end = this.#rows[state + 1] as number;
      for (let row = this.#rows[state] as number; row < end; row++) {
        this.#fail[this.#targets[row] as number] = state === ROOT ? ROOT : this.#follow(this.#fail[state] as number, this.#units[row] as number);
      }
    }
  }
}

function unitsOf({ literal, match }: AnchoredLiteral): readonly number[] {
  const text = literal.length <= LONGEST ? literal : match === 'suffix' ? literal.slice(-LONGEST) : literal.slice(0, LONGEST);
  const units = Array.from({ length: text.length }, (_, at) => Math.min(text.charCodeAt(at), START - 1));
  if (match === 'contains') return units;
  return match === 'prefix' ? [START, ...units] : [...units, END];
}

/** The literals as a tree, while it grows: each node knows its first child and its next sibling. */
class Trie {
  readonly ids: (number[] | undefined)[] = [undefined];
  readonly #unit: number[] = [0];
  readonly #firstChild: number[] = [NONE];
  readonly #sibling: number[] = [NONE];

  add(units: readonly number[], id: number): void {
    let node = ROOT;
    for (const unit of units) node = this.#find(node, unit) ?? this.#grow(node, unit);
    const ids = (this.ids[node] ??= []);
    if (ids.at(-1) !== id) ids.push(id);
  }

  /** The nodes breadth first, and the children of each as a row of places in that order. */
  layOut(): { readonly order: readonly number[]; readonly rows: Int32Array; readonly units: Uint16Array; readonly targets: Int32Array } {
    const count = this.ids.length;
    const order = [ROOT];
    const rows = new Int32Array(count + 1);
    const units = new Uint16Array(count - 1);
    const targets = new Int32Array(count - 1);
    let used = 0;
    for (let place = 0; place < order.length; place++) {
      rows[place] = used;
      for (const child of this.#children(order[place] as number)) {
        units[used] = this.#unit[child] as number;
        targets[used++] = order.length;
        order.push(child);
      }
    }
    rows[count] = used;
    return { order, rows, units, targets };
  }

  #children(node: number): readonly number[] {
    const children: number[] = [];
    for (let child = this.#firstChild[node] as number; child !== NONE; child = this.#sibling[child] as number) children.push(child);
    return children.sort((a, b) => (this.#unit[a] as number) - (this.#unit[b] as number));
  }

  #find(node: number, unit: number): number | undefined {
    for (let child = this.#firstChild[node] as number; child !== NONE; child = this.#sibling[child] as number) if (this.#unit[child] === unit) return child;
    return undefined;
  }

  #grow(node: number, unit: number): number {
    const child = this.ids.push(undefined) - 1;
    this.#unit.push(unit);
    this.#sibling.push(this.#firstChild[node] as number);
    this.#firstChild[node] = child;
    this.#firstChild.push(NONE);
    return child;
  }
}
