import type { TriggerConfig } from '../../schemas/trigger.js';
import type { LogEvent } from '../contract/event.js';
import { FieldCache } from './field-cache.js';
import { planTriggers, type TriggerPlan } from './plan.js';
import { TriggerIndex } from './trigger-index.js';

/** Says which triggers an event is for, without counting it. Throws at triggers that cannot be used. */
export class EventMatcher {
  readonly #plans: readonly TriggerPlan[];
  readonly #fields: FieldCache;
  readonly #index: TriggerIndex;

  constructor(triggers: readonly TriggerConfig[]) {
    this.#plans = planTriggers(triggers).filter((plan) => !plan.isAboutTriggers);
    this.#fields = new FieldCache(this.#plans.flatMap(({ condition }) => condition.fields), this.#plans.some(({ isOfSigma }) => isOfSigma));
    this.#index = new TriggerIndex(this.#plans.map(({ condition }) => condition));
  }

  /** Names of the triggers, as `match` numbers them. */
  get names(): readonly string[] {
    return this.#plans.map(({ name }) => name);
  }

  /** Numbers of the triggers whose condition the event meets, ascending; of a sequence, that of one of its steps. */
  match(event: LogEvent): readonly number[] {
    this.#fields.turnTo(event);
    return this.#index.matching(this.#fields);
  }
}
