import type { Infer, JsonSchema } from '../../core/contract/schema.js';

export const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['paths'],
  properties: {
    paths: {
      type: 'array',
      minItems: 1,
      items: { type: 'string', format: 'path', minLength: 1 },
      description: 'Files to read: paths, or patterns with `*`, `?`, `**` (any folders), `[a-z]` and `{a,b}`.',
    },
    exclude: {
      type: 'array',
      items: { type: 'string', minLength: 1 },
      default: [],
      description: 'Patterns of files to leave out. Without a slash, the file\'s name is compared; otherwise the end of its path, or all of it where the pattern begins with a slash.',
    },
    start_at: {
      enum: ['beginning', 'end'],
      default: 'beginning',
      description: 'Where the files that are there at the very first start begin. A checkpoint goes before it, and files that appear later are always read from their beginning.',
    },
    watch: {
      enum: ['events', 'poll'],
      default: 'events',
      description: 'events: changes are seen at once where the system reports them, else at the next poll. poll: only at the poll, for network mounts with many folders.',
    },
    poll_interval: { type: 'string', format: 'duration', default: '1s', description: 'How often files are looked at and looked for. Never more often than once in as many milliseconds as there are files.' },
    flush_after: { type: 'string', format: 'duration', default: '5s', description: 'How long a file must be quiet before a last line without a line feed counts as whole.' },
    close_inactive: { type: 'string', format: 'duration', default: '5m', description: 'How long a file must be quiet before it is closed. A renamed or deleted file is read until then; any other is opened again when it changes.' },
    max_open_files: { type: 'integer', minimum: 1, default: 256, description: 'Most files open at once; the one that was read longest ago is closed for another. Renamed files with unread lines stay open beyond it.' },
    read_block: { type: 'string', format: 'size', default: '1MB', description: 'Most bytes read at once. Codecs other than json, text and auto are given 128 KiB at most.' },
    max_in_flight: { type: 'string', format: 'size', default: '1MiB', description: 'Most bytes handed on and not acknowledged yet; reading waits for them. Raise it where a sink waits to fill larger batches; memory grows by several times as much.' },
  },
} as const satisfies JsonSchema;

/** Times in milliseconds, sizes in bytes, paths absolute. */
export type FileSourceConfig = Infer<typeof schema>;
