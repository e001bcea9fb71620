import type { LogEvent } from '../contract/event.js';
import type { LoadedConfig, LoadedTrigger } from '../config/loaded-config.js';
import { conditionsOf } from '../trigger/outline.js';
import { termsWithin, type Term } from '../trigger/terms.js';
import { isAboutTriggers } from '../trigger/transition-match.js';

/** A condition of a trigger that tests have not seen both ways. */
export interface Gap {
  readonly trigger: string;
  readonly term: Pick<Term, 'path' | 'text'>;
  /** What no event of the tests made it. */
  readonly never: 'true' | 'false' | 'asked';
}

export interface CoverageReading {
  readonly triggers: number;
  /** Names of triggers that no test made fire. */
  readonly silent: readonly string[];
  readonly terms: number;
  readonly gaps: readonly Gap[];
}

interface Seen {
  readonly trigger: string;
  readonly term: Term;
  met: boolean;
  failed: boolean;
}

/** Notes which triggers tests make fire, and which of their conditions they see both met and not met. */
export class Coverage {
  readonly #fired = new Map<string, boolean>();
  readonly #seen: readonly Seen[];

  constructor({ triggers }: LoadedConfig) {
    const enabled = triggers.map(({ config }: LoadedTrigger) => config).filter((config) => config.enabled);
    for (const { name } of enabled) this.#fired.set(name, false);
    this.#seen = enabled.flatMap((trigger) => conditionsOf(trigger).filter(({ condition }) => !isAboutTriggers(condition)).flatMap(({ path, condition }) =>
      termsWithin(condition, path).map((term) => ({ trigger: trigger.name, term, met: false, failed: false }))));
  }

  take(events: readonly LogEvent[]): void {
    for (const event of events) {
      for (const seen of this.#seen) {
        if (seen.met && seen.failed) continue;
        if (seen.term.matches(event)) seen.met = true;
        else seen.failed = true;
      }
    }
  }

  fired(trigger: string): void {
    if (this.#fired.has(trigger)) this.#fired.set(trigger, true);
  }

  read(): CoverageReading {
    return {
      triggers: this.#fired.size,
      silent: [...this.#fired].filter(([, fired]) => !fired).map(([name]) => name),
      terms: this.#seen.length,
      gaps: this.#seen.filter(({ met, failed }) => !met || !failed)
        .map(({ trigger, term: { path, text }, met, failed }) => ({ trigger, term: { path, text }, never: met ? 'false' : failed ? 'true' : 'asked' })),
    };
  }
}
