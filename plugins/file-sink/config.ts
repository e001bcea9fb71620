import type { Infer, JsonSchema } from '../../core/contract/schema.js';

export const fileSinkSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['path'],
  properties: {
    path: { type: 'string', format: 'path', minLength: 1, description: 'The file. Its folders are made where they are missing.' },
    encoding: {
      enum: ['json', 'line'],
      default: 'json',
      description: 'json: JSON lines, a line of text becomes an object; line: a line of text leaves as it came.',
    },
    append: { type: 'boolean', default: true, description: '`false` empties the file when the sink starts.' },
    rotate: {
      type: 'object',
      description: 'When a new file is begun.',
      additionalProperties: false,
      properties: {
        size: { type: 'string', format: 'size', description: 'A batch that would make the file larger goes into a new one.' },
        every: { type: 'string', format: 'duration', description: 'A new file each `1h`, `1d` and so on, counted from midnight UTC.' },
        gzip: { type: 'boolean', default: false, description: 'Compress rotated files, in the background.' },
      },
    },
    retain: {
      type: 'object',
      description: 'How much of the rotated files is kept; what is not stated is not limited.',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        age: { type: 'string', format: 'duration', description: 'Remove files that were rotated longer ago.' },
        size: { type: 'string', format: 'size', description: 'Most bytes of all rotated files together; the oldest go first.' },
        files: { type: 'integer', minimum: 0, description: 'Most rotated files; the oldest go first.' },
      },
    },
    fsync: {
      enum: ['batch', 'close', 'never'],
      default: 'batch',
      description: 'When data is forced onto the disk: before a batch counts as delivered, when the file is closed, or when the system sees fit.',
    },
    mode: { type: 'string', pattern: '^0?[0-7]{3}$', default: '0640', description: 'Permissions of the files, in octal and in quotes.' },
  },
} as const satisfies JsonSchema;

/** Sizes in bytes, times in milliseconds. */
export type FileSinkConfig = Infer<typeof fileSinkSchema>;
export type RetainConfig = NonNullable<FileSinkConfig['retain']>;
export type FsyncPolicy = FileSinkConfig['fsync'];

/** What the schema cannot state. */
export function* checkFileSink({ rotate, retain }: FileSinkConfig): Iterable<{ readonly path: string; readonly message: string }> {
  if (rotate === undefined) {
    if (retain !== undefined) yield { path: 'retain', message: 'Only rotated files are removed: state rotate too.' };
    return;
  }
  if (rotate.size === undefined && rotate.every === undefined) yield { path: 'rotate', message: 'State size, every, or both.' };
  if (rotate.size === 0) yield { path: 'rotate.size', message: 'The size must be larger than 0.' };
  if (rotate.every !== undefined && rotate.every < 1000) yield { path: 'rotate.every', message: 'The time must be at least 1s.' };
}
