import type { LogEvent } from '../contract/event.js';
import type { JsonObject, JsonValue } from '../contract/json.js';
import { loadNumber, loadObject, loadRing, loadText } from './saved.js';
import { loadThrottle, newThrottle, saveThrottle, type ThrottleState } from './throttle.js';
import { TimeRing } from './time-ring.js';

/** A stretch in which a group had enough events in its window. */
export interface Firing {
  readonly id: string;
  readonly since: number;
  count: number;
  /** How many notices were sent of it. */
  notices: number;
}

/** What a counting trigger knows of one group. */
export interface Group {
  readonly key: string;
  readonly ring: TimeRing;
  /** How long after its own time the newest event came: the window ends that much later by the clock. */
  lag: number;
  firing: Firing | undefined;
  throttle: ThrottleState;
  /** An early event of the window, detached, and when it was. */
  early: { readonly event: LogEvent; readonly time: number } | undefined;
}

export function newGroup(key: string, capacity: number): Group {
  return { key, ring: new TimeRing(capacity), lag: 0, firing: undefined, throttle: newThrottle(), early: undefined };
}

/** All but the early event: no event's content is written to disk. */
export function saveGroup({ key, ring, lag, firing, throttle }: Group): JsonObject {
  return { key, ring: ring.toJSON(), lag, firing: firing === undefined ? null : { ...firing }, throttle: saveThrottle(throttle) };
}

/** `late` is how long the state lay unused: time that does not count as quiet. */
export function loadGroup(value: JsonValue, capacity: number, late: number): Group {
  const saved = loadObject(value);
  const firing = saved['firing'] === null ? undefined : loadObject(saved['firing']);
  return {
    key: loadText(saved['key']),
    ring: loadRing(saved['ring'], capacity),
    lag: loadNumber(saved['lag']) + late,
    firing: firing && {
      id: loadText(firing['id']),
      since: loadNumber(firing['since']),
      count: loadNumber(firing['count']),
      notices: loadNumber(firing['notices']),
    },
    throttle: loadThrottle(saved['throttle']),
    early: undefined,
  };
}
