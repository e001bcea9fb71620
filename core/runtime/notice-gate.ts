import { compileAlertRules, type AlertConfig, type AlertRules } from '../alert/alert-rules.js';
import { IncidentBook } from '../alert/incident-book.js';
import { inputOf } from '../alert/transition-input.js';
import type { Reason } from '../contract/reasons.js';
import type { Transition } from '../trigger/transition.js';

/** What stands between a trigger that fires and the people who are told: mute intervals and inhibitions of a config, at the time of the events. */
export class NoticeGate {
  readonly #rules: AlertRules;
  readonly #book: IncidentBook;

  /** `onReason` is told of each firing that nobody is told of. */
  constructor(config: AlertConfig, onReason: (reason: Reason, trigger: string) => void) {
    this.#rules = compileAlertRules(config);
    this.#book = new IncidentBook({ rules: this.#rules, write: () => {}, onChange: () => {}, onReason });
  }

  take(transition: Transition): void {
    const { at, samples, trigger } = transition;
    const plan = this.#rules.plans.get(trigger);
    const input = inputOf(plan, transition);
    if (input?.kind === 'fired') this.#book.fired(input.firing, plan?.to ?? [], samples, at);
    else if (input !== undefined) this.#book.resolved(input.id, { at: input.at, reason: input.reason }, at);
  }
}
