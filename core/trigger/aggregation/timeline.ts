import type { JsonObject, JsonValue } from '../../contract/json.js';
import { loadList, loadNumber, loadObject } from '../saved.js';
import { FORBIDDEN } from './step-key-reader.js';

/** The events of one group in the order of their times, those of one time in the order they came. */
export class Timeline {
  #times: number[] = [];
  #ids: number[] = [];
  #roles: number[] = [];
  #consumed = 0;

  get length(): number {
    return this.#times.length;
  }

  /** How many at the beginning are used up. */
  get consumed(): number {
    return this.#consumed;
  }

  /** -Infinity while it is empty. */
  get newest(): number {
    return this.#times.at(-1) ?? -Infinity;
  }

  time(index: number): number {
    return this.#times[index] ?? Infinity;
  }

  role(index: number): number {
    return this.#roles[index] ?? 0;
  }

  /** Puts an event in its place. Gives that place; `duplicate` where it is there already, `late` among those that are used up. */
  add(time: number, id: number, role: number): number | 'duplicate' | 'late' {
    let at = this.#times.length;
    while (at > 0 && this.time(at - 1) > time) at--;
    for (let same = at - 1; same >= 0 && this.#times[same] === time; same--) if (this.#ids[same] === id) return 'duplicate';
    if (at < this.#consumed) return 'late';
    // Between two that begin everything anew, a third one at the end changes nothing: the one in the middle may go.
    if (role === FORBIDDEN && at === this.#times.length && at - 2 >= this.#consumed && this.role(at - 1) === FORBIDDEN && this.role(at - 2) === FORBIDDEN) this.remove(--at);
    this.#times.splice(at, 0, time);
    this.#ids.splice(at, 0, id);
    this.#roles.splice(at, 0, role);
    return at;
  }

  /** Uses up all events up to this place. */
  consume(through: number): void {
    this.#consumed = Math.max(this.#consumed, through + 1);
  }

  remove(at: number): void {
    this.#times.splice(at, 1);
    this.#ids.splice(at, 1);
    this.#roles.splice(at, 1);
    if (at < this.#consumed) this.#consumed--;
  }

  /** Forgets what is no later than `start`. */
  forgetThrough(start: number): void {
    let count = 0;
    while (this.time(count) <= start) count++;
    if (count === 0) return;
    this.#times.splice(0, count);
    this.#ids.splice(0, count);
    this.#roles.splice(0, count);
    this.#consumed = Math.max(0, this.#consumed - count);
  }

  /**
   * Which to let go of where there are too many: one that is used up; else of the commonest role the first after `spared` of
   * it. So neither what happened once nor what happened last is lost to a flood of something else.
   */
  leastMissed(spared: number): number {
    if (this.#consumed > 0) return 0;
    const counts = new Map<number, number>();
    let commonest = FORBIDDEN;
    for (const role of this.#roles) {
      if (role === FORBIDDEN) continue;
      const count = (counts.get(role) ?? 0) + 1;
      counts.set(role, count);
      if (count > (counts.get(commonest) ?? 0)) commonest = role;
    }
    if ((counts.get(commonest) ?? 0) <= spared) return 0;
    for (let at = 0, left = spared; at < this.length; at++) if (this.#roles[at] === commonest && left-- === 0) return at;
    return 0;
  }

  toJSON(): JsonObject {
    return { times: [...this.#times], ids: [...this.#ids], roles: [...this.#roles], consumed: this.#consumed };
  }

  static load(saved: JsonValue | undefined): Timeline {
    const { times, ids, roles, consumed } = loadObject(saved);
    const line = new Timeline();
    line.#times = loadList(times).map(loadNumber);
    line.#ids = loadList(ids).map(loadNumber);
    line.#roles = loadList(roles).map(loadNumber);
    line.#consumed = loadNumber(consumed);
    if (line.#ids.length !== line.length || line.#roles.length !== line.length) throw new TypeError('expected as many of each');
    return line;
  }
}
