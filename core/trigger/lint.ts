import { compileCondition } from '../condition/condition.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import type { TriggerProblem } from './check.js';
import { conditionsOf, outlineOf } from './outline.js';
import { termsWithin } from './terms.js';
import { isAboutTriggers } from './transition-match.js';

export interface LintOptions {
  /** Dotted names of the fields that events have, as far as a sample shows. Without it, fields are not looked at. */
  readonly seen?: ReadonlySet<string>;
}

type Loose = Readonly<Record<string, unknown>>;

/** Finds what is allowed in triggers and most likely not meant. The triggers are as the file states them; all it finds are warnings. */
export function lintTriggers(triggers: readonly unknown[], { seen }: LintOptions): readonly TriggerProblem[] {
  return triggers.flatMap((trigger, index) => {
    if (!isMap(trigger)) return [];
    const found = [...witnessProblems(trigger), ...keyProblems(trigger), ...escalationProblems(trigger), ...(seen === undefined ? [] : fieldProblems(trigger, seen))];
    return found.map(({ path, ...problem }): TriggerProblem => ({ ...problem, path: [index, ...path], grade: 'warning' }));
  });
}

type Found = Omit<TriggerProblem, 'grade'>;

function* witnessProblems(trigger: Loose): Iterable<Found> {
  const { when } = trigger;
  if (when === undefined || asksForValue(when) || isAboutTriggers(when)) return;
  const { condition } = compileCondition(when);
  if (condition === undefined || condition.witnesses !== undefined) return;
  yield { path: ['when'], code: 'TRIGGER_NO_WITNESS', message: `${called(trigger)} is looked at for every event, at about ${Math.round(condition.cost)} ns each: nothing about it can be looked up` };
}

/** Whether a field is asked for a plain value: that can be looked up, and spares compiling the condition to find out. */
function asksForValue(when: unknown): boolean {
  if (Array.isArray(when)) return when.every(asksForValue);
  return isMap(when) && Object.entries(when).some(([key, value]) => !key.includes('|') && key !== 'not' && typeof value === 'string' && /^[^*?\\%]+$/.test(value));
}

/** Names of fields with a value for each event. What somebody or something is called, such as user.id, is none. */
const UNBOUNDED = /^(?:id|uuid|guid|_id|message|msg|body|text|stack|time|timestamp|@timestamp|ts|date|nonce|jti|offset|seq|sequence)$|(?:^|[._-])(?:event|message|msg|request|req|trace|span|correlation|transaction|txn|order|invoice|job|execution|session)[._-]?(?:u?id|uuid)$/i;

function* keyProblems(trigger: Loose): Iterable<Found> {
  const { kind, by } = outlineOf(trigger as unknown as TriggerConfig);
  const stated = isMap(trigger[kind]) ? trigger[kind]['by'] : undefined;
  if (typeof stated !== 'string' && !Array.isArray(stated)) return;
  for (const [index, field] of by.entries()) {
    const name = field.split('.').slice(-2).join('.');
    if (!UNBOUNDED.test(name) && !UNBOUNDED.test(field)) continue;
    yield { path: [kind, 'by', ...(Array.isArray(stated) ? [index] : [])], code: 'TRIGGER_UNBOUNDED_KEY', message: `"${field}" is different in nearly every event, so each would be a group of its own` };
  }
}

function* escalationProblems({ escalate }: Loose): Iterable<Found> {
  if (!Array.isArray(escalate)) return;
  let before: { readonly text: string; readonly ms: number } | undefined;
  for (const [index, step] of (escalate as readonly unknown[]).entries()) {
    const text = isMap(step) && typeof step['after'] === 'string' ? step['after'] : undefined;
    const ms = text === undefined ? undefined : milliseconds(text);
    if (text === undefined || ms === undefined) continue;
    if (before !== undefined && ms <= before.ms) {
      yield { path: ['escalate', index, 'after'], code: 'TRIGGER_DEAD_ESCALATION', message: `the step after ${text} comes no later than the one before it, after ${before.text}` };
    }
    before = { text, ms };
  }
}

/** Fields that every event has, whatever its line calls them, and those of the process. */
const ALWAYS_THERE: ReadonlySet<string> = new Set(['level', 'time', 'message', 'logger', 'service', 'env', 'host', 'version', 'source', '']);

function* fieldProblems(trigger: Loose, seen: ReadonlySet<string>): Iterable<Found> {
  const isThere = (field: string): boolean => ALWAYS_THERE.has(field) || seen.has(field);
  for (const { path, condition } of conditionsOf(trigger)) {
    if (isAboutTriggers(condition)) continue;
    for (const term of termsWithin(condition, path)) {
      // Who asks whether it is missing does not count on it.
      if (String(term.path.at(-1)).endsWith('|exists')) continue;
      for (const field of term.fields) if (!isThere(field)) yield { path: term.path, code: 'CONDITION_FIELD_UNSEEN', message: `no event of the sample has "${field}"` };
    }
  }
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function milliseconds(text: string): number | undefined {
  const [, figure, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text) ?? [];
  return figure === undefined ? undefined : Number(figure) * (UNITS[unit] ?? Number.NaN);
}

function called({ name }: Loose): string {
  return typeof name === 'string' ? `"${name}"` : 'the trigger';
}

function isMap(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
