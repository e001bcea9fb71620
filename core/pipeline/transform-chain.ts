import type { Condition } from '../condition/condition.js';
import type { LogEvent } from '../contract/event.js';
import type { ProcessLog, Transform } from '../contract/plugin.js';
import { REASONS, type Reason } from '../contract/reasons.js';
import { viewOf } from '../event/line-event.js';
import type { Tally } from './tally.js';

export interface TransformStage {
  readonly id: string;
  /** The plugin's name, which names the reason of what it drops. */
  readonly type: string;
  readonly transform: Transform;
  /** Only events that meet it go through. */
  readonly when: Condition | undefined;
  readonly tally: Tally;
}

/** Takes a batch through all stages in order. Never throws: a stage that does leaves its batch as it was. */
export function applyTransforms(stages: readonly TransformStage[], batch: readonly LogEvent[], log: ProcessLog): readonly LogEvent[] {
  let events = batch;
  for (const stage of stages) {
    if (events.length === 0) break;
    events = stage.when === undefined ? through(stage, events, log) : aside(stage, stage.when, events, log);
  }
  return events;
}

function through(stage: TransformStage, events: readonly LogEvent[], log: ProcessLog): readonly LogEvent[] {
  const { tally } = stage;
  tally.eventsIn += events.length;
  let kept: readonly LogEvent[];
  try {
    // Frozen, so that what throws halfway leaves it as it was.
    kept = stage.transform.apply(Object.freeze(events));
    if (!Array.isArray(kept)) throw new TypeError('apply gives no array');
  } catch (error) {
    tally.count('failures');
    log.error(`${stage.id} threw; its events go on as they were`, { error });
    kept = events;
  }
  tally.eventsOut += kept.length;
  tally.record(reasonOf(stage.type), events.length - kept.length);
  return kept;
}

/** Sends those that match through the stage, and puts what comes back where it came from. */
function aside(stage: TransformStage, when: Condition, events: readonly LogEvent[], log: ProcessLog): readonly LogEvent[] {
  const matched = events.map((event) => when.matches(event));
  const chosen = events.filter((_, at) => matched[at]);
  if (chosen.length === 0) return events;
  const kept = through(stage, chosen, log);
  const out: LogEvent[] = [];
  let next = 0;
  for (const [at, event] of events.entries()) {
    if (!matched[at]) {
      out.push(event);
      continue;
    }
    const candidate = kept[next];
    if (candidate !== undefined && isSame(candidate, event)) {
      out.push(candidate);
      next++;
    }
  }
  // A transform may give back more, or in another order: what was not placed follows at the end, so that nothing is lost.
  for (; next < kept.length; next++) out.push(kept[next] as LogEvent);
  return out;
}

/** Whether one is the other, or made of it by `with`. */
function isSame(one: LogEvent, other: LogEvent): boolean {
  if (one === other) return true;
  const a = viewOf(one);
  const b = viewOf(other);
  return a.place === b.place && a.provenance === b.provenance;
}

function reasonOf(type: string): Reason {
  const reason = `transform_${type}`;
  return Object.hasOwn(REASONS, reason) ? (reason as Reason) : 'transform_custom';
}
