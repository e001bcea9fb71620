import { nearest } from './nearest.js';

const OPERATORS = ['contains', 'startswith', 'endswith', 're', 'gt', 'gte', 'lt', 'lte', 'between', 'cidr', 'exists', 'in'] as const;
export type Operator = (typeof OPERATORS)[number];

const ENCODINGS = ['utf16le', 'utf16be', 'utf16', 'base64', 'base64offset'] as const;
/** A form that a value may have in an event. */
export type Encoding = (typeof ENCODINGS)[number];

const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof TIME_PARTS)[number];

const REGEX_FLAGS = ['i', 'm', 's'] as const;

/** Everything that may follow a field name and `|`, with what it means: the reference prints this table. */
export const MODIFIERS: Readonly<Record<string, string>> = {
  contains: 'the text holds the value',
  startswith: 'the text begins with the value',
  endswith: 'the text ends with the value',
  re: 'the regular expression matches somewhere in the text',
  gt: 'the number is greater',
  gte: 'the number is greater or equal',
  lt: 'the number is less',
  lte: 'the number is less or equal',
  between: 'the number lies between the two of the list, both included',
  cidr: 'the address lies in the range, such as `10.0.0.0/8`',
  exists: '`true`: the field is there; `false`: it is not',
  in: 'one of the values of a list, taken literally: no wildcards',
  neq: 'anything but the value; also behind another modifier, which it turns round',
  all: 'every value of the list must hold, instead of one',
  cased: 'upper and lower case differ',
  windash: 'a `-` or `/` before a word may be `-`, `/`, `–`, `—` or `―`',
  fieldref: 'the value names a field, whose value is compared; also with `contains`, `startswith`, `endswith`',
  expand: '`%name%` in the value stands for each value of the list of that name',
  base64: 'the value in Base64',
  base64offset: 'the value in Base64, at each of the three places that it can have in a longer text; with `contains`',
  utf16le: 'the value in UTF-16, low byte first; before `base64` or `base64offset`',
  wide: 'the same as `utf16le`',
  utf16be: 'the value in UTF-16, high byte first',
  utf16: 'the value in UTF-16, low byte first, behind a byte order mark',
  minute: 'the minute (0 to 59) of the time in the field, in UTC; also with `gt`, `gte`, `lt`, `lte`, `between`',
  hour: 'the hour (0 to 23)',
  day: 'the day of the month (1 to 31)',
  week: 'the week of the year (1 to 53), as ISO 8601 counts',
  month: 'the month (1 to 12)',
  year: 'the year',
  i: 'with `re`: upper and lower case are the same',
  m: 'with `re`: `^` and `$` also stand at line breaks',
  s: 'with `re`: `.` also stands for a line break',
  ignorecase: 'the same as `i`',
  multiline: 'the same as `m`',
  dotall: 'the same as `s`',
};

const ALIASES: Readonly<Record<string, string>> = { wide: 'utf16le', ignorecase: 'i', multiline: 'm', dotall: 's' };

const TEXT: readonly string[] = ['equals', 'contains', 'startswith', 'endswith'];
const NUMBER: readonly string[] = ['equals', 'gt', 'gte', 'lt', 'lte', 'between'];
/** The operators that a modifier can stand with. */
const GOES_WITH: Readonly<Record<string, readonly string[]>> = {
  all: [...TEXT, 're', 'cidr'],
  cased: [...TEXT, 'in'],
  neq: [...TEXT, ...NUMBER, 're', 'cidr', 'in'],
  windash: TEXT,
  fieldref: TEXT,
  expand: [...TEXT, 'in', 'cidr'],
  ...Object.fromEntries(ENCODINGS.map((encoding) => [encoding, TEXT])),
  ...Object.fromEntries(TIME_PARTS.map((part) => [part, NUMBER])),
  ...Object.fromEntries(REGEX_FLAGS.map((flag) => [flag, ['re']])),
};
/** Operators that need a field: they ask for more than a text somewhere in the event. */
const NEEDS_FIELD: readonly string[] = ['exists', 'fieldref', 'gt', 'gte', 'lt', 'lte', 'between', 'cidr', ...TIME_PARTS];

/** `field|modifier|modifier`, taken apart. */
export interface FieldKey {
  /** '' for any value of the event: `|contains`. */
  readonly field: string;
  readonly operator: Operator | 'equals';
  /** Every value of the list must hold, instead of one. */
  readonly all: boolean;
  /** The case of letters matters. */
  readonly cased: boolean;
  /** It must not hold. */
  readonly negated: boolean;
  readonly windash: boolean;
  readonly expand: boolean;
  /** The value names a field. */
  readonly reference: boolean;
  /** How the value is written in the event, in the order in which it is done. */
  readonly encodings: readonly Encoding[];
  readonly part: TimePart | undefined;
  /** Flags of the regular expression. */
  readonly flags: string;
}

export interface KeyProblem {
  readonly code: 'CONDITION_UNKNOWN_MODIFIER' | 'CONDITION_BAD_FORM';
  readonly message: string;
  readonly hint?: string;
}

export function parseFieldKey(key: string): FieldKey | KeyProblem {
  const [field = '', ...given] = key.split('|');
  if (field === '' && given.length === 0) return { code: 'CONDITION_BAD_FORM', message: `"${key}" names no field` };
  const unknown = given.find((modifier) => !Object.hasOwn(MODIFIERS, modifier));
  if (unknown !== undefined) return unknownModifier(unknown);
  const modifiers = given.map((modifier) => ALIASES[modifier] ?? modifier);
  const has = (modifier: string): boolean => modifiers.includes(modifier);
  const [operator = 'equals', second] = OPERATORS.filter(has);
  const [part, otherPart] = TIME_PARTS.filter(has);
  const clash = second ?? otherPart ?? modifiers.find((modifier) => GOES_WITH[modifier]?.includes(operator) === false);
  if (clash !== undefined) {
    const other = operator !== 'equals' ? `be combined with "${operator}"` : clash === otherPart ? `be combined with "${part}"` : 'go without "re"';
    return { code: 'CONDITION_BAD_FORM', message: `in "${key}", "${clash}" cannot ${other}` };
  }
  const fieldless = field === '' ? modifiers.find((modifier) => NEEDS_FIELD.includes(modifier)) : undefined;
  if (fieldless !== undefined) return { code: 'CONDITION_BAD_FORM', message: `"${key}" names no field, which "${fieldless}" needs` };
  return {
    field, operator, part,
    all: has('all'), cased: has('cased'), negated: has('neq'), windash: has('windash'), expand: has('expand'), reference: has('fieldref'),
    encodings: ENCODINGS.filter(has),
    flags: REGEX_FLAGS.filter(has).join(''),
  };
}

function unknownModifier(modifier: string): KeyProblem {
  const names = Object.keys(MODIFIERS);
  const meant = nearest(modifier, names);
  return {
    code: 'CONDITION_UNKNOWN_MODIFIER',
    message: `the modifier "${modifier}" is not known`,
    hint: meant === undefined ? `Use one of ${names.join(', ')}.` : `Did you mean "${meant}"?`,
  };
}
