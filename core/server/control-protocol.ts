import { ERRORS, HushpipeError, type ErrorCode } from '../contract/errors.js';
import type { JsonObject, JsonValue } from '../contract/json.js';

/**
 * What goes over the control socket: one JSON object a line, `{"command":"status"}`, and for each, in order, one line back:
 * `{"ok":true,"result":...}` or `{"ok":false,"error":{"code","message","hint"}}`.
 */
export interface ControlRequest {
  readonly command: string;
  readonly arguments: JsonObject;
}

export type ControlAnswer =
  | { readonly ok: true; readonly result: JsonValue }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string; readonly hint: string } };

/** Longest request, in UTF-16 units. */
export const MAX_REQUEST = 65_536;

/** Undefined for what is no request. */
export function parseRequest(line: string): ControlRequest | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (!isObject(value) || typeof value['command'] !== 'string') return undefined;
    const { command, ...rest } = value as JsonObject & { readonly command: string };
    return { command, arguments: rest };
  } catch {
    return undefined;
  }
}

export function failure(error: unknown): ControlAnswer {
  if (error instanceof HushpipeError) return { ok: false, error: { code: error.code, message: error.message, hint: error.hint } };
  return { ok: false, error: { code: 'UNKNOWN', message: error instanceof Error ? error.message : String(error), hint: 'See the log of the running hushpipe.' } };
}

/** The result of an answer; throws what a failed one states, and CLI_NOT_RUNNING for what is no answer. */
export function resultOf(line: string): JsonValue {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    answer = undefined;
  }
  if (isObject(answer) && answer['ok'] === true) return answer['result'] as JsonValue;
  const error = isObject(answer) ? answer['error'] : undefined;
  if (!isObject(error)) throw new HushpipeError('CLI_NOT_RUNNING', 'what listens on the control socket does not answer like hushpipe');
  const [code, message, hint] = [error['code'], error['message'], error['hint']].map(String) as [string, string, string];
  if (Object.hasOwn(ERRORS, code)) throw new HushpipeError(code as ErrorCode, message, { hint });
  throw new Error(message);
}

/** The same value with every text in it, names included, put through the guard. */
export function guarded(value: JsonValue, guard: (text: string) => string): JsonValue {
  if (typeof value === 'string') return guard(value);
  if (Array.isArray(value)) return value.map((item) => guarded(item, guard));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [guard(key), guarded(item, guard)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
