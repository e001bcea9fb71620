import type { HostServices } from '../plugin-host/context.js';
import type { Signals } from '../pipeline/signals.js';
import type { LogEvent } from '../contract/event.js';
import { Tally } from '../pipeline/tally.js';
import type { AuditLane } from './audit-lane.js';
import type { Transition } from '../trigger/transition.js';

/** What lives as long as the process, whatever reloads change. */
export interface RuntimeServices extends HostServices {
  readonly signals: Signals;
  readonly tallies: Tallies;
  /** Takes what is to be audited: config changes, silences, acknowledgements. */
  readonly audit: AuditLane;
  /** There in a run for show: a test, a replay. */
  readonly rehearsal?: Rehearsal;
}

/** Sees what triggers are given and what they do, at once and in order. What they remember is neither read nor written then. */
export interface Rehearsal {
  readonly onEvents?: (events: readonly LogEvent[]) => void;
  readonly onTransitions?: (transitions: readonly Transition[]) => void;
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
