import type { Alert } from '../../core/contract/alert.js';
import { PermanentError } from '../../core/contract/errors.js';
import type { PluginContext } from '../../core/contract/plugin.js';
import type { HealthReport } from './health-report.js';
import { isContentRefusal } from './http-outcome.js';

/** What a chat answered: its status, its own short words for it, and our error where it did not take the message. */
export interface ChatAnswer {
  readonly status: number;
  readonly words: string;
  readonly failure: Error | undefined;
}

/** The chat that alerts are posted to. */
export interface Chat {
  /** As people know it: `Slack`. */
  readonly name: string;
  readonly ctx: Pick<PluginContext, 'log' | 'metrics'>;
  readonly health: HealthReport;
}

/**
 * Posts an alert's full message. One that the chat refuses as it is goes out once more as one sentence, so that somebody
 * is woken; that is counted, logged and shown in the health. Throws, as `deliver` does, where neither was taken.
 */
export async function postAlert<P>(chat: Chat, alert: Alert, full: P, sentence: P, post: (payload: P) => Promise<ChatAnswer>): Promise<void> {
  const { name, ctx, health } = chat;
  const first = await post(full);
  if (first.failure === undefined) return health.ok();
  if (!isContentRefusal(first.status)) return fail(chat, first.failure);
  ctx.metrics.count('refused_messages');
  ctx.log.warn(`${name} refused the full message: sending its one sentence instead`, { alert: alert.id, status: first.status, answer: first.words });
  const second = await post(sentence);
  if (second.failure !== undefined) return fail(chat, second.failure);
  return health.degraded(`${name} refused a full message (${first.words || first.status}); its one sentence was posted.`);
}

function fail({ name, health }: Chat, failure: Error): never {
  if (failure instanceof PermanentError) health.failed(`${name} refuses messages. ${failure.message} ${failure.hint}`);
  throw failure;
}
