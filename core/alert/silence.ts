import { compileCondition, type Condition } from '../condition/condition.js';
import { HushpipeError } from '../contract/errors.js';
import type { JsonValue } from '../contract/json.js';

/** Somebody asked to hear nothing of some alerts for a while. Plain data; times are epoch milliseconds. */
export interface Silence {
  readonly id: string;
  /** A condition over alerts. */
  readonly match: JsonValue;
  readonly by: string;
  readonly reason: string;
  readonly from: number;
  readonly until: number;
  /** It was ended before its time. */
  readonly expired?: { readonly by: string; readonly at: number };
}

export interface SilenceRequest {
  readonly match: JsonValue;
  readonly by: string;
  readonly reason: string;
  /** Milliseconds; the config's default where it is not stated. */
  readonly for?: number;
}

export interface SilenceLimits {
  /** Milliseconds. */
  readonly default: number;
  readonly max: number;
}

/** Longest that a silence may last in any case, in milliseconds. */
export const LONGEST_SILENCE = 7 * 86_400_000;
const LONGEST_REASON = 500;

/** Throws SILENCE_REFUSED at a request that states no reason, asks for too long, or matches everything. */
export function makeSilence(id: string, request: SilenceRequest, limits: SilenceLimits, now: number): Silence {
  const { match, by, for: length = limits.default } = request;
  const reason = request.reason.trim();
  if (reason === '') throw new HushpipeError('SILENCE_REFUSED', 'a silence needs a reason');
  if (!(length > 0 && length <= limits.max)) throw new HushpipeError('SILENCE_REFUSED', `a silence lasts at most ${limits.max / 3_600_000} h`);
  matcherOf(match);
  return { id, match, by, reason: reason.slice(0, LONGEST_REASON), from: now, until: now + length };
}

export const isActive = ({ from, until, expired }: Silence, now: number): boolean => expired === undefined && from <= now && now < until;

/** Throws SILENCE_REFUSED at what is no condition. */
export function matcherOf(match: JsonValue): Condition {
  const isEmpty = typeof match !== 'object' || match === null || Object.keys(match).length === 0;
  const { condition, problems } = isEmpty ? { problems: [{ message: 'a silence states what it matches' }] } : compileCondition(match);
  if (condition === undefined) throw new HushpipeError('SILENCE_REFUSED', problems[0]?.message ?? 'this is not a condition');
  return condition;
}
