import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Both halves of it together, in bytes. */
const LIMIT = 16 * 1024 * 1024;

/**
 * Keeps V8's young generation from growing beyond 16 MB; by itself it grows to 32 or 64 MB, a third of what an agent takes. Batches
 * are let go so soon that a small one is collected as cheaply. Its limit cannot be set once V8 runs, but how often it doubles can:
 * https://github.com/v8/v8/blob/main/src/flags/flag-definitions.h (semi_space_growth_factor). Who has stated a size to Node keeps it.
 */
export function limitYoungGeneration(): void {
  if (/semi.space/.test(`${process.execArgv.join()},${process.env['NODE_OPTIONS'] ?? ''}`)) return;
  const observer = new PerformanceObserver(() => {
    if (youngGeneration() < LIMIT) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}

function youngGeneration(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
