interface Anchor {
  readonly id: number;
  readonly text: string;
  /** Its fourth character with bit 5 set, 0 where it has none: most of what begins alike differs there. */
  readonly fourth: number;
}

/**
 * Finds all occurrences of many short literals in one pass, in any case (ASCII). Three characters are folded into 15 bits
 * and looked up, so a text without any of them costs one table read a character.
 */
export class AnchorScan {
  /** By the folded last three characters: 0, or 1 + the index of the literals that begin with these. */
  readonly #table = new Uint16Array(1 << 15);
  readonly #buckets: Anchor[][] = [];
  readonly #single: Anchor[] = [];

  /** `anchors`: lower-case, at least three characters, or one that is not a letter. */
  constructor(anchors: readonly string[]) {
    for (const [id, text] of anchors.entries()) {
      if (text.length < 3) {
        if (text.length !== 1 || /[a-z]/i.test(text)) throw new RangeError(`an anchor of ${text.length} characters`);
        this.#single.push({ id, text, fourth: 0 });
        continue;
      }
      let key = 0;
      for (let i = 0; i < 3; i++) key = (key << 5) | classOf(text.charCodeAt(i));
      if (this.#table[key] === 0) this.#table[key] = this.#buckets.push([]);
      this.#buckets[(this.#table[key] as number) - 1]?.push({ id, text, fourth: text.length > 3 ? text.charCodeAt(3) | 0x20 : 0 });
    }
  }

  /** Calls `visit` with the anchor's index in the constructor's list and its place; ascending for each anchor, not overall. */
  run(text: string, visit: (anchor: number, at: number) => void): void {
    for (const { id, text: sign } of this.#single) {
      for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) visit(id, at);
    }
    const table = this.#table;
    let key = 0;
    for (let i = 0; i < text.length; i++) {
      key = ((key << 5) | (CLASSES[text.charCodeAt(i) & 127] as number)) & 0x7fff;
      const bucket = table[key] as number;
      if (bucket === 0) continue;
      const candidates = this.#buckets[bucket - 1] as readonly Anchor[];
      const next = text.charCodeAt(i + 1) | 0x20;
      for (let j = 0; j < candidates.length; j++) {
        const anchor = candidates[j] as Anchor;
        if ((anchor.fourth === 0 || anchor.fourth === next) && standsAt(text, i - 2, anchor.text)) visit(anchor.id, i - 2);
      }
    }
  }
}

/** 32 classes: other, a-z, digits, and the marks that occur in anchors. Beyond ASCII the classes repeat, which costs a comparison at most. */
const CLASSES = new Uint8Array(128);
for (let i = 0; i < 26; i++) CLASSES[65 + i] = CLASSES[97 + i] = 1 + i;
for (const [offset, marks] of ['0123456789', '-_', '%\\', ':/', '.'].entries()) for (const mark of marks) CLASSES[mark.charCodeAt(0)] = 27 + offset;

function classOf(code: number): number {
  return CLASSES[code & 127] as number;
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
  const unique = [...new Set(anchors)].sort((a, b) => a.length - b.length);
  const kept: string[] = [];
  for (const anchor of unique) if (!kept.some((shorter) => anchor.includes(shorter))) kept.push(anchor);
  return kept;
}
