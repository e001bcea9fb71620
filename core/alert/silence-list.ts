import { createHash } from 'node:crypto';
import type { Condition } from '../condition/condition.js';
import type { FieldReader } from '../condition/compile.js';
import { HushpipeError } from '../contract/errors.js';
import { isActive, type Silence, type SilenceRequest } from './silence.js';

/** Silences with their conditions, in the order in which they came. */
export class SilenceList {
  readonly #silences = new Map<string, { silence: Silence; readonly matcher: Condition }>();
  /** Ids of those that were active when `hasChanged` was last asked. */
  #active = '';

  *all(): Iterable<Silence> {
    for (const { silence } of this.#silences.values()) yield silence;
  }

  /** Eight letters and digits, of what is asked for and when. */
  nextId({ match, by }: SilenceRequest, now: number): string {
    return createHash('sha256').update(JSON.stringify([match, by, now, this.#silences.size])).digest('hex').slice(0, 8);
  }

  add(silence: Silence, matcher: Condition): void {
    this.#silences.set(silence.id, { silence, matcher });
  }

  /** Ends one now. Throws ALERT_NOT_FOUND where there is none of this id that has not ended. */
  expire(id: string, by: string, now: number): Silence {
    const found = this.#silences.get(id);
    if (found === undefined || !isActive(found.silence, now)) throw new HushpipeError('ALERT_NOT_FOUND', `there is no active silence ${JSON.stringify(id.slice(0, 80))}`);
    found.silence = { ...found.silence, expired: { by, at: now } };
    return found.silence;
  }

  /** The silence that holds for an alert: of several the one that lasts longest. */
  find(fields: FieldReader, now: number): Silence | undefined {
    let found: Silence | undefined;
    for (const { silence, matcher } of this.#silences.values()) {
      if (isActive(silence, now) && (found === undefined || silence.until > found.until) && matcher.matches(fields)) found = silence;
    }
    return found;
  }

  /** Whether others are active than when this was last asked. */
  hasChanged(now: number): boolean {
    const active = [...this.all()].filter((silence) => isActive(silence, now)).map(({ id }) => id).join(' ');
    const changed = active !== this.#active;
    this.#active = active;
    return changed;
  }

  /** When the next active one ends. */
  nextEnd(now: number): number {
    return [...this.all()].reduce((next, silence) => (isActive(silence, now) ? Math.min(next, silence.until) : next), Infinity);
  }

  /** Those that have not ended, each after the clock was set back by so much. */
  setBack(by: number): readonly Silence[] {
    const open = [...this.#silences.values()].filter(({ silence }) => silence.expired === undefined);
    for (const each of open) each.silence = { ...each.silence, from: each.silence.from - by, until: each.silence.until - by };
    return open.map(({ silence }) => silence);
  }

  /** Forgets those that ended long ago, and gives their ids. */
  prune(now: number, keep: number): readonly string[] {
    const gone = [...this.all()].filter(({ until, expired }) => now - (expired?.at ?? until) > keep).map(({ id }) => id);
    for (const id of gone) this.#silences.delete(id);
    return gone;
  }
}
