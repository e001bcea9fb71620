import type { HostServices } from '../plugin-host/context.js';
import type { Signals } from '../pipeline/signals.js';
import { Tally } from '../pipeline/tally.js';

/** What lives as long as the process, whatever reloads change. */
export interface RuntimeServices extends HostServices {
  readonly signals: Signals;
  readonly tallies: Tallies;
}

/** The counters of all instances, by id. They survive reloads. */
export class Tallies {
  readonly #byId = new Map<string, Tally>();

  of(id: string): Tally {
    let tally = this.#byId.get(id);
    if (tally === undefined) this.#byId.set(id, (tally = new Tally(id)));
    return tally;
  }

  all(): readonly Tally[] {
    return [...this.#byId.values()];
  }
}
