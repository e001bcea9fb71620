import type { SequenceConfig } from '../../../schemas/aggregation.js';

/** What a step has beside its name. */
export const STEP_KEYS = ['times', 'within'] as const;

/** Names that no step may have: they mean something else where steps are named. */
export const RESERVED_STEP_NAMES: readonly string[] = [...STEP_KEYS, 'unless'];

/** One step of a sequence: so many events that meet its condition. */
export interface SequenceStep {
  readonly name: string;
  readonly when: unknown;
  readonly times: number;
  /** Milliseconds after the last event of the step before in which it has to be done, of the first step after its own first event; Infinity where it is not stated. */
  readonly within: number;
}

/** The one key of a step that is its name; undefined where there is none or several. */
export function stepName(step: Readonly<Record<string, unknown>>): string | undefined {
  const [name, ...more] = Object.keys(step).filter((key) => !STEP_KEYS.some((own) => own === key));
  return more.length === 0 ? name : undefined;
}

/** The steps in their order. Throws where one has no name of its own. */
export function stepsOf({ steps }: SequenceConfig): readonly SequenceStep[] {
  return steps.map((step, index) => {
    const name = stepName(step);
    if (name === undefined) throw new TypeError(`step ${index + 1} of a sequence needs exactly one name`);
    return { name, when: step[name], times: step.times ?? 1, within: step.within ?? Infinity };
  });
}
