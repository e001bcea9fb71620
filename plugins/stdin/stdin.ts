import { definePlugin } from '../../core/contract/plugin.js';
import { stoppableRun } from '../shared/stoppable-run.js';
import { readStream } from './read-stream.js';

const MAX_IN_FLIGHT = 1024 * 1024;

export default definePlugin({
  apiVersion: 1,
  kind: 'source',
  name: 'stdin',
  summary: 'Reads standard input to its end.',
  stability: 'stable',
  schema: { type: 'object', additionalProperties: false, properties: {} },
  examples: [{ title: 'What a program writes into the pipe', config: {} }],
  claims: () => ['stdin'],
  create(_config, ctx) {
    return stoppableRun((emit, signal, giveUp) =>
      readStream(process.stdin, { emit, framer: ctx.framer(), clock: ctx.clock, maxInFlight: MAX_IN_FLIGHT }, signal, giveUp),
    );
  },
});
