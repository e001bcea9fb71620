import { ERRORS, PermanentError } from '../../core/contract/errors.js';
import type { JsonObject } from '../../core/contract/json.js';
import type { PluginContext } from '../../core/contract/plugin.js';
import type { HealthReport } from './health-report.js';
import { isContentRefusal } from './http-outcome.js';

/** What a chat answered: its status, its own short words for it, and our error where it did not take the message. */
export interface ChatAnswer {
  readonly status: number;
  readonly words: string;
  readonly failure: Error | undefined;
  /** Of a message that was taken: what finds it again. */
  readonly receipt?: JsonObject | undefined;
}

/** The chat that alerts are posted to. */
export interface Chat {
  /** As people know it: `Slack`. */
  readonly name: string;
  readonly ctx: Pick<PluginContext, 'log' | 'metrics'>;
  readonly health: HealthReport;
}

/**
 * Posts the full message of the delivery with this id. One that the chat refuses as it is goes out once more as one sentence,
 * so that somebody is woken; that is counted, logged and shown in the health. Resolves with the receipt of what was taken.
 * Throws, as `deliver` does, where neither was taken.
 */
export async function postAlert<P>(chat: Chat, id: string, full: P, sentence: P, post: (payload: P) => Promise<ChatAnswer>): Promise<JsonObject | undefined> {
  const { name, ctx, health } = chat;
  const first = await post(full);
  if (first.failure === undefined) {
    health.ok();
    return first.receipt;
  }
  if (!isContentRefusal(first.status)) return fail(chat, first.failure);
  ctx.metrics.count('refused_messages');
  ctx.log.warn(`${name} refused the full message: sending its one sentence instead`, { delivery: id, status: first.status, answer: first.words });
  const second = await post(sentence);
  if (second.failure !== undefined) return fail(chat, second.failure);
  health.degraded(`${name} refused a full message (${first.words || first.status}); its one sentence was posted.`);
  return second.receipt;
}

function fail({ name, health }: Chat, failure: Error): never {
  if (failure instanceof PermanentError) {
    // What the table says is about events: alerts are not replayed.
    const hint = failure.hint === ERRORS.DELIVERY_REFUSED.remedy ? 'The dead letters show what was sent.' : failure.hint;
    health.failed(`${name} refuses messages. ${failure.message} ${hint}`);
  }
  throw failure;
}
