import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import type { Transition } from '../trigger/transition.js';
import type { GroupView } from '../trigger/trigger-state.js';

/** Transitions that are remembered of all triggers, and groups that are shown of one. */
const MOST_RECENT = 500;
const MOST_GROUPS = 20;

interface Counts {
  fired: number;
  resolved: number;
  notices: number;
  readonly reasons: Map<Reason, number>;
}

/** What each trigger of a running pipeline has done since it started, for who asks why. Bounded by the number of triggers. */
export class TriggerTally {
  readonly #counts = new Map<string, Counts>();
  /** Without their events, which are not to be kept for this. */
  readonly #recent: JsonObject[] = [];
  #events = 0;

  read(events: number): void {
    this.#events += events;
  }

  reason(reason: Reason, trigger: string): void {
    const { reasons } = this.#of(trigger);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }

  add(transitions: readonly Transition[]): void {
    for (const transition of transitions) {
      const counts = this.#of(transition.trigger);
      if (transition.kind === 'resolved') counts.resolved++;
      else if (transition.kind === 'fired' && transition.repeat === 0) counts.fired++;
      if (transition.kind === 'fired' && transition.withheld === undefined) counts.notices++;
      this.#recent.push(asJson(transition));
    }
    if (this.#recent.length > MOST_RECENT * 2) this.#recent.splice(0, this.#recent.length - MOST_RECENT);
  }

  /** What a trigger did and how far its groups are, which are given: those that have counted most first. */
  explain(trigger: string, states: Iterable<GroupView>): JsonObject {
    const { fired, resolved, notices, reasons } = this.#of(trigger);
    const groups = [...states].toSorted((a, b) => b.value - a.value || b.count - a.count);
    return {
      trigger,
      read: this.#events,
      fired, resolved, notices,
      reasons: Object.fromEntries(reasons),
      groups: groups.slice(0, MOST_GROUPS).map(({ key, stage, count, value, newest }) => ({ key, stage, count, value: finite(value), newest: finite(newest) })),
      more_groups: Math.max(0, groups.length - MOST_GROUPS),
      recent: this.#recent.filter((step) => step['trigger'] === trigger).slice(-MOST_GROUPS),
    };
  }

  /** The steps of one firing that are remembered, by its id. */
  alert(matches: (id: string) => boolean): readonly JsonObject[] {
    return this.#recent.filter(({ id }) => typeof id === 'string' && matches(id));
  }

  #of(trigger: string): Counts {
    let counts = this.#counts.get(trigger);
    if (counts === undefined) this.#counts.set(trigger, (counts = { fired: 0, resolved: 0, notices: 0, reasons: new Map() }));
    return counts;
  }
}

function asJson({ id, trigger, kind, key, count, measure, since, at, repeat, heldBack, withheld, saturated }: Transition): JsonObject {
  return { id, trigger, kind, key, count, value: finite(measure.value), since, at, repeat, held_back: heldBack, withheld: withheld ?? null, saturated };
}

/** JSON has no infinity. */
function finite(value: number): JsonValue {
  return Number.isFinite(value) ? value : null;
}
