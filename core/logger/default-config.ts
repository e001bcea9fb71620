import { join } from 'node:path';

/**
 * Where the lines go when nothing is said: a file of JSON lines, a new one each day or 64 MiB, kept for 30 days and up to 1 GiB.
 * The system decides when its pages reach the disk: they outlive the process, and a program's log is not worth a sync per line.
 */
export function defaultConfig(folder: string, service: string): Readonly<Record<string, unknown>> {
  return {
    version: 1,
    service: { name: literal(service) },
    data_dir: literal(join(folder, '.hushpipe')),
    sinks: {
      file: {
        type: 'file',
        path: literal(join(folder, `${fileName(service)}.jsonl`)),
        rotate: { size: '64MiB', every: '1d', gzip: true },
        retain: { age: '30d', size: '1GiB' },
        fsync: 'close',
      },
    },
  };
}

/** Not for substitution. */
const literal = (text: string): string => text.replaceAll('${', () => '$${');

function fileName(service: string): string {
  return service.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'app';
}
