import type { Emit, Plugin, Source, SourceContext } from '../../core/contract/plugin.js';
import type { Infer } from '../../core/contract/schema.js';
import type { Feed } from '../../core/testing/feed.js';

export const sourceSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['topic'],
  properties: { topic: { type: 'string', description: 'The topic to read.' } },
} as const;

export type SourcePlugin = Plugin<typeof sourceSchema, 'source'>;
type SourceConfig = Infer<typeof sourceSchema>;

const topics = new Map<string, Topic>();

/** A topic in memory, which keeps its records and how far its reader has acknowledged them. */
export class Topic implements Feed {
  readonly can = { acknowledge: true, resume: true, once: true, binary: true };
  readonly name = `topic${topics.size}`;
  readonly records: Uint8Array[] = [];
  committed = 0;
  #waiting: (() => void)[] = [];

  constructor() {
    topics.set(this.name, this);
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }

  feed(records: readonly Uint8Array[]): Promise<void> {
    this.records.push(...records);
    for (const wake of this.#waiting.splice(0)) wake();
    return Promise.resolve();
  }

  acknowledged(): number {
    return this.committed;
  }

  /** Resolves when there are more records than `count`, or the signal aborts. */
  async moreThan(count: number, signal: AbortSignal): Promise<void> {
    while (this.records.length <= count && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

export const topicConfig = (topic: Topic): SourceConfig => ({ topic: topic.name });

export type Run = (topic: Topic, emit: Emit, signal: AbortSignal, ctx: SourceContext) => Promise<void>;

/** A source that does everything right; `run` replaces what it does. */
export function sourcePlugin(run: Run = readTopic, change: Partial<Source> = {}): SourcePlugin {
  return {
    apiVersion: 1,
    kind: 'source',
    name: 'example',
    summary: 'Reads a topic in memory.',
    schema: sourceSchema,
    examples: [{ title: 'A topic', config: { topic: 'logs' } }],
    create: ({ topic }, ctx) => ({ run: (emit, signal) => run(topics.get(topic) as Topic, emit, signal, ctx), ...change }),
  };
}

export async function readTopic(topic: Topic, emit: Emit, signal: AbortSignal, ctx: SourceContext): Promise<void> {
  for (;;) {
    const from = topic.committed;
    await (ctx.once ? undefined : topic.moreThan(from, signal));
    if (signal.aborted || topic.records.length <= from) return;
    const to = Math.min(from + 10, topic.records.length);
    try {
      await emit({ bytes: asLines(topic.records.slice(from, to)) });
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    topic.committed = to;
  }
}

export function asLines(records: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(records.flatMap((record) => [record, Uint8Array.of(0x0a)]));
}
