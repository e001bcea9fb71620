import type { Clock } from '../../core/contract/clock.js';
import type { JsonObject } from '../../core/contract/json.js';
import { encodePayload } from './alert-json.js';
import { httpFailure } from './http-outcome.js';
import type { OutboundFetch } from './outbound-fetch.js';
import type { ChatAnswer } from './post-alert.js';

export interface JsonCall {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
}

export interface JsonAnswer extends ChatAnswer {
  /** What came back; empty where that was no JSON object. */
  readonly said: JsonObject;
}

export interface JsonServices {
  readonly fetch: OutboundFetch;
  readonly clock: Clock;
}

/** Posts JSON and resolves with the answer, whatever its status. `wordsOf` finds the other side's own short words for a refusal. */
export async function postJson(call: JsonCall, services: JsonServices, wordsOf: (said: JsonObject) => string, signal: AbortSignal): Promise<JsonAnswer> {
  const headers = { 'content-type': 'application/json', 'user-agent': 'hushpipe', ...call.headers };
  const answer = await services.fetch(call.url, { method: 'POST', headers, body: encodePayload(call.body) }, signal);
  const said = readObject(await answer.text());
  const words = wordsOf(said);
  return { status: answer.status, words, failure: httpFailure(answer, services.clock, words), said };
}

/**
 * The words, if they are a short sentence of letters, digits and the signs of prose, as services write them; '' for anything
 * else, so that nothing of what was sent, and no credential, comes back in an error.
 */
export function proseWords(words: unknown, max = 80): string {
  return typeof words === 'string' && words.length <= max && /^[A-Za-z][A-Za-z :.,'()-]*$/.test(words) && !/\S{32}/.test(words) ? words : '';
}

function readObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : {};
  } catch {
    return {};
  }
}
