import type { JsonValue } from '../contract/json.js';
import { hash } from '../trigger/transition.js';
import type { SigmaCorrelation } from './correlation.js';

/** A correlation whose rules are all there. */
export interface LoadedCorrelation extends SigmaCorrelation {
  /** Digest of what its windows depend on, its rules included: while it is the same, a reload and a restart keep them. */
  readonly shape: string;
}

/** @param digests by the id of each rule, a digest of what the rule looks for */
export function withShapes(correlations: readonly SigmaCorrelation[], digests: ReadonlyMap<string, string>): readonly LoadedCorrelation[] {
  const byId = new Map(correlations.map((correlation) => [correlation.id, correlation]));
  // Of a correlation that another refers to, the bounds decide what comes in there.
  const meaning = (id: string): JsonValue => {
    const inner = byId.get(id);
    return inner === undefined ? digests.get(id) ?? null : [shaping(inner), { ...inner.condition }, JSON.stringify(inner.expression ?? null), inner.percentile];
  };
  const shaping = ({ type, rules, groupBy, timespan, window, field, aliases }: SigmaCorrelation): JsonValue =>
    [type, rules.map((id) => [id, meaning(id)]), [...groupBy], timespan, { ...window }, [...field], Object.entries(aliases).map(([alias, fields]) => [alias, { ...fields }])];
  return correlations.map((correlation) => ({ ...correlation, shape: hash(shaping(correlation)) }));
}
