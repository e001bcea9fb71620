import type { JsonValue } from '../contract/json.js';

/**
 * A JSON value as the one text that stands for it (RFC 8785): no white space, members sorted by the UTF-16 units of their names,
 * numbers and strings as ECMAScript writes them. Throws a TypeError for what has no such text: a number that is not finite, a string
 * with half of a surrogate pair, and what is no JSON value, such as undefined.
 */
export function canonicalJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return `{${members.map(([name, member]) => `${textOf(name)}:${canonicalJson(member)}`).join(',')}}`;
  }
  if (typeof value === 'string') return textOf(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} cannot stand in JSON`);
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`${typeof value} cannot stand in JSON`);
  return text;
}

function textOf(text: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError('a string with half of a surrogate pair cannot stand in canonical JSON');
  return JSON.stringify(text);
}
