import { AGGREGATION_KINDS } from '../../schemas/aggregation.js';
import { parseTemplate } from '../alert/template.js';
import { compileCondition } from '../condition/condition.js';
import { nearest } from '../condition/nearest.js';
import { ALERT_SEVERITIES } from '../contract/alert.js';
import type { ErrorCode } from '../contract/errors.js';
import { checkChain } from './check-chain.js';
import { checkExamples } from './check-examples.js';
import { checkShape } from './check-shape.js';
import { regexOptions } from './trigger-condition.js';

/** What is wrong with a trigger, and where: `path` starts at the list of triggers. */
export interface TriggerProblem {
  readonly path: readonly (string | number)[];
  /** A warning does not keep the config from being used. */
  readonly grade: 'error' | 'warning';
  readonly code: ErrorCode;
  readonly message: string;
  /** What to do about it here; without one, the remedy of the table of errors. */
  readonly hint?: string;
}

/**
 * Finds what a schema can't: names used twice, targets that don't exist, conditions and templates that can't be read,
 * triggers that would speak at every match. The triggers are as the file states them: what has the wrong type is passed
 * over, for the schema to report. `actions` are the names under `actions:`.
 */
export function checkTriggers(triggers: readonly unknown[], actions: readonly string[]): readonly TriggerProblem[] {
  const problems: TriggerProblem[] = [];
  const names = new Set<string>();
  for (const [index, trigger] of triggers.entries()) {
    if (!isMap(trigger)) continue;
    const { name } = trigger;
    const report = (path: TriggerProblem['path'], problem: Omit<TriggerProblem, 'path' | 'grade'>, grade: TriggerProblem['grade'] = 'error'): void => {
      problems.push({ path: [index, ...path], grade, ...problem });
    };
    if (typeof name === 'string') {
      if (names.has(name)) report(['name'], { code: 'TRIGGER_DUPLICATE', message: `a trigger above is named "${name}" too` });
      names.add(name);
    }
    checkTrigger(trigger, actions, report);
  }
  problems.push(...checkChain(triggers));
  return problems;
}

type Report = (path: TriggerProblem['path'], problem: Omit<TriggerProblem, 'path' | 'grade'>, grade?: TriggerProblem['grade']) => void;

function checkTrigger(trigger: Readonly<Record<string, unknown>>, actions: readonly string[], report: Report): void {
  const { severity, when, alert, throttle } = trigger;
  const options = regexOptions(trigger['regex']);
  for (const { at, ...problem } of checkShape(trigger)) report(at, problem);
  if (severity !== undefined && !ALERT_SEVERITIES.some((word) => word === severity)) {
    report(['severity'], { code: 'TRIGGER_BAD_SEVERITY', message: `severity ${JSON.stringify(severity)} is not one of ${ALERT_SEVERITIES.join(', ')}`, ...didYouMean(severity, ALERT_SEVERITIES) });
  }
  if (when !== undefined) for (const { path, ...problem } of compileCondition(when, options).problems) report(['when', ...path], problem);
  const { ratio } = trigger;
  if (isMap(ratio) && ratio['of'] !== undefined) for (const { path, ...problem } of compileCondition(ratio['of'], options).problems) report(['ratio', 'of', ...path], problem);
  if (alert !== undefined && throttle === undefined && (trigger['on_match'] === 'every' || !AGGREGATION_KINDS.some((kind) => trigger[kind] !== undefined))) {
    report(['name'], { code: 'TRIGGER_NO_THROTTLE', message: `${typeof trigger['name'] === 'string' ? `"${trigger['name']}"` : 'the trigger'} alerts on every match` }, 'warning');
  }
  for (const { at, ...problem } of checkExamples(trigger)) report(at, problem);
  const { suppress } = trigger;
  if (isMap(suppress)) {
    if (suppress['until'] !== undefined) for (const { path, ...problem } of compileCondition(suppress['until'], options).problems) report(['suppress', 'until', ...path], problem);
    checkTargets(suppress['summary'], ['suppress', 'summary'], actions, report);
  }
  if (!isMap(alert)) {
    checkTargets(alert, ['alert'], actions, report);
    return;
  }
  checkTargets(alert['to'], ['alert', 'to'], actions, report);
  for (const key of ['title', 'text']) {
    const source = alert[key];
    const parsed = typeof source === 'string' ? parseTemplate(source) : undefined;
    if (parsed !== undefined && 'problem' in parsed) report(['alert', key], { code: 'TEMPLATE_SYNTAX', message: parsed.problem });
  }
}

function checkTargets(to: unknown, path: readonly (string | number)[], actions: readonly string[], report: Report): void {
  if (Array.isArray(to)) {
    for (const [index, name] of to.entries()) checkTargets(name, [...path, index], actions, report);
  } else if (typeof to === 'string' && !actions.includes(to)) {
    report(path, { code: 'TRIGGER_UNKNOWN_TARGET', message: `there is no action "${to}"`, ...didYouMean(to, actions) });
  }
}

function didYouMean(given: unknown, words: readonly string[]): { readonly hint?: string } {
  const meant = typeof given === 'string' ? nearest(given, words) : undefined;
  return meant === undefined ? {} : { hint: `Did you mean "${meant}"?` };
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
