import { definePlugin } from '../../core/contract/plugin.js';
import { ConsoleSink, type Encode } from './console-sink.js';
import { prettyPrinter } from './pretty.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'sink',
  name: 'console',
  summary: 'Writes events to standard output or standard error, as text for people or as JSON lines.',
  schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      format: {
        enum: ['pretty', 'json'],
        default: 'pretty',
        description: 'pretty: time, level, logger, message and key=value on one line, coloured on a terminal; json: JSON lines.',
      },
      stream: { enum: ['stdout', 'stderr'], default: 'stdout', description: 'Where to write.' },
    },
  },
  examples: [
    { title: 'For people', config: {} },
    { title: 'For the next program in a pipe', config: { format: 'json' } },
  ],
  delivery: { maxEvents: 500, maxBytes: 256 * 1024, maxWait: 0, concurrency: 1 },
  create({ format, stream }, ctx) {
    const encode: Encode = format === 'json' ? (batch) => ctx.encodeLines(batch, 'json') : prettyEncoder();
    return new ConsoleSink(stream, () => process[stream], encode, ctx);
  },
});

function prettyEncoder(): Encode {
  const plain = prettyPrinter(false);
  // https://no-color.org: set to anything but ''.
  const coloured = prettyPrinter(!process.env['NO_COLOR']);
  return (batch, terminal) => {
    const print = terminal ? coloured : plain;
    return Buffer.from(batch.map((event) => `${print(event)}\n`).join(''));
  };
}
