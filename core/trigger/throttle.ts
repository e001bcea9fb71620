import type { ThrottleConfig } from '../../schemas/trigger.js';
import type { JsonValue } from '../contract/json.js';

/** When a group last spoke, and what it has held back since. Lives through reloads. */
export interface ThrottleState {
  /** Epoch milliseconds of the last notice; -Infinity before the first. */
  lastSent: number;
  heldBack: number;
  /** How often the wait has grown. */
  growth: number;
  /** Milliseconds of the wait that was begun last, where it does not follow from its growth alone. */
  wait?: number;
}

export function newThrottle(): ThrottleState {
  return { lastSent: -Infinity, heldBack: 0, growth: 0 };
}

/** Asks for a notice at this time. Gives how many were held back since the last, or undefined where this one is held back too. */
export function requestNotice(state: ThrottleState, config: ThrottleConfig | undefined, at: number): number | undefined {
  if (at < waitsUntil(state, config)) {
    state.heldBack++;
    return undefined;
  }
  const { heldBack } = state;
  if (config?.recovery === 'gradual') growGradually(state, config, at);
  else state.growth = heldBack === 0 ? 0 : state.growth + 1;
  state.lastSent = at;
  state.heldBack = 0;
  return heldBack;
}

/** Epoch milliseconds from which on a notice may be sent. */
export function waitsUntil(state: ThrottleState, config: ThrottleConfig | undefined): number {
  if (config === undefined) return -Infinity;
  if (config.recovery === 'gradual') return state.lastSent + (state.wait ?? config.every);
  return state.lastSent + Math.min(config.every * config.backoff ** state.growth, Math.max(config.every, config.max));
}

/** As ElastAlert's `exponential_realert`: a notice soon after the last wait makes the next one longer, quiet makes it shorter. */
function growGradually(state: ThrottleState, { every, backoff, max }: ThrottleConfig, at: number): void {
  const waitFor = (growth: number): number => every * backoff ** growth;
  if (state.lastSent !== -Infinity) {
    let quiet = at - state.lastSent - (state.wait ?? every);
    if (quiet < waitFor(state.growth)) {
      state.growth++;
    } else {
      for (; quiet > waitFor(state.growth) && state.growth > 0; state.growth--) quiet -= waitFor(state.growth);
    }
  }
  state.wait = Math.min(waitFor(state.growth), Math.max(every, max));
  if (waitFor(state.growth) >= max) state.growth = Math.max(0, state.growth - 1);
}

export function saveThrottle(state: ThrottleState): JsonValue {
  return state.lastSent === -Infinity ? null : [state.lastSent, state.heldBack, state.growth, ...(state.wait === undefined ? [] : [state.wait])];
}

export function loadThrottle(saved: JsonValue | undefined): ThrottleState {
  if (!Array.isArray(saved)) return newThrottle();
  const [lastSent, heldBack, growth, wait] = saved as readonly unknown[];
  return {
    lastSent: typeof lastSent === 'number' ? lastSent : -Infinity,
    heldBack: typeof heldBack === 'number' ? heldBack : 0,
    growth: typeof growth === 'number' ? growth : 0,
    ...(typeof wait === 'number' ? { wait } : {}),
  };
}
