import type { ConditionOptions } from '../condition/field-node.js';
import { join, type ConditionNode } from '../condition/node.js';
import { compileDetection, NOTHING } from './detection.js';
import { namesOf, type Expression } from './expression.js';
import type { Path, Report } from './problem.js';
import type { RuleDraft, Searches } from './rule.js';

/** Makes one tree of a rule: what pipelines added first, as it rules out most events, then the rule, then its filters. */
export function compileRule(rule: RuleDraft, filters: readonly Searches[], report: Report, options: ConditionOptions): ConditionNode {
  const added = rule.added.map(({ detection, negated }): ConditionNode => {
    const node = compileDetection(detection, report, options);
    return negated ? { kind: 'not', node } : node;
  });
  return join('and', [...added, compileSearches(rule, ['detection', 'condition'], report, options), ...filters.map((filter) => compileSearches(filter, ['detection', 'condition'], report, options))]);
}

function compileSearches({ detections, conditions }: Searches, path: Path, report: Report, options: ConditionOptions): ConditionNode {
  const nodes = new Map([...detections].map(([name, detection]) => [name, detection === NOTHING ? undefined : compileDetection(detection, report, options)]));
  const joined = (kind: 'and' | 'or', parts: readonly Expression[]): ConditionNode | undefined => {
    const found = parts.map(compile).filter((node) => node !== undefined);
    return found.length === 0 ? undefined : join(kind, found);
  };
  /** Undefined where nothing is left of it. */
  const compile = (expression: Expression): ConditionNode | undefined => {
    switch (expression.kind) {
      case 'and':
      case 'or':
        return joined(expression.kind, expression.parts);
      case 'not': {
        const node = compile(expression.inner);
        return node && { kind: 'not', node };
      }
      case 'of': {
        const names = namesOf(expression.pattern, [...nodes.keys()]);
        if (names.length === 0) report(path, 'SIGMA_BAD_CONDITION', `no search fits "${expression.pattern}"`);
        return joined(expression.quantifier === 'all' ? 'and' : 'or', names.map((name) => ({ kind: 'name', name })));
      }
      case 'name':
        if (!nodes.has(expression.name)) report(path, 'SIGMA_BAD_CONDITION', `there is no search "${expression.name}"`);
        return nodes.get(expression.name);
    }
  };
  const node = joined('or', conditions);
  if (node === undefined && [...detections.values()].includes(NOTHING)) report(path, 'SIGMA_BAD_CONDITION', 'the pipelines leave nothing of the condition');
  return node ?? join('and', []);
}
