import type { Level } from '../contract/event.js';
import { namesOf, textWithout, type BoundFields } from './bound-fields.js';
import { fieldKey } from './key-text.js';
import { readStatement, type Statement } from './statement.js';
import { isError, ValueWriter } from './value-writer.js';

/** What a line begins with, and who says it. */
export interface LineHead {
  /** ISO 8601. */
  readonly time: string;
  readonly level: Level;
  /** Name of the logger, as JSON. */
  readonly logger: string;
  /** Fields of the context that the call is made in. */
  readonly context: BoundFields;
  /** Fields of the logger. */
  readonly bound: BoundFields;
}

export interface BuiltLine {
  /** One JSON object. */
  readonly text: string;
  /** How often something was left out because it was too large. */
  readonly cuts: number;
}

/**
 * One call as a line: time, level, message, logger, then the fields of the context, of the logger and of the call, of which a
 * later one replaces an earlier one of the same name, then details and the error. Never throws. Later changes of a value do not show.
 */
export function buildLine(head: LineHead, first: unknown, second: unknown, third: unknown): BuiltLine {
  const writer = new ValueWriter();
  const statement = readStatement(first, second, third);
  const { message, error, fields } = statement;
  const { context, bound } = head;
  const names: string[] = [];
  const own = ownFields(statement, writer, names);
  let shared = context.text === '' && bound.text === '' ? '' : textWithout(bound, names);
  if (context.text !== '') shared = textWithout(context, [...bound.parts.keys(), ...names]) + shared;
  const text = writer.text(message ?? messageOf(error ?? fieldsError(fields)));
  return { text: `{"time":"${head.time}","level":"${head.level}","message":${text},"logger":${head.logger}${shared}${own}}`, cuts: writer.cuts };
}

/** Members for what the call says besides its message; their names are added to `names`. */
function ownFields({ fields, details, error }: Statement, writer: ValueWriter, names: string[]): string {
  let text = '';
  if (fields !== undefined) {
    for (const name of namesOf(fields)) {
      const value = writer.member(fields, name, 1);
      if (value === undefined) continue;
      text += `,${fieldKey(name)}${value}`;
      names.push(name);
    }
  }
  if (details !== undefined) text += addition('details', details.length === 1 ? details[0] : details, writer, names);
  if (error !== undefined) text += addition('error', error, writer, names);
  return text;
}

/** A member of our own naming: it steps aside where the call has a field of this name. */
function addition(name: string, value: unknown, writer: ValueWriter, names: string[]): string {
  const key = names.includes(name) ? `fields.${name}` : name;
  names.push(key);
  return `,"${key}":${writer.value(value, 1) ?? 'null'}`;
}

/** An error that is given as a field, as pino takes it: it speaks where nothing else does. */
function fieldsError(fields: object | undefined): Error | undefined {
  if (fields === undefined) return undefined;
  try {
    const { err, error } = fields as { readonly err?: unknown; readonly error?: unknown };
    return [err, error].find(isError);
  } catch {
    return undefined;
  }
}

function messageOf(error: Error | undefined): string {
  if (error === undefined) return '';
  try {
    const message: unknown = error.message;
    return String(message);
  } catch {
    return '';
  }
}
