import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** V8 begins with two halves of 1 MB, and makes them so many times as large when they fill with what lives on. */
const GROWTH = 5;
/** Both halves together, in bytes: more than it begins with. */
const GROWN = 3 * 1024 * 1024;

/**
 * Lets V8's young generation grow once, to 10 MB; by itself it grows to 32 or 64 MB, a third of what an agent takes. Batches are
 * let go so soon that a small one is collected as cheaply. Its limit cannot be set once V8 runs, but how it grows can:
 * https://github.com/v8/v8/blob/main/src/flags/flag-definitions.h (semi_space_growth_factor). Who has stated a size to Node keeps it.
 */
export function limitYoungGeneration(): void {
  if (/semi.space/.test(`${process.execArgv.join()},${process.env['NODE_OPTIONS'] ?? ''}`)) return;
  grow(GROWTH);
  const observer = new PerformanceObserver(() => {
    if (youngGeneration() < GROWN) return;
    grow(1);
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}

const grow = (times: number): void => setFlagsFromString(`--semi-space-growth-factor=${times}`);

function youngGeneration(): number {
  return getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
}
