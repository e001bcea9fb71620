import { parseDuration } from '../config/units.js';
import type { TriggerConfig } from '../../schemas/trigger.js';
import { formatDuration } from '../alert/duration.js';
import { usage } from './flags.js';

/** A figure of triggers, and the values to try for it. */
export interface Sweep {
  /** Where it stands: `count`, `gte`. */
  readonly path: readonly string[];
  readonly values: readonly number[];
  /** A value as the file would state it. */
  readonly show: (value: number) => string;
}

/** Most values that are tried, where no step says otherwise. */
const MOST_VALUES = 10;
const MOST_STEPS = 100;

/** Reads `count.gte=5..50`, `count.within=1m..10m`, with a step `count.gte=5..50/5`; `count=` is short for `count.gte=`. Throws CLI_USAGE. */
export function parseSweep(text: string): Sweep {
  const [, key = '', low = '', high = '', step] = /^([\w.]+)=([^./]+(?:\.\d+)?[a-z]*)\.\.([^/]+?)(?:\/(.+))?$/.exec(text) ?? [];
  if (key === '') throw usage(`--sweep takes KEY=A..B, such as count.gte=5..50, not ${JSON.stringify(text)}`);
  const path = pathOf(key);
  const isDuration = parseDuration(low) !== undefined;
  const read = (word: string): number => {
    const value = isDuration ? parseDuration(word) : Number(word);
    if (value === undefined || Number.isNaN(value)) throw usage(`--sweep: ${JSON.stringify(word)} is no ${isDuration ? 'duration' : 'number'}`);
    return value;
  };
  const [from, to] = [read(low), read(high)];
  if (from > to) throw usage(`--sweep: ${low} is more than ${high}`);
  return { path, values: spread(from, to, step === undefined ? undefined : read(step)), show: isDuration ? formatDuration : String };
}

/** The trigger with another value there; undefined where it has none to change. */
export function withValue(trigger: TriggerConfig, path: readonly string[], value: number): TriggerConfig | undefined {
  return changed(trigger, path, value) as TriggerConfig | undefined;
}

type Tree = Readonly<Record<string, unknown>>;

function changed(tree: Tree, [key = '', ...rest]: readonly string[], value: number): Tree | undefined {
  const present = Object.hasOwn(tree, key) ? tree[key] : undefined;
  if (rest.length === 0) return typeof present === 'number' ? { ...tree, [key]: value } : undefined;
  const inner = typeof present === 'object' && present !== null ? changed(present as Tree, rest, value) : undefined;
  return inner === undefined ? undefined : { ...tree, [key]: inner };
}

function pathOf(key: string): readonly string[] {
  const path = key.replace(/^when\./, '').split('.');
  return path.length === 1 && ['count', 'distinct'].includes(path[0] ?? '') ? [...path, 'gte'] : path;
}

function spread(from: number, to: number, step: number | undefined): readonly number[] {
  if (step !== undefined) {
    const count = Math.floor((to - from) / step + 1e-9) + 1;
    if (!(step > 0) || count > MOST_STEPS) throw usage(`--sweep: at most ${MOST_STEPS} values`);
    return Array.from({ length: count }, (_, at) => from + at * step);
  }
  const isWhole = Number.isInteger(from) && Number.isInteger(to);
  const count = isWhole ? Math.min(MOST_VALUES, to - from + 1) : MOST_VALUES;
  const values = Array.from({ length: count }, (_, at) => from + (to - from) * (count === 1 ? 0 : at / (count - 1)));
  return [...new Set(isWhole ? values.map(Math.round) : values)];
}
