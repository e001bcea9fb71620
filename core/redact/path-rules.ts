import { foldKey } from './key-fold.js';
import type { ValueRule } from './rule.js';

/** One step of a selector: a name, an index, any one step, or any number of steps. */
type Step = string | number | typeof ANY | typeof ANY_INDEX | typeof ANY_DEPTH;
const ANY = Symbol('*');
const ANY_INDEX = Symbol('[*]');
const ANY_DEPTH = Symbol('**');

const STEP = /\.?(?:(\*\*)|(\*)|\[(\*)\]|\[(\d{1,9})\]|\["((?:[^"\\]|\\.){0,256})"\]|([^.[\]*\s"]{1,256}))/y;

/**
 * Reads `user.**.ssn`, `items[*].card`, `a.*.c`, `list[0]`, `["odd.name"].x`. `*` is any one step, `[*]` any index, `**` any
 * number of steps, also none. Undefined where the text is no selector.
 */
export function parseSelector(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const at = STEP.lastIndex;
    const match = STEP.exec(text);
    const isDotted = text.charAt(at) === '.';
    if (match === null || (at === 0 && isDotted)) return undefined;
    const [whole, depth, any, anyIndex, index, quoted, name] = match;
    // A name needs a dot before it, unless it comes first; a bracket must have none.
    if (at > 0 && isDotted === whole.slice(isDotted ? 1 : 0).startsWith('[')) return undefined;
    if (depth !== undefined) steps.push(ANY_DEPTH);
    else if (any !== undefined) steps.push(ANY);
    else if (anyIndex !== undefined) steps.push(ANY_INDEX);
    else if (index !== undefined) steps.push(Number(index));
    else steps.push(quoted === undefined ? (name as string) : quoted.replace(/\\(.)/g, '$1'));
  }
  const last = steps.at(-1);
  return last === undefined || last === ANY_DEPTH ? undefined : steps;
}

/** What to call a selector in masks: its last name. */
export function selectorName(steps: readonly Step[]): string {
  const name = steps.findLast((step) => typeof step === 'string');
  return typeof name === 'string' ? name : 'path';
}

/**
 * Folded names of which one ends a member's path, or undefined where it may be any. Beside the last name an index counts, as
 * that may be part of a name with dots (`list.0`).
 */
export function selectorEndings(steps: readonly Step[]): readonly string[] | undefined {
  const last = steps.findLast((step) => typeof step !== 'number' && step !== ANY_INDEX);
  if (typeof last !== 'string') return undefined;
  const index = steps.at(-1);
  return typeof index === 'number' ? [foldKey(last), String(index)] : [foldKey(last)];
}

export interface PathRule {
  readonly steps: readonly Step[];
  readonly rule: ValueRule;
}

/**
 * The rule for the member at exactly this path; the first that the config states wins. A member whose own name has dots
 * (`{"user.ssn": ...}`) is found under the selector `user.ssn` too.
 */
export function createPathRules(rules: readonly PathRule[]): (path: readonly (string | number)[]) => ValueRule | undefined {
  const byLastName = new Map<Step, PathRule[]>();
  for (const rule of rules) {
    const last = rule.steps.at(-1) as Step;
    // A name with dots is met both whole and as its last part; one of digits may be an index.
    const key = typeof last === 'string' && !/^\d+$/.test(last) ? last.slice(last.lastIndexOf('.') + 1) : ANY;
    byLastName.set(key, [...(byLastName.get(key) ?? []), rule]);
  }
  const wild = byLastName.get(ANY) ?? [];
  const order = new Map(rules.map((rule, index) => [rule, index]));

  return (path) => {
    const last = path.at(-1);
    const named = typeof last === 'string' ? byLastName.get(last.slice(last.lastIndexOf('.') + 1)) : undefined;
    if (last === undefined || (named === undefined && wild.length === 0)) return undefined;
    const isDotted = path.some((part) => typeof part === 'string' && part.includes('.'));
    const parts = isDotted ? path.flatMap((part): (string | number)[] => (typeof part === 'string' ? part.split('.') : [part])) : undefined;
    let best: PathRule | undefined;
    for (const rule of [...(named ?? []), ...wild]) {
      if (best !== undefined && (order.get(best) as number) < (order.get(rule) as number)) continue;
      if (matches(rule.steps, path) || (parts !== undefined && matches(rule.steps, parts))) best = rule;
    }
    return best?.rule;
  };
}

/** Wildcard matching with one point to go back to, which is enough: time is steps times path length. */
function matches(steps: readonly Step[], path: readonly (string | number)[]): boolean {
  let step = 0;
  let backStep = -1;
  let backPart = 0;
  let part = 0;
  while (part < path.length) {
    if (steps[step] === ANY_DEPTH) {
      backStep = step++;
      backPart = part;
    } else if (step < steps.length && fits(steps[step] as Step, path[part] as string | number)) {
      step++;
      part++;
    } else if (backStep >= 0) {
      step = backStep + 1;
      part = ++backPart;
    } else return false;
  }
  return step === steps.length;
}

function fits(step: Step, part: string | number): boolean {
  if (step === ANY) return true;
  if (step === ANY_INDEX) return typeof part === 'number';
  return step === part || (typeof step !== 'symbol' && String(step) === String(part));
}
