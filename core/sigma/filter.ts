import { isMap, type SigmaDocument } from './documents.js';
import { covers, readLogSource, type LogSource } from './log-source.js';
import type { Report } from './problem.js';
import { readSearches, type RuleDraft, type Searches } from './rule.js';

/** A condition that is joined, by `and`, to that of each rule which it is for. */
export interface SigmaFilter extends Searches {
  readonly logsource: LogSource;
  /** Ids or names; 'any' is all rules of the log source. */
  readonly rules: readonly string[] | 'any';
}

export function readFilter({ value }: SigmaDocument, report: Report): SigmaFilter {
  const filter = isMap(value['filter']) ? value['filter'] : {};
  const { rules } = filter;
  const isAny = typeof rules === 'string' && /^(?:any|all)$/i.test(rules);
  const names = (Array.isArray(rules) ? rules : [rules]).filter((name) => typeof name === 'string');
  if (!isAny && names.length === 0) report(['filter'], 'SIGMA_BAD_RULE', 'a filter needs rules: a list of ids or names, or any');
  // The specification asks for a log source; who names the rules needs none.
  return { logsource: value['logsource'] === undefined && !isAny ? {} : readLogSource(value['logsource'], report), rules: isAny ? 'any' : names, ...readSearches(value['filter'], ['filter'], report, ['rules']) };
}

export function appliesTo(filter: SigmaFilter, rule: RuleDraft): boolean {
  return covers(filter.logsource, rule.logsource) && (filter.rules === 'any' || filter.rules.includes(rule.id) || (rule.name !== undefined && filter.rules.includes(rule.name)));
}
