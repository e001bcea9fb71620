import { dirname } from 'node:path';
import { systemClock, systemRandom, type Clock, type Random } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import { formatDiagnostics } from '../config/format-diagnostics.js';
import { loadConfig, type LoadConfigOptions, type LoadResult } from '../config/load-config.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { Signals } from '../pipeline/signals.js';
import { AuditLane } from './audit-lane.js';
import { Pipeline } from './pipeline.js';
import { GuardedLog } from './process-log.js';
import { Tallies, type Rehearsal } from './services.js';

/** What a process may put in the place of its own: for tests, and for who embeds a pipeline. */
export interface Surroundings {
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** Read what is there and end, instead of waiting for more. */
  readonly once?: boolean | undefined;
  /** Takes the lines of the process log; standard error where it is not given. */
  readonly writeLog?: ((line: string) => void) | undefined;
  readonly rehearsal?: Rehearsal | undefined;
}

/** Starts a checked config. Rejects, with nothing left open, where an instance cannot start. */
export async function startPipeline(config: LoadedConfig, surroundings: Surroundings = {}): Promise<Pipeline> {
  const clock = surroundings.clock ?? systemClock;
  const toTerminal = surroundings.writeLog === undefined && process.stderr.isTTY;
  const log = new GuardedLog({
    level: config.log.level,
    format: config.log.format === 'auto' ? (toTerminal ? 'pretty' : 'json') : config.log.format,
    color: toTerminal && process.env['NO_COLOR'] === undefined,
    clock,
    write: surroundings.writeLog ?? ((line) => process.stderr.write(line)),
  });
  const services = { clock, random: surroundings.random ?? systemRandom, log, dataDir: config.dataDir };
  return Pipeline.start(config, {
    ...services,
    folder: dirname(config.file),
    once: surroundings.once ?? false,
    signals: new Signals(log, (error) => log.safe(error)),
    tallies: new Tallies(),
    audit: new AuditLane(services),
    ...(surroundings.rehearsal === undefined ? {} : { rehearsal: surroundings.rehearsal }),
  }, log);
}

/** Loads a config, or throws CONFIG_INVALID with everything that is wrong in its message. */
export async function loadOrThrow(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { config, diagnostics }: LoadResult = await loadConfig(options);
  if (config === undefined) throw new HushpipeError('CONFIG_INVALID', formatDiagnostics(diagnostics));
  return config;
}
