import type { JsonSchema } from '../contract/schema.js';

const FORMS: Readonly<Record<string, string>> = {
  duration: 'a duration such as 250ms, 5s, 1m, 2h or 7d',
  size: 'a size such as 512B, 64KiB or 1MB',
  secret: 'text',
  path: 'a path',
  uri: 'a URL',
  regex: 'a regular expression',
};

/** What a value may be, in words that follow "must be". */
export function describeSchema(schema: JsonSchema): string {
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return joinWords([...new Set(branches.map(describeSchema))], 'or');
  if (schema.enum) return schema.enum.length === 1 ? String(schema.enum[0]) : `one of ${schema.enum.map(String).join(', ')}`;
  if (schema.const !== undefined) return describeValue(schema.const);
  if (schema.format) return FORMS[schema.format] ?? 'text';
  switch (schema.type) {
    case 'object': return 'a map';
    case 'array': return 'a list';
    case 'string': return 'text';
    case 'integer': return 'a whole number';
    case 'number': return 'a number';
    case 'boolean': return 'true or false';
    case 'null': return 'empty';
    default: return 'a value';
  }
}

/** What a value is, in words that follow "not". Long text is cut. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value !== 'string') return JSON.stringify(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
}

export function joinWords(words: readonly string[], last: 'and' | 'or'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}
