import type { Clock } from '../../core/contract/clock.js';
import type { Secret } from '../../core/contract/secret.js';
import { httpFailure, networkFailure } from '../shared/http-outcome.js';
import type { OutboundFetch } from '../shared/outbound-fetch.js';
import type { ChatAnswer } from '../shared/post-alert.js';
import type { SlackPayload } from './limits.js';

/** Posts through an incoming webhook: Slack gives nothing back that would find the message again. */
export async function postToWebhook(url: Secret, payload: SlackPayload, services: { readonly fetch: OutboundFetch; readonly clock: Clock }, signal: AbortSignal): Promise<ChatAnswer> {
  const { IncomingWebhook } = await import('@slack/webhook');
  // The client hides Retry-After and puts addresses into its errors, so what our fetch saw counts, not what it throws.
  let seen: { readonly answer: Response; readonly body: string } | undefined;
  let failure: unknown;
  const webhook = new IncomingWebhook(url.reveal(), {
    fetch: async (address, init) => {
      try {
        const answer = await services.fetch(String(address), { method: init?.method, headers: init?.headers, body: init?.body as string }, signal);
        seen = { answer, body: await answer.clone().text() };
        return answer;
      } catch (error) {
        failure = error;
        throw error;
      }
    },
  });
  await webhook.send(payload).catch(() => undefined);
  if (seen === undefined) throw failure instanceof Error ? failure : networkFailure(failure);
  const words = slackWords(seen.body.trim());
  return { status: seen.answer.status, words, failure: httpFailure(seen.answer, services.clock, words) };
}

/** Slack's own words for a refusal, such as invalid_blocks; '' for what could be anything else. */
export function slackWords(text: unknown): string {
  return typeof text === 'string' ? /^[a-z][a-z_]{1,60}$/.exec(text)?.[0] ?? '' : '';
}
