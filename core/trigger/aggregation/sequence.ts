import type { SequenceConfig } from '../../../schemas/aggregation.js';
import type { TriggerConfig } from '../../../schemas/trigger.js';
import { compileNode } from '../../condition/compile.js';
import { conditionOf } from '../../condition/condition.js';
import { join } from '../../condition/node.js';
import type { JsonValue } from '../../contract/json.js';
import { listOf } from '../key-reader.js';
import { isAboutTriggers } from '../transition-match.js';
import { nodeOf } from '../trigger-condition.js';
import type { AggregationPlan } from './plan.js';
import { stepsOf } from './sequence-step.js';
import { SequenceWindows } from './sequence-windows.js';
import { stepKeyReader } from './step-key-reader.js';

/** `sequence: { within, by, steps, ordered, unless }`: events that meet the steps one after another. */
export function planSequence(config: SequenceConfig, trigger: TriggerConfig): AggregationPlan {
  const { when, by_missing: missing } = trigger;
  const steps = stepsOf(config);
  const nodes = steps.map((step, index) => nodeOf(trigger, ['sequence', 'steps', index, step.name], step.when));
  const forbidden = config.unless === undefined ? undefined : nodeOf(trigger, ['sequence', 'unless'], config.unless);
  const any = join('or', forbidden === undefined ? nodes : [...nodes, forbidden]);
  const { names, fieldsOf } = namesOf(config.by);
  return {
    kind: 'sequence',
    condition: conditionOf(when === undefined ? any : join('and', [nodeOf(trigger, ['when'], when), any])),
    isAboutTriggers: isAboutTriggers(when) || steps.every((step) => isAboutTriggers(step.when)),
    keys: stepKeyReader({
      names,
      steps: steps.map((step, index) => ({ matches: compileNode(nodes[index] ?? any), fields: fieldsOf(step.name) ?? [] })),
      unless: forbidden === undefined ? undefined : { matches: compileNode(forbidden), fields: fieldsOf('unless') },
      missing,
    }),
    span: config.within,
    shaping: ['sequence', config as unknown as JsonValue],
    makeWindows: () => new SequenceWindows(steps, config.within, config.ordered),
  };
}

/** The names of the key's parts, and the fields that a step has for them; undefined where it is not said for each of them. */
function namesOf(by: SequenceConfig['by']): { readonly names: readonly string[]; readonly fieldsOf: (step: string) => readonly string[] | undefined } {
  if (typeof by !== 'object' || Array.isArray(by)) {
    const fields = listOf(by as string | undefined);
    return { names: fields, fieldsOf: (step) => (step === 'unless' ? undefined : fields) };
  }
  const parts = Object.entries(by as Readonly<Record<string, string | Readonly<Record<string, string>>>>);
  return {
    names: parts.map(([part]) => part),
    fieldsOf(step) {
      const fields = parts.map(([, field]) => (typeof field === 'string' ? field : Object.hasOwn(field, step) ? field[step] : undefined));
      return fields.every((field) => field !== undefined) ? fields : undefined;
    },
  };
}
