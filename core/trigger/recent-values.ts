/** Values kept in each of two generations, and the longest text that is kept. */
const GENERATION = 512;
const LONGEST = 256;
/** So many questions decide whether it is worth asking on; where it is not, so many go by until it is tried again. */
const TRIAL = 1024;
const PAUSE = 15 * TRIAL;
const LEAST_HITS = TRIAL / 2;

/**
 * Remembers what was made of texts of late, for texts that come again and again. Bounded; and where texts do not come
 * again it stops for a while to remember them, so that it costs next to nothing there.
 */
export class RecentValues<T> {
  #young = new Map<string, T>();
  #old = new Map<string, T>();
  #asked = 0;
  #hits = 0;
  #paused = 0;

  get(text: string): T | undefined {
    if (this.#paused > 0) {
      this.#paused--;
      return undefined;
    }
    if (++this.#asked === TRIAL) this.#judge();
    const young = this.#young.get(text);
    if (young !== undefined) {
      this.#hits++;
      return young;
    }
    const old = this.#old.get(text);
    if (old !== undefined) {
      this.#hits++;
      this.#put(text, old);
    }
    return old;
  }

  set(text: string, value: T): void {
    if (this.#paused === 0 && text.length <= LONGEST) this.#put(text, value);
  }

  #put(text: string, value: T): void {
    if (this.#young.size >= GENERATION) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(text, value);
  }

  #judge(): void {
    if (this.#hits < LEAST_HITS) {
      this.#paused = PAUSE;
      this.#young = new Map();
      this.#old = new Map();
    }
    this.#asked = 0;
    this.#hits = 0;
  }
}
