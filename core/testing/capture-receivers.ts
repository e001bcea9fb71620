import { plainText, type Alert, type AlertDelivery, type AlertSummary } from '../contract/alert.js';
import type { Clock } from '../contract/clock.js';
import type { LogEvent } from '../contract/event.js';
import type { ActionReceiver, AnyPlugin, PluginContext } from '../contract/plugin.js';
import type { ActionInstance, SinkInstance } from '../config/loaded-config.js';
import type { CapturedEvent, CapturedMessage } from './captured.js';

/** Where what is captured goes. */
export interface Capture {
  readonly clock: Clock;
  readonly onEvent: (event: CapturedEvent) => void;
  readonly onMessage: (message: CapturedMessage) => void;
}

/** The sink with a memory in the place of what it writes to. */
export function captureSink(config: SinkInstance, { clock, onEvent }: Capture): SinkInstance {
  const deliver = (batch: readonly LogEvent[]): Promise<void> => {
    for (const event of batch) onEvent({ sink: config.name, line: event.line(), at: clock.now() });
    return Promise.resolve();
  };
  return { ...config, plugin: { ...config.plugin, delivery: {}, create: () => ({ deliver }) } as AnyPlugin, settings: atOnce(config.settings) };
}

/** The action with a memory in the place of what it sends to. Its plugin is asked how a message reads, and sends nothing: it is never started. */
export function captureAction(config: ActionInstance, { clock, onMessage }: Capture): ActionInstance {
  const create = async (options: unknown, context: PluginContext): Promise<ActionReceiver> => {
    const real = await (config.plugin.create as (options: unknown, context: PluginContext) => ActionReceiver | Promise<ActionReceiver>)(options, context);
    return {
      messages: real.messages ?? 'post',
      ...(real.render === undefined ? {} : { render: (delivery) => real.render?.(delivery) ?? null }),
      deliver(batch) {
        const receipts = batch.map((delivery, index) => {
          const { id, form, content } = delivery;
          onMessage({ action: config.name, form, text: textOf(delivery, real), alert: 'alert' in content ? content.alert : undefined, at: clock.now() });
          return { index, receipt: { captured: id } };
        });
        return Promise.resolve({ failed: [], receipts });
      },
    };
  };
  return { ...config, plugin: { ...config.plugin, create } as unknown as AnyPlugin, settings: atOnce(config.settings) };
}

/** Nothing waits to be joined with others, and nothing is put on disk. */
function atOnce<S extends SinkInstance['settings']>(settings: S): S {
  return { ...settings, batch: { max_wait: 0 }, queue: { ...settings.queue, when_full: 'block' } };
}

function textOf(delivery: AlertDelivery, real: ActionReceiver): string {
  const { content } = delivery;
  const rendered = real.render?.(delivery);
  const own = 'alert' in content ? alertText(content.alert) : summaryText(content.summary);
  return rendered === undefined ? own : `${own}\n${[...texts(rendered)].join('\n')}`;
}

function alertText({ severity, title, text, why }: Alert): string {
  return [`[${severity.toUpperCase()}] ${plainText(title)}`, plainText(text), why].filter((part) => part !== '').join('\n');
}

function summaryText({ severity, title, lines }: AlertSummary): string {
  return [`[${severity.toUpperCase()}] ${plainText(title)}`, ...lines.map((line) => plainText(line.title))].join('\n');
}

/** All texts in a JSON value, in their order. */
function* texts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) yield* texts(item);
}
