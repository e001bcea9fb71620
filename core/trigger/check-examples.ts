import { regexOptions } from './trigger-condition.js';
import { compileCondition, type Condition } from '../condition/condition.js';
import { Block } from '../event/block.js';
import { LineEvent } from '../event/line-event.js';
import { MALFORMED, scanObject } from '../event/scan.js';
import { Tape } from '../event/tape.js';
import type { ShapeProblem } from './check-shape.js';
import { conditionsOf } from './outline.js';
import { isAboutTriggers } from './transition-match.js';

const EXPECTED = [
  { key: 'match', meets: true, message: 'the example does not meet the condition' },
  { key: 'no_match', meets: false, message: 'the example meets the condition' },
] as const;

/**
 * Which examples of a trigger do not do what they are examples of: those under `match` have to meet `when`, and of a sequence
 * one of the steps; those under `no_match` must not. Conditions that cannot be read are left to who reports them.
 */
export function* checkExamples(trigger: Readonly<Record<string, unknown>>): Iterable<ShapeProblem> {
  const { examples } = trigger;
  if (!isMap(examples)) return;
  const stated = conditionsOf(trigger).filter(({ path }) => path[0] === 'when' || path[1] === 'steps');
  if (stated.some(({ condition }) => isAboutTriggers(condition))) return;
  const conditions = stated.map(({ path, condition }) => ({ isStep: path[1] === 'steps', condition: compileCondition(condition, regexOptions(trigger['regex'])).condition }));
  if (conditions.some(({ condition }) => condition === undefined)) return;
  const holds = (condition: Condition | undefined, event: LineEvent): boolean => condition?.matches(event) === true;
  const steps = conditions.filter(({ isStep }) => isStep);
  for (const { key, meets, message } of EXPECTED) {
    const list: readonly unknown[] = Array.isArray(examples[key]) ? examples[key] : [];
    for (const [index, example] of list.entries()) {
      if (!isMap(example)) continue;
      const event = eventOf(example);
      const isMet = conditions.every(({ isStep, condition }) => isStep || holds(condition, event)) && (steps.length === 0 || steps.some(({ condition }) => holds(condition, event)));
      if (isMet !== meets) yield { at: ['examples', key, index], code: 'TRIGGER_EXAMPLE', message };
    }
  }
}

/** The example as the event that a line of JSON with its fields is. */
function eventOf(example: Readonly<Record<string, unknown>>): LineEvent {
  const bytes = Buffer.from(JSON.stringify(example));
  const isJson = scanObject(bytes, 0, bytes.length, new Tape(256)) !== MALFORMED;
  const provenance = { source: 'sources.examples', resource: {}, arrival: 0, origin: undefined, idPrefix: '', guard: (_path: string, value: unknown) => value as never, multiline: true };
  return new LineEvent(new Block(bytes), 0, bytes.length, isJson, provenance, 0, 'normal');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
