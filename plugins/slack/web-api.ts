import type { Clock } from '../../core/contract/clock.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { Secret } from '../../core/contract/secret.js';
import { httpFailure } from '../shared/http-outcome.js';
import type { OutboundFetch } from '../shared/outbound-fetch.js';
import type { ChatAnswer } from '../shared/post-alert.js';
import { slackWords } from './incoming-webhook.js';

/** What finds a message again: chat.update takes the channel's id only, never its name. */
export interface SlackReceipt {
  readonly channel: string;
  readonly ts: string;
}

/** One call of Slack's Web API. */
export interface SlackCall {
  readonly method: 'chat.postMessage' | 'chat.update';
  readonly body: JsonObject;
}

export interface SlackAnswer extends ChatAnswer {
  /** The message that was to be changed is not there, or can't be changed any more. */
  readonly missing: boolean;
}

/** Refusals of this very message: another one may be taken. */
const CONTENT: ReadonlySet<string> = new Set([
  'invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'no_text', 'invalid_arguments', 'invalid_array_arg', 'invalid_post_type',
  'markdown_text_conflict', 'too_many_attachments', 'attachment_payload_limit_exceeded', 'invalid_metadata_format', 'invalid_json', 'json_not_object',
]);
const MISSING: ReadonlySet<string> = new Set(['message_not_found', 'edit_window_closed', 'cant_update_message', 'cant_broadcast_message', 'thread_not_found', 'cannot_reply_to_message']);
const PASSING: ReadonlySet<string> = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'team_added_to_org', 'external_channel_migrating', 'message_limit_exceeded']);

/**
 * Calls Slack with a bot token. Slack answers most refusals with 200 and `ok: false`; here each has the status that says
 * whose fault it is: 400 the message's, 404 the message to change is gone, 429 too many, 503 Slack's, 403 all else.
 */
export async function callSlack(call: SlackCall, services: { readonly fetch: OutboundFetch; readonly clock: Clock; readonly apiUrl: string; readonly token: Secret }, signal: AbortSignal): Promise<SlackAnswer> {
  const answer = await services.fetch(`${services.apiUrl.replace(/\/+$/, '')}/${call.method}`, {
    method: 'POST',
    headers: { 'authorization': `Bearer ${services.token.reveal()}`, 'content-type': 'application/json; charset=utf-8', 'user-agent': 'hushpipe' },
    body: JSON.stringify(call.body),
  }, signal);
  const said = parsed(await answer.text());
  const words = said === undefined && answer.status === 200 ? 'not in the form of Slack' : slackWords(said?.['error']);
  const status = statusOf(answer.status, said, words);
  return {
    status,
    words,
    failure: httpFailure({ status, headers: answer.headers }, services.clock, words),
    missing: status === 404 && MISSING.has(words),
    receipt: receiptOf(said),
  };
}

/** The receipt in what core kept or Slack said; undefined for what is none. */
export function receiptOf(value: JsonObject | undefined): JsonObject & SlackReceipt | undefined {
  const { channel, ts } = value ?? {};
  return typeof channel === 'string' && /^[A-Z0-9]{2,40}$/.test(channel) && typeof ts === 'string' && /^\d{1,16}\.\d{1,9}$/.test(ts) ? { channel, ts } : undefined;
}

function statusOf(status: number, said: JsonObject | undefined, words: string): number {
  if (status !== 200) return status;
  // Who answers 200 with anything but Slack's JSON is not Slack: a proxy, a login page.
  if (said === undefined) return 502;
  if (said['ok'] === true) return 200;
  if (words === 'ratelimited' || words === 'rate_limited') return 429;
  if (CONTENT.has(words)) return 400;
  if (MISSING.has(words)) return 404;
  return PASSING.has(words) ? 503 : 403;
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as JsonObject : undefined;
  } catch {
    return undefined;
  }
}
