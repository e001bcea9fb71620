import { definePlugin } from '../../core/contract/plugin.js';
import { checkFileSink, fileSinkSchema } from './config.js';
import { FileWriter } from './file-writer.js';

export default definePlugin({
  apiVersion: 1,
  kind: 'sink',
  name: 'file',
  summary: 'Writes events to a file as lines, with rotation, compression and retention.',
  schema: fileSinkSchema,
  examples: [
    { title: 'JSON lines', config: { path: './archive/app.jsonl' } },
    {
      title: 'A file a day or each 64 MiB, compressed, for 30 days',
      config: { path: './archive/app.jsonl', rotate: { size: '64MiB', every: '1d', gzip: true }, retain: { age: '30d', size: '5GiB' } },
    },
  ],
  delivery: { maxEvents: 10_000, maxBytes: 1024 * 1024, maxWait: 0, concurrency: 1 },
  claims: (config) => [`file:${config.path}`],
  check: checkFileSink,
  create: (config, ctx) => new FileWriter(config, ctx),
});
