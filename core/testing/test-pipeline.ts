import { BUILT_IN } from '../../plugins/index.js';
import { reservedKeys } from '../config/instance-schema.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import { parseDuration } from '../config/units.js';
import { sleep, systemClock, type Clock } from '../contract/clock.js';
import type { AnyPlugin } from '../contract/plugin.js';
import { checkPlugin } from '../plugin-host/check-plugin.js';
import { createRegistry } from '../plugin-host/registry.js';
import type { IncidentRunner } from '../runtime/incident-runner.js';
import { configSource, type PipelineConfig } from '../runtime/open-pipeline.js';
import type { Pipeline, PipelineStatus } from '../runtime/pipeline.js';
import type { Rehearsal } from '../runtime/services.js';
import { loadOrThrow, startPipeline } from '../runtime/start.js';
import type { SourceSettings } from '../../schemas/source.js';
import type { CapturedEvent, CapturedMessage, CapturedTransition } from './captured.js';
import { capturedConfig } from './captured-config.js';
import type { EventInput } from './make-events.js';
import { VirtualClock } from './virtual-clock.js';

export interface TestPipelineOptions {
  /** First time of the virtual clock: epoch milliseconds or an ISO 8601 time; 2025-01-01T00:00:00Z where it is not given. */
  readonly start?: number | string;
  /** Plugins of the program under test, which the config may name beside the built-in ones. */
  readonly plugins?: readonly AnyPlugin[];
  /** Environment variables of the config, beside those of the process. What it lacks of the options of sinks and actions does not matter here. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A whole pipeline in this process, on a clock that stands still until it is told to move. */
export interface TestPipeline {
  readonly clock: VirtualClock;
  /** What triggers did, in order. */
  readonly transitions: readonly CapturedTransition[];
  /** What actions would have sent, in order. */
  readonly messages: readonly CapturedMessage[];
  /** What sinks would have written, in order. */
  readonly events: readonly CapturedEvent[];
  /** Lines of the process log. */
  readonly log: readonly string[];
  /**
   * Events as they come in, now: objects, or lines as text or bytes. Resolves when all that they cause at once has happened.
   * With the name of a source they are read as that source reads; objects and, without it, all lines are read as JSON or text.
   */
  emit(input: EventInput | readonly EventInput[], options?: { readonly source?: string }): Promise<void>;
  /** Moves the clock on, by milliseconds or by a duration such as "5m", with all that falls due on the way. */
  advance(duration: number | string): Promise<void>;
  status(): PipelineStatus;
  /** Everything that anybody could have seen, as one text: for what must not be in it. */
  said(): string;
  close(): Promise<void>;
}

/** How long a delivery may take, in milliseconds of real time; it goes into memory, so this is for a plugin that hangs. */
const PATIENCE = 5_000;

/**
 * Starts a config, from a file or as an object, with nothing that reaches outside of the process: sources are left out, sinks
 * and actions keep in memory what they get, nothing is read from or written to the data directory. Decoding, redaction,
 * classes, transforms, triggers, alerts and routes are those of a real run. Rejects with CONFIG_INVALID.
 */
export async function testPipeline(config: PipelineConfig, options: TestPipelineOptions = {}): Promise<TestPipeline> {
  const registry = createRegistry(BUILT_IN);
  for (const plugin of options.plugins ?? []) registry.add(checkPlugin(plugin, 'a plugin of this program', reservedKeys));
  const env = options.env === undefined ? {} : { env: { ...process.env, ...options.env } };
  const loaded = await loadOrThrow({ ...configSource(config), ...env, plugins: registry, standIns: true });
  return rehearse(loaded, { start: timeOf(options.start) });
}

export interface RehearsalOptions {
  /** Epoch milliseconds. */
  readonly start: number;
  readonly onEvents?: Rehearsal['onEvents'];
}

/** A test pipeline whose alerts can be looked at. */
export interface Rehearsed extends TestPipeline {
  readonly alerts: IncidentRunner;
}

/** As `testPipeline`, for a config that is loaded. */
export async function rehearse(config: LoadedConfig, { start, onEvents }: RehearsalOptions): Promise<Rehearsed> {
  const clock = new VirtualClock(start);
  const transitions: CapturedTransition[] = [];
  const messages: CapturedMessage[] = [];
  const events: CapturedEvent[] = [];
  const log: string[] = [];
  const capture = { clock, onEvent: (event: CapturedEvent) => void events.push(event), onMessage: (message: CapturedMessage) => void messages.push(message) };
  const pipeline = await startPipeline(capturedConfig(config, capture), {
    clock,
    random: () => 0.5,
    writeLog: (line) => void log.push(line),
    rehearsal: {
      ...(onEvents === undefined ? {} : { onEvents }),
      onTransitions: (batch) => {
        for (const { trigger, kind, key, count, repeat, at, id } of batch) transitions.push({ trigger, kind, key, count, repeat, at, id });
      },
    },
  });
  // Each event has its own place in what was given, and so an id of its own: the same in each run.
  let given = 0;
  return {
    clock, transitions, messages, events, log,
    alerts: pipeline.alerts,
    async emit(input, { source } = {}) {
      for (const { parse, bytes, ends } of batchesOf(input, parseOf(config, source))) {
        const origin = { name: 'test', key: 'test', offset: given };
        given += bytes.length;
        await withPatience(pipeline.intake(source ?? 'test', parse)({ bytes, ends, origin }));
      }
      await settled(pipeline, clock);
    },
    async advance(duration) {
      const ms = typeof duration === 'number' ? duration : parseDuration(duration);
      if (ms === undefined) throw new TypeError(`${JSON.stringify(duration)} is no duration such as 30s or 5m`);
      await clock.advance(ms);
      await settled(pipeline, clock);
    },
    status: () => pipeline.status(),
    said: () => [...events.map(({ line }) => line), ...messages.map(({ text, alert }) => text + seenOf(alert)), ...log].join('\n'),
    close: () => withPatience(pipeline.close()),
  };
}

function timeOf(start: number | string = Date.UTC(2025, 0, 1)): number {
  const time = typeof start === 'number' ? start : Date.parse(start);
  if (Number.isNaN(time)) throw new TypeError(`${JSON.stringify(start)} is no time such as 2025-01-01T00:00:00Z`);
  return time;
}

type Parse = SourceSettings['parse'];

function parseOf(config: LoadedConfig, source: string | undefined): Parse {
  if (source === undefined) return 'auto';
  const found = config.sources.find(({ name }) => name === source);
  if (found === undefined) throw new TypeError(`there is no source ${JSON.stringify(source)} in the config`);
  return found.settings.parse;
}

/** Runs of inputs that are read in the same way. */
function batchesOf(input: EventInput | readonly EventInput[], parse: Parse): readonly { readonly parse: Parse; readonly bytes: Buffer; readonly ends: readonly number[] }[] {
  const inputs: readonly EventInput[] = Array.isArray(input) ? input : [input];
  const runs: { parse: Parse; bytes: Buffer[]; ends: number[]; size: number }[] = [];
  for (const each of inputs) {
    const isLine = typeof each === 'string' || each instanceof Uint8Array;
    const bytes = Buffer.from(isLine ? each : JSON.stringify(each));
    const way = isLine ? parse : 'json';
    let run = runs.at(-1);
    if (run?.parse !== way) runs.push((run = { parse: way, bytes: [], ends: [], size: 0 }));
    run.bytes.push(bytes);
    run.ends.push((run.size += bytes.length));
  }
  return runs.map(({ parse: way, bytes, ends }) => ({ parse: way, bytes: Buffer.concat(bytes), ends }));
}

/** Resolves when nothing more happens without time going on. */
async function settled(pipeline: Pipeline, clock: VirtualClock): Promise<void> {
  const until = systemClock.monotonic() + PATIENCE;
  do await clock.settle();
  while (pipeline.status().instances.some(({ waiting = 0 }) => waiting > 0) && systemClock.monotonic() < until);
}

async function withPatience(work: Promise<void>, clock: Clock = systemClock): Promise<void> {
  const over = new AbortController();
  const late = sleep(clock, PATIENCE, over.signal).then(() => {
    throw new Error(`the pipeline did nothing for ${PATIENCE / 1000} s`);
  }, () => {});
  await Promise.race([work, late]).finally(() => over.abort());
}

/** What a message holds beside its text. */
function seenOf(alert: CapturedMessage['alert']): string {
  return alert === undefined ? '' : JSON.stringify({ ...alert, samples: alert.samples.map((event) => event.line()) });
}
