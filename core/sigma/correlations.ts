import type { TriggerConfig } from '../../schemas/trigger.js';
import type { Reason } from '../contract/reasons.js';
import { correlationFor } from '../trigger/compiled.js';
import { transitionId, type Transition } from '../trigger/transition.js';
import type { Match } from '../trigger/trigger-state.js';
import { Correlator } from './correlator.js';

/**
 * The correlations among triggers: told which rules each event met, they fire as triggers do. They never resolve: each firing is
 * a finding of its own. Their windows live through a reload and begin anew with the process.
 */
export class Correlations {
  readonly #triggers: ReadonlyMap<string, TriggerConfig>;
  readonly #correlator: Correlator;
  /** What the windows depend on. */
  readonly #shape: string;

  /** Those before give their windows to these, where they look for the same. */
  constructor(triggers: readonly TriggerConfig[], onReason: (reason: Reason, trigger: string) => void, before?: Correlations) {
    const correlated = triggers.flatMap((trigger) => {
      const correlation = trigger.enabled ? correlationFor(trigger) : undefined;
      return correlation === undefined ? [] : [{ trigger, correlation }];
    });
    this.#triggers = new Map(correlated.map(({ trigger }) => [trigger.name, trigger]));
    const suppress = correlated[0]?.trigger.throttle?.every ?? 0;
    const correlations = correlated.map(({ correlation }) => correlation);
    this.#shape = JSON.stringify([suppress, correlations.map(({ line: _line, ...looked }) => looked)]);
    this.#correlator = before !== undefined && before.#shape === this.#shape ? before.#correlator : new Correlator(correlations, { suppress, onReason });
  }

  get isEmpty(): boolean {
    return this.#triggers.size === 0;
  }

  /** @param rules ids of the rules that the event met */
  take(rules: readonly string[], match: Match, out: Transition[]): void {
    const { time, fields } = match;
    for (const { correlation, group, value } of this.#correlator.process({ time, event: fields, rules })) {
      const trigger = this.#triggers.get(correlation.id);
      if (trigger === undefined) continue;
      const since = time - correlation.timespan;
      const sample = match.sample();
      out.push({
        id: transitionId(trigger.name, [time, match.id, group]),
        trigger: trigger.name,
        kind: 'fired',
        repeat: 0,
        key: group,
        count: 1,
        measure: { count: 1, value, since },
        since,
        at: time,
        samples: sample === undefined ? [] : [sample],
        heldBack: 0,
        saturated: false,
        ...(trigger.dry_run ? { withheld: 'dry_run' as const } : {}),
      });
    }
  }
}
