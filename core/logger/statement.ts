import { httpForm } from './http-form.js';
import { isError } from './value-writer.js';

/** What one call of a logger says. */
export interface Statement {
  message: string | undefined;
  error: Error | undefined;
  fields: object | undefined;
  /** What was given besides: further texts, numbers, lists. */
  details: unknown[] | undefined;
}

/**
 * Sorts the arguments of a call, whatever their order: the first text is the message, the first error the error, the first
 * object the fields; a function is called for its value. What is left over are details, so that nothing is lost.
 */
export function readStatement(first: unknown, second: unknown, third: unknown): Statement {
  const statement: Statement = { message: undefined, error: undefined, fields: undefined, details: undefined };
  add(statement, first);
  if (second !== undefined) add(statement, second);
  if (third !== undefined) add(statement, third);
  return statement;
}

function add(statement: Statement, given: unknown): void {
  const value = typeof given === 'function' ? called(given as () => unknown) : given;
  if (value === undefined) return;
  const kind = kindOf(value);
  if (kind === 'message' && statement.message === undefined) statement.message = value as string;
  else if (kind === 'error' && statement.error === undefined) statement.error = value as Error;
  else if (kind === 'fields' && statement.fields === undefined) statement.fields = value as object;
  else (statement.details ??= []).push(value);
}

function called(lazy: () => unknown): unknown {
  try {
    return lazy();
  } catch (error) {
    return error;
  }
}

function kindOf(value: unknown): keyof Statement {
  if (typeof value === 'string') return 'message';
  if (typeof value !== 'object' || value === null) return 'details';
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      if (isError(value)) return 'error';
      if (hasForm(value)) return 'details';
    }
    return typeof (value as { readonly toJSON?: unknown }).toJSON === 'function' ? 'details' : 'fields';
  } catch {
    return 'details';
  }
}

/** Whether its own keys are not what it says. */
function hasForm(value: object): boolean {
  return Array.isArray(value) || value instanceof Map || value instanceof Set || value instanceof Date || value instanceof RegExp
    || ArrayBuffer.isView(value) || value instanceof ArrayBuffer || httpForm(value) !== undefined;
}
