/** One call a second, six posts a minute: what a chat takes from one sender without complaint, and what people can read. */
const GAP = 1_000;
const WINDOW = 60_000;
const POSTS = 6;
/** Posts of single alerts; the others are for messages that stand for many. */
export const OWN_POSTS = 4;
/** How often the message of a storm is edited. */
export const STORM_GAP = 10_000;
/** Most calls of a minute in a storm, posts and edits together. */
const STORM_CALLS = 12;

/** How fast one channel is written to. Times are of the clock, in milliseconds. */
export class Pace {
  /** The last ones, oldest first. */
  #posts: readonly number[] = [];
  #calls: readonly number[] = [];
  #lastEdit = -Infinity;

  /** Posts within the last minute. */
  postsAt(now: number): number {
    return this.#posts.filter((at) => at > now - WINDOW).length;
  }

  /** When a message may be posted: `most` within a minute. */
  postAt(most = POSTS): number {
    return Math.max(slotAt(this.#posts, most), this.#callAt);
  }

  /**
   * When a message that stands may be changed or answered, with this many storms under way. In a storm, what posts leave of the
   * calls is spread evenly over the minute; two storms take turns.
   */
  editAt(now: number, storms: number): number {
    if (storms === 0) return this.#callAt;
    const gap = Math.max(STORM_GAP / storms, WINDOW / (STORM_CALLS - this.postsAt(now)));
    return Math.max(this.#callAt, this.#lastEdit + gap, slotAt(this.#calls, STORM_CALLS));
  }

  called(isPost: boolean, now: number): void {
    this.#calls = [...this.#calls, now].slice(-STORM_CALLS);
    if (isPost) this.#posts = [...this.#posts, now].slice(-POSTS);
    else this.#lastEdit = now;
  }

  /** The clock was set back by so much: what was said is as long ago as it was. */
  setBack(by: number): void {
    this.#posts = this.#posts.map((at) => at - by);
    this.#calls = this.#calls.map((at) => at - by);
    this.#lastEdit -= by;
  }

  get #callAt(): number {
    return (this.#calls.at(-1) ?? -Infinity) + GAP;
  }
}

/** When fewer than `most` of these times are of the last minute. */
function slotAt(times: readonly number[], most: number): number {
  return (times.at(-most) ?? -Infinity) + WINDOW;
}
