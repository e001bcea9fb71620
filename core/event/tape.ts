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
/** Places of the largest array that is kept: what a block of 1.5 MB takes. */
const LARGEST_SPARE = 1 << 18;
/** A tape for a few bytes, which may live long, must not hold an array for a million. */
const MOST_TIMES_TOO_LARGE = 4;
const LEAST_PLACES = STRIDE * 8;

export class Tape {
  data: Int32Array;
  /** Places in use. */
  used = 0;
  #isBorrowed = false;

  /** @param bytes how many bytes will be scanned: a guess of the room that their members need */
  constructor(bytes: number) {
    const places = Math.max(LEAST_PLACES, Math.ceil(bytes / 6));
    const fitting = spare.findIndex(({ length }) => length >= places && length <= places * MOST_TIMES_TOO_LARGE);
    const [array = new Int32Array(places)] = fitting < 0 ? [] : spare.splice(fitting, 1);
    this.data = array;
  }

  /** A tape on an array of somebody else's, who gets it back when it is let go. */
  static over(data: Int32Array): Tape {
    const tape = new Tape(0);
    tape.data = data;
    tape.#isBorrowed = true;
    return tape;
  }

  /** Gives up its array. Nobody may read the tape again. */
  release(): void {
    if (!this.#isBorrowed && spare.length < MOST_SPARE && this.data.length <= LARGEST_SPARE) spare.push(this.data);
    this.data = new Int32Array(0);
    this.used = 0;
  }

  /** Makes room for one more member; returns the array to write to, which may be a new one. */
  grow(): Int32Array {
    const larger = new Int32Array(Math.max(LEAST_PLACES, this.data.length * 2));
    larger.set(this.data);
    this.data = larger;
    this.#isBorrowed = false;
    return larger;
  }
}
