import type { SigmaCorrelation } from './correlation.js';
import type { SigmaDocument } from './documents.js';
import type { Expression } from './expression.js';
import type { SigmaProblem } from './problem.js';
import type { RuleHead } from './rule.js';

interface Stated {
  readonly correlation: SigmaCorrelation;
  readonly document: SigmaDocument;
}

/** Puts ids in place of the names by which correlations refer to rules and to each other; leaves out what refers to nothing or to itself. */
export function resolveCorrelations(stated: readonly Stated[], rules: readonly RuleHead[]): { readonly correlations: readonly SigmaCorrelation[]; readonly problems: readonly SigmaProblem[] } {
  const problems: SigmaProblem[] = [];
  const ids = new Map<string, string>();
  const heads = [...rules, ...stated.map(({ correlation }) => correlation)];
  for (const { id, name } of heads) if (name !== undefined) ids.set(name, id);
  // An id goes before a name of the same text.
  for (const { id } of heads) ids.set(id, id);

  let left = stated.flatMap(({ correlation, document }) => {
    const unknown = correlation.rules.find((rule) => !ids.has(rule));
    if (unknown !== undefined) problems.push(document.problem(['correlation', 'rules'], 'SIGMA_UNKNOWN_RULE', `there is no rule "${unknown}"`));
    return unknown === undefined ? [{ correlation: withIds(correlation, ids), document }] : [];
  });
  const loops = left.flatMap(({ correlation, document }) => {
    const way = wayBack(correlation.id, left.map((one) => one.correlation));
    if (way !== undefined) problems.push(document.problem(['correlation', 'rules'], 'SIGMA_BAD_CORRELATION', `it refers to itself: ${way.join(' → ')}`));
    return way === undefined ? [] : [correlation.id];
  });
  // What refers to one that was left out can never fire as it is meant to.
  const known = new Set([...rules.map(({ id }) => id), ...left.map(({ correlation }) => correlation.id).filter((id) => !loops.includes(id))]);
  for (let before = -1; before !== known.size;) {
    before = known.size;
    for (const { correlation } of left) if (!correlation.rules.every((rule) => known.has(rule))) known.delete(correlation.id);
  }
  for (const { correlation, document } of left) {
    if (known.has(correlation.id) || loops.includes(correlation.id)) continue;
    problems.push(document.problem(['correlation', 'rules'], 'SIGMA_UNKNOWN_RULE', `"${correlation.rules.find((rule) => !known.has(rule)) ?? ''}", to which it refers, was left out`));
  }
  left = left.filter(({ correlation }) => known.has(correlation.id));
  return { correlations: left.map(({ correlation }) => correlation), problems };
}

function withIds(correlation: SigmaCorrelation, ids: ReadonlyMap<string, string>): SigmaCorrelation {
  const idOf = (name: string): string => ids.get(name) ?? name;
  return {
    ...correlation,
    rules: correlation.rules.map(idOf),
    expression: correlation.expression && renamed(correlation.expression, idOf),
    aliases: Object.fromEntries(Object.entries(correlation.aliases).map(([alias, fields]) => [alias, Object.fromEntries(Object.entries(fields).map(([rule, field]) => [idOf(rule), field]))])),
  };
}

function renamed(expression: Expression, rename: (name: string) => string): Expression {
  switch (expression.kind) {
    case 'name':
      return { kind: 'name', name: rename(expression.name) };
    case 'of':
      return expression;
    case 'not':
      return { kind: 'not', inner: renamed(expression.inner, rename) };
    case 'and':
    case 'or':
      return { kind: expression.kind, parts: expression.parts.map((part) => renamed(part, rename)) };
  }
}

/** A way by which the correlation refers to itself. */
function wayBack(id: string, correlations: readonly SigmaCorrelation[]): readonly string[] | undefined {
  const byId = new Map(correlations.map((correlation) => [correlation.id, correlation]));
  const seen = new Set<string>();
  const follow = (from: string, way: readonly string[]): readonly string[] | undefined => {
    for (const rule of byId.get(from)?.rules ?? []) {
      if (rule === id) return [...way, rule];
      if (seen.has(rule)) continue;
      seen.add(rule);
      const found = follow(rule, [...way, rule]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return follow(id, [id]);
}
