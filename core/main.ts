import { createRequire } from 'node:module';
import type { PipelineConfig, PipelineOptions, RunningPipeline } from './runtime/open-pipeline.js';
import type { createTriggerEngine as create, TriggerEngine, TriggerEngineOptions } from './runtime/trigger-engine.js';

export { definePlugin } from './contract/plugin.js';
export type {
  ActionReceiver, AnyPlugin, Awaitable, BatchResult, ContextOf, DeliveryDefaults, Emit, FramedBatch, Framer, Health, Instance, InstanceOf, Metrics, Plugin,
  PluginContext, PluginKind, ProcessLog, RawBatch, Receiver, Source, SourceContext, Transform,
} from './contract/plugin.js';
export { ConnectionLostError, ERRORS, HushpipeError, PermanentError, RetryableError } from './contract/errors.js';
export type { ErrorCode, ErrorDetails } from './contract/errors.js';
export { EVENT_CLASSES, LEVELS } from './contract/event.js';
export type { EventClass, FieldChanges, Level, LineEncoding, LogEvent, Origin, Resource } from './contract/event.js';
export { ecsEvent, type EcsEvent } from './classify/ecs.js';
export { plainText } from './contract/alert.js';
export type { Alert, AlertCause, AlertDelivery, AlertSeverity, AlertSummary, IncidentState, Message, MessagePart, ResolveReason, SummaryLine } from './contract/alert.js';
export { sleep, systemClock, systemRandom } from './contract/clock.js';
export type { Clock, Random, Timer } from './contract/clock.js';
export type { Infer, JsonSchema, ValueFormat } from './contract/schema.js';
export type { JsonObject, JsonValue } from './contract/json.js';
export { Secret } from './contract/secret.js';
export { REASONS, type Reason } from './contract/reasons.js';
export { createLogger, type LoggerOptions } from './logger/create-logger.js';
export type { ChildOptions, Fields, Logger, LogMethod, RootLogger } from './logger/logger.js';
export type { LogLevel } from './logger/level.js';
export type { PipelineConfig, PipelineOptions, RunningPipeline } from './runtime/open-pipeline.js';
export type { CloseOptions, PipelineStatus } from './runtime/pipeline.js';
export type { EngineEvent, TriggerEngine, TriggerEngineOptions } from './runtime/trigger-engine.js';
export type { BuiltInPipeline, SigmaSource } from './sigma/load.js';
export type { SigmaProblem } from './sigma/problem.js';
export type { Transition, TransitionKind } from './trigger/transition.js';
export type { GroupView } from './trigger/trigger-state.js';
export type { SignalMap } from './pipeline/signals.js';
export type { TallyReading } from './pipeline/tally.js';

/**
 * Starts a pipeline in this process, from the path of a config file or from the config as an object. Rejects with
 * CONFIG_INVALID, whose message lists everything that is wrong with its place, or with why an instance could not start;
 * then nothing is left open. The pipeline keeps the process alive only as long as its sources do.
 */
export async function createPipeline(config: PipelineConfig, options: PipelineOptions = {}): Promise<RunningPipeline> {
  const { openPipeline } = await import('./runtime/open-pipeline.js');
  return openPipeline(config, options);
}

/**
 * The trigger engine of the pipeline by itself, for tests and programs of your own: triggers as in a config file, Sigma rules
 * from files or texts, events as objects or lines, and a clock that may be any. Throws CONFIG_INVALID, which lists everything
 * that is wrong with the triggers; what of Sigma cannot be used is in `problems`.
 */
export function createTriggerEngine(options: TriggerEngineOptions): TriggerEngine {
  // Loaded on the first call, which is why it is required: who only logs does not pay for it.
  const engine = createRequire(import.meta.url)('./runtime/trigger-engine.js') as { readonly createTriggerEngine: typeof create };
  return engine.createTriggerEngine(options);
}
