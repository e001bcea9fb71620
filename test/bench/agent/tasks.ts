/** What is compared: the pipeline's config, and the ways in which plain Node does the same. */
export interface Task {
  readonly name: string;
  readonly title: string;
  readonly input: 'json' | 'access';
  readonly config: (input: string, output: string, dataDir: string) => object;
  /** Name of the baseline's task, and its ways. */
  readonly baseline: string;
  readonly ways: readonly ('blocks' | 'readline')[];
  /** What must hold between the two outputs before anything is timed. */
  readonly same: 'bytes' | 'lines';
  /** What the issue of the ratio asks for: baseline by blocks over ours, at least. */
  readonly bar: number | undefined;
}

const frame = (source: object, input: string, output: string, dataDir: string, encoding: string): object => ({
  version: 1,
  data_dir: dataDir,
  log: { level: 'error' },
  sources: { in: { type: 'file', paths: [input], ...source } },
  sinks: { out: { type: 'file', path: output, encoding, fsync: 'never' } },
});

export const TASKS: readonly Task[] = [
  {
    name: 'pass_through',
    title: 'pass through',
    input: 'json',
    config: (input, output, dataDir) => ({ ...frame({ parse: 'text' }, input, output, dataDir, 'line'), redact: { allow_unredacted: true } }),
    baseline: 'copy',
    ways: ['blocks'],
    same: 'bytes',
    bar: 0.5,
  },
  {
    name: 'add_field',
    title: 'JSON + field',
    input: 'json',
    config: (input, output, dataDir) => ({
      ...frame({ parse: 'json' }, input, output, dataDir, 'json'),
      redact: { allow_unredacted: true },
      transforms: [{ type: 'set', fields: { region: 'eu-west-1' } }],
    }),
    baseline: 'add_field',
    ways: ['blocks', 'readline'],
    same: 'bytes',
    bar: 2.5,
  },
  {
    name: 'redact_and_drop',
    title: 'redact + drop',
    input: 'json',
    config: (input, output, dataDir) => ({
      ...frame({ parse: 'json' }, input, output, dataDir, 'json'),
      // The four kinds that the baseline looks for.
      redact: { detectors: ['bearer_token', 'credential_assignment', 'email', 'card'] },
      transforms: [{ type: 'drop', when: { level: 'debug' } }, { type: 'remove', fields: ['build'] }],
    }),
    baseline: 'redact_and_drop',
    ways: ['blocks', 'readline'],
    same: 'bytes',
    bar: 1.8,
  },
  {
    name: 'access_log',
    title: 'access log to JSON',
    input: 'access',
    config: (input, output, dataDir) => ({ ...frame({ parse: 'combined' }, input, output, dataDir, 'json'), redact: { allow_unredacted: true } }),
    baseline: 'access_log',
    ways: ['blocks', 'readline'],
    same: 'lines',
    bar: undefined,
  },
];
