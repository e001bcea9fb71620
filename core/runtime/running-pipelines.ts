import type { RunningPipeline } from './open-pipeline.js';
import type { Pipeline } from './pipeline.js';

const PIPELINES = new WeakMap<RunningPipeline, Pipeline>();

/** Notes which pipeline stands behind what a program was given. */
export function setPipelineOf(running: RunningPipeline, pipeline: Pipeline): void {
  PIPELINES.set(running, pipeline);
}

/** Throws for what `createPipeline` did not make. */
export function pipelineOf(running: RunningPipeline): Pipeline {
  const pipeline = PIPELINES.get(running);
  if (pipeline === undefined) throw new TypeError('this is no pipeline of createPipeline()');
  return pipeline;
}
