import type { PipelineConfig, PipelineOptions, RunningPipeline } from './runtime/open-pipeline.js';

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
