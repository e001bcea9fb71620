/** One call a second, six posts a minute: what a chat takes from one sender without complaint, and what people can read. */
const GAP = 1_000;
const WINDOW = 60_000;
const POSTS = 6;
/** Posts of single alerts; the others are for messages that stand for many. */
export const OWN_POSTS = 4;
/** In a storm, nothing but posts goes out more often. */
export const STORM_GAP = 10_000;

/** How fast one channel is written to. Times are of the clock, in milliseconds. */
export class Pace {
  #posts: number[] = [];
  #lastCall = -Infinity;
  #lastEdit = -Infinity;

  /** Posts within the last minute. */
  postsAt(now: number): number {
    this.#posts = this.#posts.filter((at) => at > now - WINDOW);
    return this.#posts.length;
  }

  /** When a message may be posted: `most` within a minute. */
  postAt(now: number, most = POSTS): number {
    const recent = this.postsAt(now);
    const free = recent < most ? -Infinity : (this.#posts[recent - most] ?? now) + WINDOW;
    return Math.max(free, this.#lastCall + GAP);
  }

  /** When a message that stands may be changed or answered. */
  editAt(isStorm: boolean): number {
    return Math.max(this.#lastCall + GAP, isStorm ? this.#lastEdit + STORM_GAP : -Infinity);
  }

  called(isPost: boolean, now: number): void {
    this.#lastCall = now;
    if (isPost) this.#posts.push(now);
    else this.#lastEdit = now;
  }
}
