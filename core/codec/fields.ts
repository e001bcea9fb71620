/** Fields of a record: name to the JSON text of the value. A Map, so that no name (`__proto__`) and no repeat does harm. */
export type Fields = Map<string, string>;

const FIRST = ['time', 'level', 'message', 'logger'] as const;
type StandardName = (typeof FIRST)[number];

/** What formats and loggers call the four fields that hushpipe knows by name. */
const STANDARD: ReadonlyMap<string, StandardName> = new Map([
  ['time', 'time'], ['timestamp', 'time'], ['@timestamp', 'time'], ['ts', 'time'], ['t', 'time'],
  ['level', 'level'], ['lvl', 'level'], ['severity', 'level'], ['log.level', 'level'], ['severity_text', 'level'],
  ['message', 'message'], ['msg', 'message'],
  ['logger', 'logger'], ['log.logger', 'logger'],
]);

/** `time`, `level`, `message` or `logger` where a field of this name states one of them. */
export function standardName(name: string): StandardName | undefined {
  return STANDARD.get(name);
}

/** JSON text of a string, on one line; lone surrogates become escapes. */
export function quote(text: string): string {
  return JSON.stringify(text);
}

/**
 * JSON text of an untyped value: true, false and numbers in their shortest form (`200`, `-1.5`) become such, all else
 * stays a string, so that no digit is lost (`007`, `1.10`, integers over 2^53).
 */
export function scalar(text: string): string {
  if (text === 'true' || text === 'false') return text;
  const first = text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2d;
  if (numeric && text.length < 25 && String(Number(text)) === text && Number.isFinite(Number(text))) return text;
  return quote(text);
}

/** JSON text of an untyped value of this field: a `scalar`, but message and logger are always text. */
export function fieldText(name: string, text: string): string {
  const standard = standardName(name);
  return standard === 'message' || standard === 'logger' ? quote(text) : scalar(text);
}

/** JSON text of the object: time, level, message and logger first, the others in their order. */
export function objectText(fields: ReadonlyMap<string, string>): string {
  let text = '';
  for (const name of FIRST) {
    const value = fields.get(name);
    if (value !== undefined) text += `,"${name}":${value}`;
  }
  for (const [name, value] of fields) {
    if (!(FIRST as readonly string[]).includes(name)) text += `,${quote(name)}:${value}`;
  }
  return `{${text.slice(1)}}`;
}
