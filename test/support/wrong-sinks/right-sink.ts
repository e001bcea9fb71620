import { ConnectionLostError, PermanentError, RetryableError } from '../../../core/contract/errors.js';
import type { LogEvent } from '../../../core/contract/event.js';
import type { BatchResult, Plugin, PluginContext, Receiver } from '../../../core/contract/plugin.js';
import { Secret } from '../../../core/contract/secret.js';
import type { Infer } from '../../../core/contract/schema.js';
import { HttpPeer } from '../../../core/testing/http-peer.js';

export const sinkSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['url', 'token'],
  properties: {
    url: { type: 'string', format: 'uri', description: 'Where batches are posted to.' },
    token: { type: 'string', format: 'secret', description: 'Sent as bearer token.' },
  },
} as const;

export type SinkConfig = Infer<typeof sinkSchema>;
export type SinkPlugin = Plugin<typeof sinkSchema, 'sink'>;
export type Sink = Receiver<LogEvent>;

export const SECRET = ['hunter', '2', 'hunter'].join('');

/** A peer that takes each event once, whatever is sent again, where the header `x-ids` says which they are. */
export function sinkPeer(): HttpPeer {
  const taken = new Set<string>();
  return new HttpPeer({
    items({ body, headers }) {
      const lines = body.split('\n').slice(0, -1);
      const ids = headers['x-ids'] === undefined ? undefined : String(headers['x-ids']).split(' ');
      return lines.filter((_line, index) => {
        const id = ids?.[index];
        return id === undefined || (!taken.has(id) && taken.add(id));
      });
    },
    partial: (_request, failed) => ({ status: 207, body: JSON.stringify(failed) }),
  });
}

export const sinkConfig = (peer: HttpPeer): SinkConfig => ({ url: peer.url, token: new Secret(SECRET) });

/** A sink that does everything right; `change` replaces parts of it. */
export function sinkPlugin(change: (config: SinkConfig, ctx: PluginContext, right: Sink) => Partial<Sink> = () => ({}), plugin: Partial<SinkPlugin> = {}): SinkPlugin {
  return {
    apiVersion: 1,
    kind: 'sink',
    name: 'example',
    summary: 'Posts batches as lines of JSON.',
    schema: sinkSchema,
    examples: [{ title: 'A local server', config: { url: 'http://127.0.0.1:8080', token: 'from the environment' } }],
    delivery: { maxEvents: 1000, concurrency: 1, idempotent: true },
    create(config, ctx) {
      const right: Sink = { deliver: (batch, signal) => post(config, ctx, batch, signal) };
      return { ...right, ...change(config, ctx, right) };
    },
    ...plugin,
  };
}

async function post(config: SinkConfig, ctx: PluginContext, batch: readonly LogEvent[], signal: AbortSignal): Promise<BatchResult | undefined> {
  const response = await send(config, ctx, batch, signal);
  const text = await response.text();
  if (response.status === 207) {
    return { failed: (JSON.parse(text) as readonly number[]).map((index) => ({ index, error: new PermanentError(`${ctx.id}: not taken`) })) };
  }
  check(response, ctx);
  return undefined;
}

export async function send(config: SinkConfig, ctx: PluginContext, batch: readonly LogEvent[], signal: AbortSignal): Promise<Response> {
  signal.throwIfAborted();
  const headers = { authorization: `Bearer ${config.token.reveal()}`, 'x-ids': batch.map(({ id }) => id).join(' ') };
  try {
    return await ctx.fetch(config.url, { method: 'POST', body: ctx.encodeLines(batch), headers, signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new ConnectionLostError(`${ctx.id}: the connection was lost`, { cause: error });
  }
}

export function check(response: Response, ctx: PluginContext): void {
  if (response.ok) return;
  const { status } = response;
  if (status !== 429 && status < 500) throw new PermanentError(`${ctx.id}: answered ${status}`);
  const after = response.headers.get('retry-after');
  throw new RetryableError(`${ctx.id}: answered ${status}`, { afterMs: after === null ? undefined : Number(after) * 1000 });
}
