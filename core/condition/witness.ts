import { fold } from './fold.js';
import { join, type ConditionNode, type FieldTest } from './node.js';
import { literalOf, simpleForm, type Pattern } from './pattern.js';

/** A field, and how its value holds a folded literal; `present`, without a literal, is any value, null included. */
export interface Witness {
  readonly field: string;
  readonly match: 'equals' | 'prefix' | 'suffix' | 'contains' | 'present';
  readonly literal: string;
}

/** What an index needs of a condition. */
export interface WitnessPlan {
  /**
   * A set of which one must hold for the condition to hold, the most telling one that can be told from its form; undefined
   * where it has none. An index of witnesses finds the conditions worth looking at without looking at all of them.
   */
  readonly witnesses: readonly Witness[] | undefined;
  /** Another set of which one must hold besides; undefined where none is worth looking for. */
  readonly further: readonly Witness[] | undefined;
  /** What is left to be made sure of where one of each set holds. */
  readonly rest: ConditionNode;
}

interface WitnessSet {
  readonly witnesses: readonly Witness[];
  /** Where one of them holds, so does what they were taken from. */
  readonly exact: boolean;
}

/** A further set is looked for only where it is not too large, and tells something. */
const MOST_FURTHER = 512;
const TELLING = 1;
/** An index looks for a part of what is longer. */
const LONGEST_EXACT = 48;

export function planWitnesses(node: ConditionNode): WitnessPlan {
  const parts = conjuncts(node);
  const sets = parts.map((part) => ({ part, set: witnessSet(part) }))
    .flatMap(({ part, set }) => (set === undefined ? [] : [{ part, set, chance: chance(set.witnesses) }]))
    .sort((a, b) => a.chance - b.chance);
  const [first, second] = sets;
  const further = second !== undefined && second.set.witnesses.length <= MOST_FURTHER && second.chance < TELLING ? second : undefined;
  const sure = [first, further].filter((one) => one?.set.exact === true).map((one) => one?.part);
  return { witnesses: first?.set.witnesses, further: further?.set.witnesses, rest: join('and', parts.filter((part) => !sure.includes(part))) };
}

/** What must hold together, each apart. */
function conjuncts(node: ConditionNode): readonly ConditionNode[] {
  if (node.kind === 'and') return node.nodes.flatMap(conjuncts);
  return node.kind === 'not' && node.node.kind === 'not' ? conjuncts(node.node.node) : [node];
}

function witnessSet(node: ConditionNode): WitnessSet | undefined {
  switch (node.kind) {
    case 'and': {
      const sets = conjuncts(node).map(witnessSet).filter((set) => set !== undefined);
      const best = sets.reduce<WitnessSet | undefined>((least, set) => (least === undefined || chance(set.witnesses) < chance(least.witnesses) ? set : least), undefined);
      return best && { witnesses: best.witnesses, exact: false };
    }
    case 'or': {
      const sets = node.nodes.map(witnessSet);
      if (sets.length === 0 || !sets.every((set) => set !== undefined)) return undefined;
      return { witnesses: sets.flatMap((set) => set.witnesses), exact: sets.every((set) => set.exact) };
    }
    case 'not':
      return setOfNot(node.node);
    case 'field':
      return setOfTest(node.field, node.test);
    case 'fields':
      return { witnesses: [present(node.field)], exact: false };
    case 'anywhere':
      return undefined;
  }
}

function setOfNot(node: ConditionNode): WitnessSet | undefined {
  if (node.kind === 'not') return witnessSet(node.node);
  if (node.kind === 'or' || node.kind === 'and') {
    return witnessSet({ kind: node.kind === 'or' ? 'and' : 'or', nodes: node.nodes.map((child) => ({ kind: 'not', node: child })) });
  }
  return node.kind === 'field' && node.test.kind === 'null' ? { witnesses: [present(node.field)], exact: false } : undefined;
}

function setOfTest(field: string, test: FieldTest): WitnessSet | undefined {
  switch (test.kind) {
    case 'text':
      return { witnesses: test.patterns.map((pattern) => witnessOfPattern(field, pattern)), exact: !test.cased && test.patterns.every(isExact) };
    case 'regex':
      return { witnesses: test.literals?.map((literal) => ({ field, match: 'contains', literal })) ?? [present(field)], exact: false };
    case 'compare':
    case 'between':
    case 'cidr':
      return { witnesses: [present(field)], exact: false };
    case 'exists':
      return test.expected ? { witnesses: [present(field)], exact: true } : undefined;
    case 'null':
      return undefined;
  }
}

function present(field: string): Witness {
  return { field, match: 'present', literal: '' };
}

/** Whether its witness says all about a pattern. U+FFFE and U+FFFF have other uses in an index. */
function isExact(pattern: Pattern): boolean {
  const simple = simpleForm(pattern);
  return simple !== undefined && (simple.form === 'equals' || (simple.literal.length <= LONGEST_EXACT && !/[\ufffd-\uffff]/.test(simple.literal)));
}

/** The longest run of characters without a wildcard, and where it stands. */
function witnessOfPattern(field: string, pattern: Pattern): Witness {
  const whole = literalOf(pattern);
  if (whole !== undefined) return { field, match: 'equals', literal: fold(whole) };
  let best = present(field);
  for (const [index, part] of pattern.entries()) {
    if (typeof part !== 'string' || part.length <= best.literal.length) continue;
    const match = index === 0 ? 'prefix' : index === pattern.length - 1 ? 'suffix' : 'contains';
    best = { field, match, literal: fold(part) };
  }
  return best;
}

/**
 * How likely it is, roughly, that one of these holds for an event. It need not be right: a wrong guess costs time only.
 * Each character makes a literal half as likely; a whole value is as good as some characters more.
 */
export function chance(witnesses: readonly Witness[]): number {
  return witnesses.reduce((sum, { match, literal }) => sum + (match === 'present' ? 1 : 2 ** -Math.min(24, literal.length + (match === 'contains' ? 0 : 3))), 0);
}
