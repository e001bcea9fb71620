import { systemClock, type Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { asError } from '../pipeline/attempt.js';
import type { PipelineConfig, RunningPipeline } from '../runtime/open-pipeline.js';
import { pipelineOf } from '../runtime/running-pipelines.js';
import { bindFields, NO_FIELDS } from './bound-fields.js';
import { defaultConfig } from './default-config.js';
import { LineFeed } from './feed.js';
import { LogHub } from './hub.js';
import { checkOptions } from './known-options.js';
import type { LogLevel } from './level.js';
import type { Fields, RootLogger } from './logger.js';
import { Outflow } from './outflow.js';
import { RootAppLogger } from './root-logger.js';

/** What is undefined counts as not given: `level: argv.level`. */
export interface LoggerOptions {
  /** A config for the logger's own pipeline: the path of a file, which is watched for changes, or the config itself. */
  readonly config?: PipelineConfig | undefined;
  /** A pipeline of `createPipeline` to log into; it stays the program's own to close. */
  readonly pipeline?: RunningPipeline | undefined;
  /** Without config and pipeline: name of the service, and of the file. Default: app. */
  readonly service?: string | undefined;
  /** Without config and pipeline: folder of the file. Default: ./logs. */
  readonly folder?: string | undefined;
  /** Least severe level of loggers for which the config states none. Default: info. */
  readonly level?: LogLevel | undefined;
  /** Name of the logger, until a child's `module` gives it another. Default: the service. */
  readonly name?: string | undefined;
  /** Fields that every line carries. */
  readonly fields?: Fields | undefined;
  /** The lines count as those of a source of this name. Default: app. */
  readonly source?: string | undefined;
  /** Characters of lines that may wait; further ones are dropped and counted. Default: 32 Mi. */
  readonly maxBuffer?: number | undefined;
  /** Deliver everything on SIGTERM and SIGINT, then end as they would have, unless the program listens to them itself. Default: false. */
  readonly handleSignals?: boolean | undefined;
}

/**
 * Makes a logger. Can be used at once: lines wait until the pipeline is up. Without config or pipeline it writes JSON lines to
 * ./logs/app.jsonl, redacted as by any other pipeline, with a new file each day and old ones removed.
 *
 * Throws for an option that there is not. A config that is wrong is said on standard error, and `flush` rejects with it; to know before the first line, make the
 * pipeline with `createPipeline` first. What is logged is delivered also when the process ends by itself or by process.exit.
 */
export function createLogger(options: LoggerOptions = {}): RootLogger {
  checkOptions(options);
  const { service = 'app', folder = './logs', source = 'app', level = 'info', maxBuffer = 32 * 1024 * 1024 } = options;
  const given = options.pipeline === undefined ? undefined : pipelineOf(options.pipeline);
  const clock = given?.services.clock ?? systemClock;
  const feed = new LineFeed({ source, most: maxBuffer, clock });
  const hub = new LogHub(feed, level, clock);

  let onClosed = (): void => {};
  const connect = (running: RunningPipeline): void => {
    const pipeline = pipelineOf(running);
    feed.connect(pipeline);
    hub.setModules(pipeline.config.modules);
    onClosed = pipeline.services.signals.on('reloaded', () => hub.setModules(pipeline.config.modules));
  };
  const config = options.config ?? defaultConfig(folder, service);
  const pipeline = options.pipeline === undefined ? openOwn(config) : Promise.resolve(options.pipeline);
  if (options.pipeline !== undefined) connect(options.pipeline);
  else {
    pipeline.then(connect).catch((error: unknown) => {
      feed.fail(asError(error));
      const hint = error instanceof HushpipeError ? `  ${error.hint}\n` : '';
      process.stderr.write(`hushpipe: the logger has no pipeline, and drops its lines: ${asError(error).message}\n${hint}`);
    });
  }
  const own = options.pipeline === undefined ? { config, source } : undefined;
  const outflow = new Outflow({ feed, clock, pipeline, own, handleSignals: options.handleSignals ?? false, onClosed: () => { onClosed(); feed.release(); } });
  return new RootAppLogger(hub, outflow, options.name ?? service, bindFields(options.fields ?? {}, NO_FIELDS));
}

async function openOwn(config: PipelineConfig): Promise<RunningPipeline> {
  const { openPipeline } = await import('../runtime/open-pipeline.js');
  return openPipeline(config, { clock: backgroundClock, watch: true });
}

/** Timers of a logger's pipeline do not keep the program alive: when nothing else is left to do, it is closed. */
const backgroundClock: Clock = { ...systemClock, after: (ms, run) => systemClock.after(ms, run, { background: true }) };
