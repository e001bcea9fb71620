import { compileCondition } from '../condition/condition.js';
import { nearest } from '../condition/nearest.js';
import { RESERVED_STEP_NAMES, STEP_KEYS, stepName } from './aggregation/sequence-step.js';
import type { ShapeProblem } from './check-shape.js';
import { isAboutTriggers } from './transition-match.js';
import type { ConditionOptions } from '../condition/field-node.js';

/** What is wrong with the steps of a `sequence`: what the schema can't state, because the name of a step is a key of it. */
export function* checkSteps(sequence: Readonly<Record<string, unknown>>, options?: ConditionOptions): Iterable<ShapeProblem> {
  const steps: readonly unknown[] = Array.isArray(sequence['steps']) ? sequence['steps'] : [];
  const names: string[] = [];
  const conditions: unknown[] = [];
  for (const [index, step] of steps.entries()) {
    if (!isMap(step)) continue;
    const at = ['sequence', 'steps', index];
    const name = stepName(step);
    if (name === undefined) {
      yield noName(at, step);
      continue;
    }
    if (RESERVED_STEP_NAMES.includes(name) || names.includes(name)) yield bad([...at, name], names.includes(name) ? `a step above is named "${name}" too` : `a step cannot be named "${name}"`, 'Give it another name.');
    names.push(name);
    conditions.push(step[name]);
    for (const { path, ...problem } of compileCondition(step[name], options).problems) yield { at: [...at, name, ...path], ...problem };
    if (step['within'] !== undefined && sequence['ordered'] === false) yield bad([...at, 'within'], 'steps in any order have none before them', 'Take "within" out, or "ordered: false".');
  }
  const { unless, by } = sequence;
  if (unless !== undefined) {
    conditions.push(unless);
    for (const { path, ...problem } of compileCondition(unless, options).problems) yield { at: ['sequence', 'unless', ...path], ...problem };
  }
  if (conditions.some(isAboutTriggers) && !conditions.every(isAboutTriggers)) yield bad(['sequence', 'steps'], 'some steps are about triggers, others about events', 'Make triggers of the conditions about events, and name these.');
  // Where a step has no name, what `by` says of it is no mistake of its own.
  if (isMap(by) && names.length === steps.length) yield* checkNames(by, names, unless !== undefined);
}

/** The names that `by` has for the fields of the steps. */
function* checkNames(by: Readonly<Record<string, unknown>>, names: readonly string[], hasUnless: boolean): Iterable<ShapeProblem> {
  const known = hasUnless ? [...names, 'unless'] : names;
  for (const [part, fields] of Object.entries(by)) {
    if (!isMap(fields)) continue;
    for (const step of Object.keys(fields)) {
      const meant = nearest(step, known);
      if (!known.includes(step)) yield bad(['sequence', 'by', part, step], `there is no step "${step}"`, meant === undefined ? undefined : `Did you mean "${meant}"?`);
    }
    const missing = names.find((name) => !Object.hasOwn(fields, name));
    if (missing !== undefined) yield bad(['sequence', 'by', part], `it does not say which field of step "${missing}" holds it`, `Add ${missing}: and the name of the field.`);
  }
}

function noName(at: ShapeProblem['at'], step: Readonly<Record<string, unknown>>): ShapeProblem {
  const others = Object.keys(step).filter((key) => !STEP_KEYS.some((own) => own === key));
  if (others.length === 0) return bad(at, 'the step has no name', 'Write it as `- name: { field: value }`.');
  const [typo] = others.flatMap((key) => {
    const meant = nearest(key, STEP_KEYS);
    return meant === undefined ? [] : [{ key, meant }];
  });
  const message = `a step has one name, but here are ${others.map((key) => `"${key}"`).join(' and ')}`;
  return typo === undefined ? bad(at, message, 'Make a step of each: begin each with a dash.') : bad([...at, typo.key], message, `Did you mean "${typo.meant}"?`);
}

function bad(at: ShapeProblem['at'], message: string, hint?: string): ShapeProblem {
  return { at, code: 'TRIGGER_BAD_SHAPE', message, ...(hint === undefined ? {} : { hint }) };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
