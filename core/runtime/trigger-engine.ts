import type { TriggerConfig } from '../../schemas/trigger.js';
import { convertValue } from '../config/convert.js';
import { describeValue } from '../config/describe-schema.js';
import { schemaProblems } from '../config/schema-problems.js';
import { trigger as triggerSchema } from '../config/sections.js';
import { schemaErrors } from '../config/validator.js';
import { systemClock, type Clock } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';
import type { LogEvent } from '../contract/event.js';
import type { JsonValue } from '../contract/json.js';
import type { Reason } from '../contract/reasons.js';
import { loneEvents } from '../event/lone-events.js';
import { loadSigma, type BuiltInPipeline, type SigmaSource } from '../sigma/load.js';
import type { SigmaProblem } from '../sigma/problem.js';
import { sigmaTriggers } from '../sigma/sigma-triggers.js';
import { checkTriggers } from '../trigger/check.js';
import { createTriggerEngine as createEngine } from '../trigger/engine.js';
import type { Transition } from '../trigger/transition.js';
import type { GroupView } from '../trigger/trigger-state.js';

/** An event of the pipeline, or what would stand on a line of its own: an object is written as JSON. */
export type EngineEvent = LogEvent | string | object;

export interface TriggerEngineOptions {
  /** As a config file states them, durations as text. They need no `alert`: the program is told. */
  readonly triggers?: readonly Readonly<Record<string, unknown>>[];
  /** Sigma rules, correlations and filters: paths of files and folders, or texts. */
  readonly sigma?: readonly (string | SigmaSource)[];
  /** For Sigma: pipelines of field mappings and log sources. */
  readonly pipelines?: readonly (BuiltInPipeline | SigmaSource)[];
  /** The computer's where it is not given. */
  readonly clock?: Pick<Clock, 'now'>;
  /** Told of all that did not count or was not said, once for each. */
  readonly onReason?: (reason: Reason, trigger: string) => void;
}

/**
 * The engine of the pipeline for a program of its own: it does nothing by itself and has no timer. An event of the pipeline, which
 * has an id, counts once however often it is given; objects and lines count each time.
 */
export interface TriggerEngine {
  /** What these events cause, in order; of one event, in the order of the triggers. */
  process(events: readonly EngineEvent[]): readonly Transition[];
  /** Names of the triggers, ids of the Sigma rules, whose condition the event meets. Counts nothing. */
  match(event: EngineEvent): readonly string[];
  /** Ends what is due at this time, in epoch milliseconds. */
  advance(to: number): readonly Transition[];
  /** Epoch milliseconds before which `advance` does nothing; undefined while nothing is pending. */
  nextDeadline(): number | undefined;
  /** The groups of a trigger as they stand; undefined where there is no such trigger. */
  groups(trigger: string): Iterable<GroupView> | undefined;
  /** All that it remembers, as JSON. */
  snapshot(): JsonValue;
  /** Takes up where a snapshot left off. Throws STATE_UNREADABLE, then without any effect. */
  restore(snapshot: JsonValue): void;
  /** What of the Sigma sources could not be used, and why. */
  readonly problems: readonly SigmaProblem[];
}

/** Throws CONFIG_INVALID, which lists everything that is wrong with the triggers. What of Sigma cannot be used is in `problems`. */
export function createTriggerEngine({ triggers = [], sigma = [], pipelines = [], clock = systemClock, onReason = () => {} }: TriggerEngineOptions): TriggerEngine {
  const loaded = loadSigma(sigma.map((source) => (typeof source === 'string' ? { file: source } : source)), { pipelines });
  const fromSigma = sigmaTriggers(loaded, { min_level: 'informational' }).map(({ config }) => config);
  const engine = createEngine({ triggers: [...readTriggers(triggers), ...fromSigma], clock, onReason });
  // Two that are alike are two all the same, also of one time; and so are those before and after a snapshot.
  const ids = clock.now().toString(36);
  let given = 0;
  const eventOf = (event: EngineEvent): LogEvent => (isLogEvent(event) ? event : loneEvents([event], { source: 'sources.own', arrival: clock.now(), idPrefix: `${ids}-${(given++).toString(36)}-` })[0] as LogEvent);
  return {
    process: (events) => engine.process(events.map(eventOf)),
    match: (event) => engine.match(eventOf(event)),
    advance: (to) => engine.advance(to),
    nextDeadline: () => engine.nextDeadline(),
    groups: (name) => engine.groups(name),
    snapshot: () => engine.snapshot(),
    restore: (snapshot) => engine.restore(snapshot),
    problems: loaded.problems,
  };
}

function readTriggers(triggers: readonly Readonly<Record<string, unknown>>[]): readonly TriggerConfig[] {
  const named = triggers.map((stated) => (stated['alert'] === undefined && stated['suppress'] === undefined ? { ...stated, alert: 'program' } : stated));
  const wrong = [
    ...named.flatMap((stated, at) => schemaProblems(schemaErrors(triggerSchema, stated), stated, { name: 'the trigger', quote: (_path, value) => describeValue(value) }).map((problem) => placed([at, ...problem.path], problem))),
    ...checkTriggers(named, []).filter(({ grade, code }) => grade === 'error' && code !== 'TRIGGER_UNKNOWN_TARGET').map((problem) => placed(problem.path, problem)),
  ];
  if (wrong.length > 0) throw new HushpipeError('CONFIG_INVALID', wrong.join('\n'));
  return named.map((stated) => convertValue(triggerSchema, stated, { folder: '.' }) as TriggerConfig);
}

/** A problem with its place in the list of triggers: `triggers[0].count.gte: …`. */
function placed([at, ...path]: readonly (string | number)[], { message, hint }: { readonly message: string; readonly hint?: string | undefined }): string {
  return `triggers[${at}]${path.map((key) => `.${key}`).join('')}: ${message}${hint === undefined ? '' : `. ${hint}`}`;
}

function isLogEvent(event: EngineEvent): event is LogEvent {
  return typeof event === 'object' && 'get' in event && typeof event.get === 'function' && 'line' in event && typeof event.line === 'function';
}
