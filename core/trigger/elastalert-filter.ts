import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { isMap, listed, textOf, type Stated } from './elastalert-values.js';

/**
 * What a filter asks for, as a condition: term, terms, range, exists, prefix, wildcard, match, match_phrase, bool with must, filter
 * and must_not, not, and a query_string of terms that are joined by AND. What has no counterpart is in `notes`.
 */
export function filterOf(filter: JsonValue | undefined, notes: string[]): Stated {
  const when: Record<string, JsonValue> = {};
  const not: JsonObject[] = [];
  for (const part of listed(filter ?? [])) {
    const [kind = '', body] = Object.entries(isMap(part) ? part : {})[0] ?? [];
    const condition: Adding = {};
    if (kind === 'not' && isMap(body)) not.push(whole(filterOf([body], notes)));
    else if (isMap(body) && add(condition, not, kind, body, notes)) join(when, not, condition);
    else notes.push(`the filter ${JSON.stringify(part)} was left out: state it under "when"`);
  }
  return not.length === 0 ? when : { ...when, not };
}

/** A condition that holds for every event, where nothing is asked of them. */
export function whole(when: Stated): JsonObject {
  return Object.keys(when).length === 0 ? { 'level|exists': true } : when;
}

type Adding = Record<string, JsonValue>;

/** Asks for both. What is asked of the same field a second time has no place in the map: it must not be that it does not hold. */
function join(when: Adding, not: JsonObject[], condition: Stated): void {
  for (const [key, value] of Object.entries(condition)) {
    if (Object.hasOwn(when, key) && !isDeepStrictEqual(when[key], value)) not.push({ not: { [key]: value } });
    else when[key] = value;
  }
}

/** Tells whether it has a counterpart. */
function add(when: Adding, not: JsonObject[], kind: string, body: JsonObject, notes: string[]): boolean {
  switch (kind) {
    case 'exists':
      when[`${nameOf(textOf(body['field'], 'field'))}|exists`] = true;
      return true;
    case 'term':
    case 'terms':
      for (const [field, value] of Object.entries(body)) when[`${nameOf(field)}|in`] = listed(valueOf(value, 'value'));
      return true;
    case 'range':
      return Object.entries(body).every(([field, limits]) => isMap(limits) && addRange(when, nameOf(field), limits));
    case 'prefix':
      for (const [field, value] of Object.entries(body)) when[`${nameOf(field)}|startswith`] = plain(valueOf(value, 'value'));
      return true;
    case 'wildcard':
      for (const [field, value] of Object.entries(body)) when[nameOf(field)] = valueOf(value, 'value');
      return true;
    case 'match':
    case 'match_phrase':
      for (const [field, value] of Object.entries(body)) when[`${nameOf(field)}|contains`] = plain(valueOf(value, 'query'));
      return true;
    case 'bool':
      return addBool(when, not, body, notes);
    case 'query':
      return isMap(body['query_string']) && addQuery(when, not, body['query_string']);
    case 'query_string':
      return addQuery(when, not, body);
    default:
      return false;
  }
}

/** `from` and `to` are older words for `gte` and `lte`. Bounds that are no numbers, such as times, have no counterpart. */
function addRange(when: Adding, field: string, limits: JsonObject): boolean {
  const { from, to, ...stated } = limits;
  const bounds = Object.entries({ ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lte: to }), ...stated });
  if (bounds.some(([bound, limit]) => !Object.values(COMPARISONS).includes(bound) || !isNumeric(limit))) return false;
  for (const [bound, limit] of bounds) when[`${field}|${bound}`] = Number(limit);
  return true;
}

function addBool(when: Adding, not: JsonObject[], body: JsonObject, notes: string[]): boolean {
  if (Object.keys(body).some((key) => !['must', 'filter', 'must_not'].includes(key))) return false;
  for (const key of ['must', 'filter']) {
    const { not: inner, ...rest } = filterOf(body[key], notes);
    join(when, not, rest);
    if (inner !== undefined) not.push(...listed(inner).filter(isMap));
  }
  for (const part of listed(body['must_not'] ?? [])) not.push(whole(filterOf([part], notes)));
  return true;
}

/** A field with a value, a phrase, a list of them, a comparison or a range. */
const TERM = /^(NOT |-|!)?([\w.@-]+):(?:"([^"]*)"|\(([^()]*)\)|\[(\S+) TO (\S+)\]|([<>]=?)(\S+)|([^\s"()[\]]+))$/;
const COMPARISONS: Readonly<Record<string, string>> = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' };

function addQuery(when: Adding, not: JsonObject[], { query }: JsonObject): boolean {
  const found: { readonly negated: boolean; readonly condition: Stated }[] = [];
  for (const text of textOf(query, 'query').split(/\s+AND\s+(?![^(]*\))/)) {
    const [, negation, field = '', phrase, list, low, high, comparison, bound, value] = TERM.exec(text.trim()) ?? [];
    const condition = termOf(nameOf(field), { phrase, list, low, high, comparison, bound, value });
    if (condition === undefined) return false;
    found.push({ negated: negation !== undefined, condition });
  }
  for (const { negated, condition } of found) {
    if (negated) not.push(condition);
    else join(when, not, condition);
  }
  return true;
}

interface Term {
  readonly phrase: string | undefined;
  readonly list: string | undefined;
  readonly low: string | undefined;
  readonly high: string | undefined;
  readonly comparison: string | undefined;
  readonly bound: string | undefined;
  readonly value: string | undefined;
}

function termOf(field: string, { phrase, list, low, high, comparison, bound, value }: Term): Stated | undefined {
  if (phrase !== undefined) return { [`${field}|in`]: [phrase] };
  if (list !== undefined) return listTerm(field, list);
  if (comparison !== undefined) return isNumeric(bound) ? { [`${field}|${COMPARISONS[comparison]}`]: Number(bound) } : undefined;
  if (low !== undefined && high !== undefined) {
    const bounds = [['gte', low], ['lte', high]].filter(([, limit]) => limit !== '*');
    return bounds.every(([, limit]) => isNumeric(limit)) ? Object.fromEntries(bounds.map(([bound, limit]) => [`${field}|${bound}`, Number(limit)])) : undefined;
  }
  if (value === undefined || !isPlainTerm(value)) return undefined;
  return field === '_exists_' ? { [`${nameOf(value)}|exists`]: true } : { [field]: value };
}

function listTerm(field: string, list: string): Stated | undefined {
  const items = list.split(/\s+OR\s+/).map((item) => /^"([^"]*)"$/.exec(item)?.[1] ?? (/\s/.test(item) || !isPlainTerm(item) ? undefined : item));
  return items.includes(undefined) ? undefined : { [field]: items.filter((item) => item !== undefined) };
}

/** Neither a regular expression, nor one that may be spelt otherwise (`~`), or counts for more (`^`). */
function isPlainTerm(term: string): boolean {
  return !/^\/|[~^]/.test(term);
}

function isNumeric(value: JsonValue | undefined): boolean {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value)));
}

/** A keyword is the same field, unanalysed. */
function nameOf(field: string): string {
  return field.replace(/\.(?:keyword|raw)$/, '');
}

function valueOf(value: JsonValue, key: string): JsonValue {
  return isMap(value) ? value[key] ?? null : value;
}

/** Text in which `*` and `?` stand for themselves. */
function plain(value: JsonValue): JsonValue {
  return typeof value === 'string' ? value.replace(/[*?]/g, '\\$&') : value;
}
