import { closingQuote } from './escapes.js';
import { quote } from './fields.js';

const NAME = /[^\s="\]]{1,255}/y;

export interface StructuredData {
  /** JSON text of `{ "id": { "name": "value" } }`; a name that comes several times has an array. Undefined for `-`. */
  readonly json: string | undefined;
  /** Index after the data. */
  readonly end: number;
}

/** The STRUCTURED-DATA of RFC 5424, 6.3, that begins at `from`; undefined where it is not well-formed. */
export function parseStructuredData(text: string, from: number): StructuredData | undefined {
  if (text.charAt(from) === '-') return endsWell(text, from + 1) ? { json: undefined, end: from + 1 } : undefined;
  const elements = new Map<string, Map<string, string[]>>();
  let at = from;
  while (text.charAt(at) === '[') {
    const id = nameAt(text, at + 1);
    if (id === undefined) return undefined;
    at += 1 + id.length;
    const parameters = elements.get(id) ?? new Map<string, string[]>();
    elements.set(id, parameters);
    while (text.charAt(at) === ' ') {
      const name = nameAt(text, at + 1);
      if (name === undefined || !text.startsWith('="', at + 1 + name.length)) return undefined;
      const start = at + 1 + name.length + 2;
      const end = closingQuote(text, start);
      if (end === -1) return undefined;
      // Only these three are escapes here; a backslash before anything else stands for itself.
      const value = quote(text.slice(start, end).replaceAll(/\\(["\\\]])/g, '$1'));
      const values = parameters.get(name);
      if (values === undefined) parameters.set(name, [value]);
      else values.push(value);
      at = end + 1;
    }
    if (text.charAt(at) !== ']') return undefined;
    at += 1;
  }
  return endsWell(text, at) ? { json: elementsText(elements), end: at } : undefined;
}

function endsWell(text: string, at: number): boolean {
  return at >= text.length || text.charAt(at) === ' ';
}

function nameAt(text: string, at: number): string | undefined {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0];
}

function elementsText(elements: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>): string {
  const members = [...elements].map(([id, parameters]) => {
    const inner = [...parameters].map(([name, values]) => `${quote(name)}:${values.length === 1 ? values[0] : `[${values.join(',')}]`}`);
    return `${quote(id)}:{${inner.join(',')}}`;
  });
  return `{${members.join(',')}}`;
}
