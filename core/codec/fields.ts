/** Fields of a record: name to the JSON text of the value. A Map, so that no name (`__proto__`) and no repeat does harm. */
export type Fields = Map<string, string>;

const FIRST: readonly string[] = ['time', 'level', 'message', 'logger'];
const ALWAYS_TEXT: ReadonlySet<string> = new Set(['message', 'msg', 'logger']);

/** JSON text of a string, on one line; lone surrogates become escapes. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/**
 * JSON text of an untyped value: true, false and numbers in their shortest form (`200`, `-1.5`) become such, all else
 * stays a string, so that no digit is lost (`007`, `1.10`, integers over 2^53).
 */
function scalar(text: string): string {
  if (text === 'true' || text === 'false') return text;
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2d;
  if (numeric && text.length < 25 && String(Number(text)) === text && Number.isFinite(Number(text))) return text;
  return quote(text);
}

/** JSON text of an untyped value of this field: a `scalar`, but a message or a logger's name is text, digits or not. */
export function fieldText(name: string, text: string): string {
  return ALWAYS_TEXT.has(name) ? quote(text) : scalar(text);
}

/** JSON text of the object: time, level, message and logger first, the others in their order. */
export function objectText(fields: ReadonlyMap<string, string>): string {
  let text = '';
  for (const name of FIRST) {
    const value = fields.get(name);
    if (value !== undefined) text += `,"${name}":${value}`;
  }
  for (const [name, value] of fields) {
    if (!FIRST.includes(name)) text += `,${quote(name)}:${value}`;
  }
  return `{${text.slice(1)}}`;
}
