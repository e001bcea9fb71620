import type { TriggerConfig } from '../../schemas/trigger.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import { correlationFor } from '../trigger/compiled.js';
import { transitionId, type Transition } from '../trigger/transition.js';
import type { GroupView, Match } from '../trigger/trigger-state.js';
import type { LoadedCorrelation } from './correlation-shape.js';
import { Correlator } from './correlator.js';

export interface CorrelationContext {
  /** Told of all that did not count or was not said, once for each. */
  readonly onReason: (reason: Reason, trigger: string) => void;
  /** Why a notice of this group is not to be told now; undefined where it may be. */
  readonly hold: (trigger: TriggerConfig, key: Readonly<Record<string, JsonValue>>, at: number) => Reason | undefined;
  /** Whether `changes` will be asked for. */
  readonly notesChanges: boolean;
}

interface Correlated {
  readonly trigger: TriggerConfig;
  readonly correlation: LoadedCorrelation;
}

/**
 * The correlations among triggers: told which rules each event met, they fire as triggers do. They never resolve: each firing is
 * a finding of its own.
 */
export class Correlations {
  readonly #context: CorrelationContext;
  readonly #triggers: ReadonlyMap<string, Correlated>;
  readonly #correlator: Correlator;

  /** Those before give their windows to these, where they look for the same. */
  constructor(triggers: readonly TriggerConfig[], context: CorrelationContext, before?: Correlations) {
    this.#context = context;
    this.#triggers = new Map(triggers.flatMap((trigger) => {
      const correlation = trigger.enabled ? correlationFor(trigger) : undefined;
      return correlation === undefined ? [] : [[trigger.name, { trigger, correlation }]];
    }));
    const { onReason, notesChanges } = context;
    const correlated = [...this.#triggers.values()];
    const options = { suppress: correlated[0]?.trigger.throttle?.every ?? 0, onReason, notesChanges };
    this.#correlator = new Correlator(correlated.map(({ correlation }) => correlation), options, before === undefined ? undefined : before.#correlator);
  }

  get isEmpty(): boolean {
    return this.#triggers.size === 0;
  }

  /** @param rules ids of the rules that the event met */
  take(rules: readonly string[], match: Match, out: Transition[]): void {
    const { id, time, fields } = match;
    for (const { correlation, group, value, heldBack } of this.#correlator.process({ id, time, event: fields, rules })) {
      const trigger = this.trigger(correlation.id);
      if (trigger === undefined) continue;
      const since = time - correlation.timespan;
      const withheld = this.#context.hold(trigger, group, time);
      if (withheld !== undefined) this.#context.onReason(withheld, trigger.name);
      const sample = match.sample();
      out.push({
        id: transitionId(trigger.name, [time, id, group]),
        trigger: trigger.name,
        kind: 'fired',
        repeat: 0,
        key: group,
        count: 1,
        measure: { count: 1, value, since },
        since,
        at: time,
        samples: sample === undefined ? [] : [sample],
        heldBack,
        saturated: false,
        ...(withheld === undefined ? {} : { withheld }),
      });
    }
  }

  /** The correlation of this name as a trigger. */
  trigger(name: string): TriggerConfig | undefined {
    return this.#triggers.get(name)?.trigger;
  }

  /** The groups of one as they stand, the stalest first; undefined where there is none of that name. */
  *groups(name: string): Iterable<GroupView> {
    for (const group of this.#correlator.groups(name) ?? []) yield { ...group, stage: 'inactive', id: undefined };
  }

  /** What they remember, one entry for each, in the form in which an engine saves its triggers. */
  save(): readonly JsonObject[] {
    return this.#correlator.save();
  }

  /** As `save`, of what has changed since this was last asked. */
  changes(): readonly JsonObject[] {
    return this.#correlator.changes();
  }

  /** The same with what `save` gave, by name. Throws on what it can't read. */
  restored(saved: ReadonlyMap<string, JsonObject>): Correlations {
    const restored = new Correlations([...this.#triggers.values()].map(({ trigger }) => trigger), this.#context);
    restored.#correlator.load(saved);
    return restored;
  }
}
