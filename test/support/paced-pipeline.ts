import { createRegistry } from '../../core/plugin-host/registry.js';
import { loadOrThrow, startPipeline } from '../../core/runtime/start.js';
import type { Pipeline } from '../../core/runtime/pipeline.js';
import { VirtualClock } from '../../core/testing/virtual-clock.js';
import { BUILT_IN } from '../../plugins/index.js';
import type { Test } from './suite.js';
import { tempFolder } from './temp-folder.js';
import { until } from './until.js';

/** A pipeline on a virtual clock whose actions make real calls. Time stands still while a call is under way. */
export interface PacedPipeline {
  readonly pipeline: Pipeline;
  readonly clock: VirtualClock;
  /** Lines of the process log. */
  readonly log: readonly string[];
  /** Events as they come in, now. Resolves when nothing more comes of them without time going on. */
  emit(events: readonly object[]): Promise<void>;
  pass(ms: number): Promise<void>;
  /** Ends it, with all that is to be said said. */
  close(): Promise<void>;
}

/** Starts such pipelines for a suite; what a test leaves running is closed after it. */
export function pacedPipelines<T>(test: Test<T>): (config: object, clock?: VirtualClock) => Promise<PacedPipeline> {
  const folder = tempFolder(test);
  const running: PacedPipeline[] = [];
  const end = async ({ pipeline, clock }: PacedPipeline, timeout: number): Promise<void> => {
    const closed = pipeline.close({ timeout });
    await clock.advance(60_000);
    await closed;
  };
  test.after.each(async () => {
    for (const each of running.splice(0)) await end(each, 0);
  });
  return async (config, clock = new VirtualClock()) => {
    const log: string[] = [];
    const loaded = await loadOrThrow({ file: folder.in('hushpipe.yaml'), text: JSON.stringify({ version: 1, data_dir: folder.in('data'), ...config }, undefined, 1), plugins: createRegistry(BUILT_IN) });
    const pipeline = await startPipeline(loaded, { clock, writeLog: (line) => void log.push(line) });
    const rest = (): Promise<void> => atRest(pipeline, clock, log);
    const paced: PacedPipeline = {
      pipeline, clock, log,
      async emit(events) {
        await pipeline.intake('test', 'json')({ bytes: Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join('')) });
        await rest();
      },
      async pass(ms) {
        const until = clock.monotonic() + ms;
        for (let next = clock.untilNext; next !== undefined && clock.monotonic() + next <= until; next = clock.untilNext) {
          await clock.advance(next);
          await rest();
        }
        await clock.advance(until - clock.monotonic());
        await rest();
      },
      async close() {
        running.splice(running.indexOf(paced), 1);
        await end(paced, 10_000);
      },
    };
    running.push(paced);
    return paced;
  };
}

/** Resolves when what is to be said now is on disk, and each call has its answer. */
async function atRest(pipeline: Pipeline, clock: VirtualClock, log: readonly string[]): Promise<void> {
  await until(() => `the actions are at rest; log: ${log.join('\n')}`, async () => {
    await pipeline.alerts.flushed();
    await clock.settle();
    return pipeline.status().instances.every(({ id, eventsIn, eventsOut, reasons }) => !id.startsWith('actions.') || eventsIn === eventsOut + (reasons.refused ?? 0));
  });
  await pipeline.alerts.flushed();
  await clock.settle();
}
