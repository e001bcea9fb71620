import { nearest } from './nearest.js';

const OPERATORS = ['contains', 'startswith', 'endswith', 're', 'gt', 'gte', 'lt', 'lte', 'between', 'cidr', 'exists', 'neq', 'in'] as const;
export type Operator = (typeof OPERATORS)[number];
const REGEX_FLAGS = ['i', 'm', 's'] as const;

/** Everything that may follow a field name and `|`. */
export const MODIFIERS: readonly string[] = [...OPERATORS, 'all', 'cased', ...REGEX_FLAGS];

const WITH_ALL: readonly string[] = ['equals', 'contains', 'startswith', 'endswith', 're', 'cidr'];
const WITH_CASED: readonly string[] = ['equals', 'contains', 'startswith', 'endswith', 'neq', 'in'];

/** `field|modifier|modifier`, taken apart. */
export interface FieldKey {
  readonly field: string;
  readonly operator: Operator | 'equals';
  /** Every value of the list must hold, instead of one. */
  readonly all: boolean;
  /** The case of letters matters. */
  readonly cased: boolean;
  /** Flags of the regular expression. */
  readonly flags: string;
}

export interface KeyProblem {
  readonly code: 'CONDITION_UNKNOWN_MODIFIER' | 'CONDITION_BAD_FORM';
  readonly message: string;
  readonly hint?: string;
}

export function parseFieldKey(key: string): FieldKey | KeyProblem {
  const [field = '', ...modifiers] = key.split('|');
  if (field === '') return { code: 'CONDITION_BAD_FORM', message: `"${key}" names no field` };
  const unknown = modifiers.find((modifier) => !MODIFIERS.includes(modifier));
  if (unknown !== undefined) return unknownModifier(unknown);
  const operators = OPERATORS.filter((operator) => modifiers.includes(operator));
  const [operator = 'equals', second] = operators;
  const flags = REGEX_FLAGS.filter((flag) => modifiers.includes(flag)).join('');
  const all = modifiers.includes('all');
  const cased = modifiers.includes('cased');
  const clash = second !== undefined ? second
    : flags !== '' && operator !== 're' ? flags.charAt(0)
    : all && !WITH_ALL.includes(operator) ? 'all'
    : cased && !WITH_CASED.includes(operator) ? 'cased' : undefined;
  if (clash !== undefined) {
    const other = operator === 'equals' ? 'go without "re"' : `be combined with "${operator}"`;
    return { code: 'CONDITION_BAD_FORM', message: `in "${key}", "${clash}" cannot ${other}` };
  }
  return { field, operator, all, cased, flags };
}

function unknownModifier(modifier: string): KeyProblem {
  const meant = nearest(modifier, MODIFIERS);
  return {
    code: 'CONDITION_UNKNOWN_MODIFIER',
    message: `the modifier "${modifier}" is not known`,
    hint: meant === undefined ? `Use one of ${MODIFIERS.join(', ')}.` : `Did you mean "${meant}"?`,
  };
}
