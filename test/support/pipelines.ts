import { createPipeline, type PipelineConfig, type PipelineOptions, type RunningPipeline } from '../../core/main.js';
import { pipelineOf } from '../../core/runtime/running-pipelines.js';
import type { Test } from './suite.js';

/** A pipeline in the process of the test. */
export interface TestPipeline extends RunningPipeline {
  /** Lines of its process log so far. */
  readonly log: readonly string[];
  /** Resolves when all sources have come to their ends, as they do with `once`. */
  sourcesEnded(): Promise<void>;
  /** What one instance counted so far. */
  tally(id: string): ReturnType<RunningPipeline['status']>['instances'][number];
}

/** Starts pipelines for a suite; each is closed after its test, what is still on its way given up. A warning of Node's fails the test. */
export function pipelines<T>(test: Test<T>): (config: PipelineConfig, options?: PipelineOptions) => Promise<TestPipeline> {
  const all: RunningPipeline[] = [];
  const warnings: Error[] = [];
  process.on('warning', (warning) => void warnings.push(warning));
  test.after.each(async () => {
    for (const running of all.splice(0)) await running.close({ timeout: 0 });
    for (const warning of warnings.splice(0)) throw warning;
  });
  return async (config, options = {}) => {
    const log: string[] = [];
    const running = await createPipeline(typeof config === 'string' ? config : { version: 1, ...config }, { writeLog: (line) => void log.push(line), ...options });
    all.push(running);
    return {
      ...running,
      log,
      sourcesEnded: async () => pipelineOf(running).sourcesEnded(),
      tally(id) {
        const found = running.status().instances.find((instance) => instance.id === id);
        if (found === undefined) throw new Error(`there is no instance ${id}`);
        return found;
      },
    };
  };
}

/** Fails each test of a suite during which Node warned of anything, such as a leak of listeners. To be called last, as what fails here ends the hooks. */
export function failOnWarnings<T>(test: Test<T>): void {
  const warnings: Error[] = [];
  process.on('warning', (warning) => void warnings.push(warning));
  test.after.each(() => {
    const [warning] = warnings.splice(0);
    if (warning !== undefined) throw warning;
  });
}
