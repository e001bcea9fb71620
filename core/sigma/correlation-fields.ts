import type { SigmaCorrelation } from './correlation.js';
import { itemsOf, type DetectionItem } from './detection.js';
import type { RuleDraft } from './rule.js';
import { transform, type Step } from './transformation.js';

/** A name that no search has. */
const PROBE = '\0';

/**
 * The correlation with the fields that it groups by and looks at as the pipelines name them in the events of each rule. It
 * goes on calling them by their own names: those become aliases.
 */
export function mapCorrelationFields(correlation: SigmaCorrelation, rules: ReadonlyMap<string, RuleDraft>, steps: readonly Step[]): SigmaCorrelation {
  const aliases: Record<string, Record<string, string>> = {};
  for (const name of new Set([...Object.keys(correlation.aliases), ...correlation.groupBy, ...correlation.field])) {
    const fields = { ...correlation.aliases[name] };
    for (const id of correlation.rules) {
      const rule = rules.get(id);
      const stated = fields[id] ?? name;
      const field = rule === undefined ? stated : mapField(stated, rule, steps);
      if (field !== name) fields[id] = field;
    }
    if (Object.keys(fields).length > 0) aliases[name] = fields;
  }
  return { ...correlation, aliases };
}

/** What the steps make of a field of a rule; of several names the first, as groups have one value. */
function mapField(field: string, rule: RuleDraft, steps: readonly Step[]): string {
  const item: DetectionItem = { kind: 'item', field, modifiers: [], value: '', path: [] };
  const mapped = steps.reduce(transform, { ...rule, detections: new Map([...rule.detections, [PROBE, item]]) }).detections.get(PROBE);
  return (mapped === undefined ? undefined : itemsOf(mapped)[0]?.field) ?? field;
}
