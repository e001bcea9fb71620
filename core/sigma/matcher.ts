import type { FieldReader } from '../condition/compile.js';
import { TriggerIndex } from '../trigger/trigger-index.js';
import { asSigmaReads } from './evtx-fields.js';
import type { SigmaRule } from './load.js';

/** Finds the rules that an event meets, by the index of what their fields have to hold. */
export class SigmaMatcher {
  readonly #rules: readonly SigmaRule[];
  readonly #index: TriggerIndex;

  constructor(rules: readonly SigmaRule[]) {
    this.#rules = rules;
    this.#index = new TriggerIndex(rules.map(({ condition }) => condition));
  }

  /** Rules that have to be looked at for every event: nothing that they ask for is worth an entry in the index. */
  get always(): readonly SigmaRule[] {
    return this.#index.always.map((place) => this.#rules[place] as SigmaRule);
  }

  /** The rules that the event meets, in their order. Log sources are looked at where a pipeline made conditions of them. */
  match(event: FieldReader): readonly SigmaRule[] {
    return this.#index.matching(asSigmaReads(event)).map((place) => this.#rules[place] as SigmaRule);
  }
}
