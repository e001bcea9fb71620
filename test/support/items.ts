import type { Receiver } from '../../core/contract/plugin.js';
import type { Item } from '../../core/pipeline/item-queue.js';
import { Hold } from './hold.js';

/** Items by their ids, of 10 bytes where nothing else is stated. */
export function items(ids: readonly string[] | string, { byteLength = 10, class: itemClass }: { readonly byteLength?: number; readonly class?: string } = {}): readonly Item[] {
  return (typeof ids === 'string' ? ids.split(' ') : ids).map((id) => ({ id, byteLength, ...(itemClass === undefined ? {} : { class: itemClass }) }));
}

export const idsOf = (list: readonly Item[]): string => list.map(({ id }) => id).join(' ');

type Answer = (batch: readonly Item[], signal: AbortSignal) => ReturnType<Receiver<Item>['deliver']>;

/** A receiver that notes what it is given. */
export interface ScriptedReceiver extends Receiver<Item> {
  /** Ids of every call so far, and `start` and `stop`. */
  readonly calls: string[];
  /** What came through, in order. */
  readonly delivered: string[];
  /** How the next calls end, one each; then every call delivers. */
  readonly answers: Answer[];
  start: NonNullable<Receiver<Item>['start']>;
  /** Holds all calls from now on until what it returns is called. */
  hold(): () => void;
  /** Calls that have not settled. */
  readonly open: number;
}

export function scriptedReceiver(): ScriptedReceiver {
  const hold = new Hold();
  let open = 0;
  const receiver: ScriptedReceiver = {
    calls: [],
    delivered: [],
    answers: [],
    get open() {
      return open;
    },
    start: async () => void receiver.calls.push('start'),
    stop: async () => void receiver.calls.push('stop'),
    async deliver(batch, signal) {
      receiver.calls.push(idsOf(batch));
      open++;
      try {
        if (hold.waiting !== undefined) await orAborted(hold.waiting, signal);
        const result = await receiver.answers.shift()?.(batch, signal);
        const failed = new Set(result?.failed.map(({ index }) => index));
        receiver.delivered.push(...batch.filter((_, index) => !failed.has(index)).map(({ id }) => id));
        return result;
      } finally {
        open--;
      }
    },
    hold: () => hold.begin(),
  };
  return receiver;
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    void work.then(resolve);
  });
}
