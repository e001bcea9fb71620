import type { LogEvent } from '../../core/contract/event.js';
import type { JsonObject, JsonValue } from '../../core/contract/json.js';

/** What a template gives for an event; undefined where it is one placeholder and the event has no such field. */
export type Render = (event: LogEvent) => JsonValue | undefined;

/** A value of the config: the same for every event, or rendered for each. */
export type Compiled = { readonly constant: JsonValue } | { readonly render: Render };

/** `$${` stands for a literal `${`; `${field}` for the field. */
const MARKS = /\$\$\{|\$\{([^{}]*)\}/g;

/** Compiles a value, strings inside lists and objects included. A string that is one placeholder keeps the field's type. */
export function compileValue(value: JsonValue): Compiled {
  if (typeof value === 'string') return compileText(value);
  if (value === null || typeof value !== 'object') return { constant: value };
  if (isList(value)) return combine(value, (items) => items.map((item) => item ?? null));
  const keys = Object.keys(value);
  return combine(Object.values(value), (members) => Object.fromEntries(keys.flatMap((key, at) => (members[at] === undefined ? [] : [[key, members[at]]]))));
}

/** Says what is wrong with the templates in a value; undefined where nothing is. */
export function templateProblem(value: JsonValue): string | undefined {
  if (typeof value === 'string') {
    const rest = value.replace(MARKS, (mark, field?: string) => (mark === '$${' || field?.trim() ? '' : '${'));
    return rest.includes('${') ? 'A placeholder is written ${field}; write $${ for a literal ${.' : undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const member of Object.values(value)) {
    const problem = templateProblem(member);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function combine(values: readonly JsonValue[], join: (rendered: readonly (JsonValue | undefined)[]) => JsonValue): Compiled {
  const parts = values.map(compileValue);
  if (parts.every(isConstant)) return { constant: join(parts.map((part) => part.constant)) };
  return { render: (event) => join(parts.map((part) => ('constant' in part ? part.constant : part.render(event)))) };
}

function compileText(text: string): Compiled {
  const parts: (string | { readonly field: string })[] = [];
  let end = 0;
  for (const mark of text.matchAll(MARKS)) {
    parts.push(text.slice(end, mark.index), mark[1] === undefined ? '${' : { field: mark[1].trim() });
    end = mark.index + mark[0].length;
  }
  parts.push(text.slice(end));
  const filled = parts.filter((part) => part !== '');
  const only = filled[0];
  if (filled.length === 1 && typeof only === 'object') return { render: (event) => event.get(only.field) };
  if (filled.every((part) => typeof part === 'string')) return { constant: filled.join('') };
  return { render: (event) => filled.map((part) => (typeof part === 'string' ? part : asText(event.get(part.field)))).join('') };
}

function asText(value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function isConstant(compiled: Compiled): compiled is { readonly constant: JsonValue } {
  return 'constant' in compiled;
}

function isList(value: JsonObject | readonly JsonValue[]): value is readonly JsonValue[] {
  return Array.isArray(value);
}
