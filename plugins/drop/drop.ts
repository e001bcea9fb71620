import type { LogEvent } from '../../core/contract/event.js';
import { definePlugin } from '../../core/contract/plugin.js';

const NONE: readonly LogEvent[] = [];

export default definePlugin({
  apiVersion: 1,
  kind: 'transform',
  name: 'drop',
  summary: 'Leaves out every event that it is given.',
  schema: { type: 'object', additionalProperties: false, properties: {} },
  examples: [{ title: 'All that its `when` matches', config: {} }],
  create: () => ({ apply: () => NONE }),
});
