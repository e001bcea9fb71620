import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SourceSettings } from '../../schemas/source.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { isCompiled } from '../trigger/compiled.js';
import type { Searcher, Share } from './stored-events.js';

/** What a helper needs to know. */
export interface SearchWork {
  readonly file: string;
  readonly parse: SourceSettings['parse'];
  readonly triggers: readonly TriggerConfig[];
  /** It searches the batches whose number leaves this rest when divided by `of`. */
  readonly share: number;
  readonly of: number;
}

export interface SearchAnswer extends Share {
  readonly index: number;
  readonly lines: Int32Array;
}

/** Smaller files are read before a helper has started. */
const LEAST_BYTES = 24 * 1024 * 1024;
const MOST_THREADS = 4;

/**
 * Helpers that read a file too and search some of its batches for what triggers are for, while its reader searches the others: to
 * find out what an event is for needs nothing but the event. Undefined where that would gain nothing.
 */
export function searchBeside(file: string, parse: SourceSettings['parse'], triggers: readonly TriggerConfig[], threads = Math.min(availableParallelism(), MOST_THREADS), leastBytes = LEAST_BYTES): Searcher | undefined {
  // What a codec rewrites stands elsewhere than in the file, a rule of another language cannot be handed to another thread, and to unpack a file twice costs as much as to search it.
  if ((parse !== 'auto' && parse !== 'json') || threads < 2 || triggers.some(isCompiled) || file.endsWith('.gz') || (statSync(file, { throwIfNoEntry: false })?.size ?? 0) < leastBytes) return undefined;
  return new ParallelSearch({ file, parse, triggers }, threads);
}

interface Waiting {
  readonly resolve: (answer: SearchAnswer) => void;
  readonly reject: (error: Error) => void;
}

class ParallelSearch implements Searcher {
  readonly #workers: readonly Worker[];
  readonly #threads: number;
  readonly #answers = new Map<number, SearchAnswer>();
  readonly #waiting = new Map<number, Waiting>();
  #failure: Error | undefined;

  constructor(work: Pick<SearchWork, 'file' | 'parse' | 'triggers'>, threads: number) {
    this.#threads = threads;
    this.#workers = Array.from({ length: threads - 1 }, (_, at) => {
      const worker = new Worker(new URL('./search-worker.js', import.meta.url), { workerData: { ...work, share: at + 1, of: threads } satisfies SearchWork, execArgv: [] });
      worker.on('message', (answer: SearchAnswer) => this.#take(answer, worker));
      worker.on('error', (error) => this.#fail(error));
      return worker;
    });
  }

  search(batch: number): Promise<SearchAnswer> | undefined {
    if (batch % this.#threads === 0) return undefined;
    const answer = this.#answers.get(batch);
    this.#answers.delete(batch);
    if (answer !== undefined) return Promise.resolve(answer);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => this.#waiting.set(batch, { resolve, reject }));
  }

  close(): void {
    for (const worker of this.#workers) void worker.terminate();
  }

  #take(answer: SearchAnswer, worker: Worker): void {
    worker.postMessage('taken', []);
    const waiting = this.#waiting.get(answer.index);
    this.#waiting.delete(answer.index);
    if (waiting === undefined) this.#answers.set(answer.index, answer);
    else waiting.resolve(answer);
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
