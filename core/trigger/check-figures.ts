import type { ShapeProblem } from './check-shape.js';

type Report = (at: ShapeProblem['at'], message: string, hint?: string) => ShapeProblem;
type Settings = Readonly<Record<string, unknown>>;

/** More figures than this are no baseline but a burden. */
const MOST_WINDOWS = 10_000;

const UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** What of the figures of a way of counting does not go together: lengths, functions and fields. `trigger` is as the file states it. */
export function* checkFigures(kind: string, trigger: Settings, bad: Report): Iterable<ShapeProblem> {
  const settings = trigger[kind];
  if (typeof settings !== 'object' || settings === null) return;
  const stated = settings as Settings;
  if (kind === 'spike') yield* checkSpike(stated, bad);
  if (kind === 'anomaly') yield* checkAnomaly(stated, bad);
  if (kind === 'new') yield* checkNew(stated, bad);
  if (kind === 'ratio') yield* checkRatio(stated, bad);
  if (kind !== 'new' && kind !== 'change') return;
  for (const key of ['for', 'keep_firing_for', 'check_every', 'on_match']) {
    if (trigger[key] !== undefined) yield bad([key], `"${key}" does not go with "${kind}", of which each alert is over at once`, 'Leave it out; throttle says how often it may speak.');
  }
}

function* checkSpike({ within, reference }: Settings, bad: Report): Iterable<ShapeProblem> {
  if (isLess(reference, within)) yield bad(['spike', 'reference'], `the reference of ${String(reference)} is shorter than the window of ${String(within)}`, 'Make it as long at least; several times as long steadies it.');
}

function* checkAnomaly({ fn = 'avg', field, within, baseline, min_windows: least = 10 }: Settings, bad: Report): Iterable<ShapeProblem> {
  if (fn === 'count' && field !== undefined) yield bad(['anomaly', 'field'], 'events are counted without a "field"', 'Leave it out, or state another fn.');
  if (fn !== 'count' && field === undefined) yield bad(['anomaly'], `"${typeof fn === 'string' ? fn : 'fn'}" needs a "field"`, 'Name the field with the number, or state fn: count.');
  const window = lengthOf(within);
  const length = lengthOf(baseline);
  if (window === undefined || length === undefined || window === 0) return;
  if (window < 1000) yield bad(['anomaly', 'within'], `a window of ${String(within)} is too short`, 'Make it 1s at least.');
  if (typeof least === 'number' && length < least * window) yield bad(['anomaly', 'baseline'], `a baseline of ${String(baseline)} never has ${least} windows of ${String(within)}`, 'Make it longer, or min_windows less.');
  if (length / window > MOST_WINDOWS) yield bad(['anomaly', 'baseline'], `a baseline of ${String(baseline)} has more than ${MOST_WINDOWS} windows of ${String(within)}`, 'Make it shorter, or the windows longer.');
}

function* checkNew({ learn, forget }: Settings, bad: Report): Iterable<ShapeProblem> {
  if (isLess(forget, learn)) yield bad(['new', 'learn'], `it learns for ${String(learn)}, but forgets after ${String(forget)}`, 'Make "forget" longer than "learn".');
}

function* checkRatio(stated: Settings, bad: Report): Iterable<ShapeProblem> {
  for (const key of ['gt', 'gte', 'lt', 'lte']) {
    const limit = stated[key];
    if (typeof limit === 'number' && (limit < 0 || limit > 1)) yield bad(['ratio', key], `a share is between 0 and 1, not ${limit}`, limit > 1 && limit <= 100 ? `${limit} % is ${limit / 100}.` : undefined);
  }
}

function isLess(one: unknown, other: unknown): boolean {
  const [first, second] = [lengthOf(one), lengthOf(other)];
  return first !== undefined && second !== undefined && first < second;
}

/** Milliseconds, as text or as the config loader gives them; undefined for what is no duration, which the schema reports. */
function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, number, unit] = typeof value === 'string' ? /^([\d.]+)([a-z]+)$/.exec(value) ?? [] : [];
  return unit !== undefined && Object.hasOwn(UNITS, unit) ? Number(number) * UNITS[unit as keyof typeof UNITS] : undefined;
}
