import { existsSync, readFileSync } from 'node:fs';
import type { AlertDelivery } from '../../core/contract/alert.js';

/**
 * The module of an action that can do everything with a message: what it takes it writes to a file, one line each, before it says
 * that it took it. An edit gives back the message that it edited. `file` and `messages` are its options.
 */
export const LEDGER = `
const { appendFileSync } = await import('node:fs');
let count = 0;
export default {
  apiVersion: 1, kind: 'action', name: 'ledger', summary: 'Writes what it is told to a file.', examples: [],
  schema: { type: 'object', additionalProperties: false, required: ['file'], properties: { file: { type: 'string', format: 'path' }, messages: { enum: ['post', 'edit', 'thread'], default: 'thread' } } },
  delivery: { maxEvents: 1, maxWait: 0, concurrency: 1 },
  create: ({ file, messages }, { clock }) => ({
    messages,
    render: ({ cause, form }) => ({ cause, form }),
    async deliver(batch) {
      const receipts = batch.map(({ id, form, cause, content, receipt }, index) => {
        const { alert } = content;
        appendFileSync(file, JSON.stringify({ at: clock.now(), pid: process.pid, id, form, cause, receipt, state: alert?.state, mention: alert?.mention, drill: (alert ?? content.summary).drill, by: alert?.acknowledged?.by }) + '\\\\n');
        return { index, receipt: form === 'edit' ? receipt : { message: process.pid + '-' + ++count } };
      });
      return { failed: [], receipts };
    },
  }),
};
`.replaceAll('\\\\n', '\\n');

/** One line of a ledger. */
export interface Entry extends Pick<AlertDelivery, 'id' | 'form' | 'cause'> {
  readonly at: number;
  /** Of the process that was told. */
  readonly pid: number;
  readonly receipt?: { readonly message: string };
  readonly state: string;
  readonly mention?: string;
  readonly drill: boolean;
  readonly by?: string;
}

export function readLedger(file: string): readonly Entry[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
}
