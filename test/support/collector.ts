import { definePlugin, type AnyPlugin } from '../../core/contract/plugin.js';
import type { JsonObject } from '../../core/contract/json.js';
import { Hold } from './hold.js';

export interface Collector {
  /** The sink `collect`: keeps what it gets in memory. */
  readonly plugin: AnyPlugin;
  /** The lines in the order of their arrival, as they would stand on disk. */
  readonly lines: string[];
  /** The lines, parsed. */
  events(): readonly JsonObject[];
  /** Deliveries wait from now on, until what this returns is called. */
  hold(): () => void;
}

export function createCollector(): Collector {
  const lines: string[] = [];
  const hold = new Hold();
  const plugin = definePlugin({
    apiVersion: 1,
    kind: 'sink',
    name: 'collect',
    summary: 'Keeps events in memory.',
    schema: { type: 'object', additionalProperties: false, properties: {} },
    examples: [],
    create: () => ({
      async deliver(batch) {
        await hold.waiting;
        for (const event of batch) lines.push(event.line());
      },
    }),
  });
  return {
    plugin,
    lines,
    events: () => lines.map((line) => JSON.parse(line) as JsonObject),
    hold: () => hold.begin(),
  };
}
