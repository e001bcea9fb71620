/** 32 classes: other, a-z, digits, and the marks that occur in anchors. Beyond ASCII the classes repeat, which costs a comparison at most. */
const CLASSES = new Uint8Array(128);
for (let i = 0; i < 26; i++) CLASSES[65 + i] = CLASSES[97 + i] = 1 + i;
for (const [offset, marks] of ['0123456789', '-_', '%\\', ':/', '.'].entries()) for (const mark of marks) CLASSES[mark.charCodeAt(0)] = 27 + offset;

function classOf(code: number): number {
  return CLASSES[code & 127] as number;
}

interface Anchor {
  readonly id: number;
  readonly text: string;
}

/** All fourth characters: an anchor of three says nothing of what follows. */
const ANY_FOURTH = -1;
/** In the table of characters: beside its class, that the character is an anchor by itself. */
const IS_SINGLE = 32;
const NONE = -1;

/**
 * Finds all occurrences of many short literals in one pass, in any case (ASCII). Characters are folded into 32 classes; three of
 * them lead to the classes that may follow as a fourth, so a text without any literal costs two table reads a character.
 */
export class AnchorScan {
  readonly #characters = Uint8Array.from(CLASSES);
  /** By the classes of three characters: a bit for each class of a fourth with which a literal begins. */
  readonly #fourths = new Int32Array(1 << 15);
  readonly #byThree = new Map<number, Anchor[]>();
  /** By character: the anchor that it is; of those beyond ASCII none is one. */
  readonly #single = new Int32Array(128).fill(NONE);
  /** The largest of these characters: letters are beyond it, mostly. */
  #lastSingle = -1;

  /** `anchors`: lower-case, at least three characters, or one that is not a letter. */
  constructor(anchors: readonly string[]) {
    for (const [id, text] of anchors.entries()) {
      if (text.length < 3) {
        if (!/^[\0-\x7f]$/.test(text) || /[a-z]/i.test(text)) throw new RangeError(`an anchor of ${text.length} characters`);
        this.#single[text.charCodeAt(0)] = id;
        this.#lastSingle = Math.max(this.#lastSingle, text.charCodeAt(0));
        this.#characters[text.charCodeAt(0)] = classOf(text.charCodeAt(0)) | IS_SINGLE;
        continue;
      }
      let key = 0;
      for (let i = 0; i < 3; i++) key = (key << 5) | classOf(text.charCodeAt(i));
      this.#fourths[key] = (this.#fourths[key] as number) | (text.length > 3 ? 1 << classOf(text.charCodeAt(3)) : ANY_FOURTH);
      const same = this.#byThree.get(key);
      if (same === undefined) this.#byThree.set(key, [{ id, text }]);
      else same.push({ id, text });
    }
  }

  /** Calls `visit` with the anchor's index in the constructor's list and its place; ascending for each anchor, not overall. */
  run(text: string, visit: (anchor: number, at: number) => void): void {
    const characters = this.#characters;
    const fourths = this.#fourths;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const character = characters[code & 127] as number;
      if ((((fourths[key] as number) >>> character) & 1) !== 0) this.#visitThree(key, text, i - 3, visit);
      if (character >= IS_SINGLE && code < 128) visit(this.#single[code] as number, i);
      key = ((key << 5) | (character & 31)) & 0x7fff;
    }
    if (fourths[key] !== 0) this.#visitThree(key, text, text.length - 3, visit);
  }

  /** The same for a text that holds none of those that are longer than one character. */
  runSingle(text: string, visit: (anchor: number, at: number) => void): void {
    const single = this.#single;
    const last = this.#lastSingle;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code <= last && single[code] !== NONE) visit(single[code] as number, i);
    }
  }

  #visitThree(key: number, text: string, at: number, visit: (anchor: number, at: number) => void): void {
    for (const anchor of this.#byThree.get(key) ?? []) if (standsAt(text, at, anchor.text)) visit(anchor.id, at);
  }
}

function standsAt(text: string, at: number, anchor: string): boolean {
  if (at + anchor.length > text.length) return false;
  for (let i = 0; i < anchor.length; i++) {
    const code = text.charCodeAt(at + i);
    if ((code >= 65 && code <= 90 ? code | 0x20 : code) !== anchor.charCodeAt(i)) return false;
  }
  return true;
}

/** The anchors without those that contain another: where the longer one stands, the shorter one does. */
export function withoutLonger(anchors: Iterable<string>): string[] {
  const byLength: string[][] = [];
  for (const anchor of new Set(anchors)) (byLength[anchor.length] ??= []).push(anchor);
  if (byLength[0] !== undefined) return byLength[0];
  const kept: string[] = [];
  /** What was kept, by its first two characters as one number, or the only one. */
  const byStart = new Map<number, string[]>();
  for (const anchor of byLength.flat()) {
    if (holdsAny(anchor, byStart)) continue;
    kept.push(anchor);
    const start = startOf(anchor, 0, anchor.length);
    const same = byStart.get(start);
    if (same === undefined) byStart.set(start, [anchor]);
    else same.push(anchor);
  }
  return kept;
}

function holdsAny(text: string, byStart: ReadonlyMap<number, readonly string[]>): boolean {
  for (let at = 0; at < text.length; at++) {
    if (byStart.has(text.charCodeAt(at)) || byStart.get(startOf(text, at, text.length))?.some((part) => text.startsWith(part, at)) === true) return true;
  }
  return false;
}

/** Never the number of a single character where there are two: no anchor holds the NUL. */
function startOf(text: string, at: number, end: number): number {
  return at + 1 < end ? (text.charCodeAt(at + 1) << 16) | text.charCodeAt(at) : text.charCodeAt(at);
}
