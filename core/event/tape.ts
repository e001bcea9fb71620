/**
 * Where the top-level members of scanned JSON objects stand, as a flat list of integers: no object per field.
 * A member takes `STRIDE` places: start and end of its key (without quotes), start and end of its value; ends are exclusive,
 * offsets absolute in the bytes that were scanned.
 */
export const STRIDE = 4;
export const KEY_END = 1;
export const VALUE_START = 2;
export const VALUE_END = 3;

/** Arrays of tapes that were let go, to be written again: fresh memory costs more than the scan that fills it. */
const spare: Int32Array[] = [];
const MOST_SPARE = 4;

export class Tape {
  data: Int32Array;
  /** Places in use. */
  used = 0;

  /** @param bytes how many bytes will be scanned: a guess of the room that their members need */
  constructor(bytes: number) {
    const places = Math.max(STRIDE * 8, Math.ceil(bytes / 6));
    const last = spare.pop();
    this.data = last !== undefined && last.length >= places ? last : new Int32Array(places);
  }

  /** Gives up its array. Nobody may read the tape again. */
  release(): void {
    if (spare.length < MOST_SPARE) spare.push(this.data);
    this.data = new Int32Array(0);
    this.used = 0;
  }

  /** Makes room for one more member; returns the array to write to, which may be a new one. */
  grow(): Int32Array {
    const larger = new Int32Array(this.data.length * 2);
    larger.set(this.data);
    this.data = larger;
    return larger;
  }
}
