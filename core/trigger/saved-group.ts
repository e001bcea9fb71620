import type { JsonObject, JsonValue } from '../contract/json.js';
import type { Active, Firing } from './firings.js';
import { loadList, loadNumber, loadObject, loadText } from './saved.js';
import { loadThrottle, saveThrottle, type ThrottleState } from './throttle.js';

/** A group as it is kept on disk: all but its early event, because no event's content is written there. */
export interface SavedGroup {
  readonly key: string;
  readonly lag: number;
  /** Epoch milliseconds of the latest change that time alone brought about; -Infinity where there was none. */
  readonly passed: number;
  readonly windows: JsonValue;
  readonly frame: readonly [start: number, end: number] | null;
  readonly active: Active | undefined;
  readonly throttle: ThrottleState | undefined;
}

export function saveGroup({ key, lag, passed, windows, frame, active, throttle }: SavedGroup): JsonObject {
  return {
    key, lag, windows,
    ...(passed === -Infinity ? {} : { passed }),
    ...(frame === null ? {} : { frame: [...frame] }),
    ...(active === undefined ? {} : { active: saveActive(active) }),
    ...(throttle === undefined ? {} : { throttle: saveThrottle(throttle) }),
  };
}

/** Throws on what it can't read. */
export function loadGroup(value: JsonValue): SavedGroup {
  const saved = loadObject(value);
  const { passed, windows, frame, active, throttle } = saved;
  if (windows === undefined) throw new TypeError('expected windows');
  const [start, end] = frame === undefined ? [] : loadList(frame).map(loadNumber);
  return {
    key: loadText(saved['key']),
    lag: loadNumber(saved['lag']),
    passed: passed === undefined ? -Infinity : loadNumber(passed),
    windows,
    frame: start === undefined || end === undefined ? null : [start, end],
    active: active === undefined ? undefined : loadActive(loadObject(active)),
    throttle: throttle === undefined ? undefined : loadThrottle(throttle),
  };
}

function saveActive(active: Active): JsonObject {
  if (typeof active === 'number') return { stage: 'pending', since: active };
  const { until, ...firing } = active;
  return until === undefined ? { stage: 'firing', firing } : { stage: 'recovering', firing, until };
}

function loadActive(saved: JsonObject): Active {
  const stage = loadText(saved['stage']);
  if (stage === 'pending') return loadNumber(saved['since']);
  const firing = loadObject(saved['firing']);
  if (stage === 'firing') return loadFiring(firing, undefined);
  if (stage === 'recovering') return loadFiring(firing, loadNumber(saved['until']));
  throw new TypeError(`expected a stage, not "${stage}"`);
}

function loadFiring(saved: JsonObject, until: number | undefined): Firing {
  return {
    id: loadText(saved['id']),
    since: loadNumber(saved['since']),
    count: loadNumber(saved['count']),
    notices: loadNumber(saved['notices']),
    withheld: saved['withheld'] === true,
    until,
  };
}
