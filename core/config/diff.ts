import { Secret } from '../contract/secret.js';
import { planTriggers } from '../trigger/plan.js';
import { canonicalText } from './canonical.js';
import type { InstanceConfig, LoadedConfig, LoadedTrigger } from './loaded-config.js';
import { dotted, isMap, valueAt, type Path } from './value.js';

/** One key that means something else in the new config. */
export interface KeyChange {
  /** Within the instance or trigger: `queue.max_events`. */
  readonly key: string;
  /** What the file states; undefined where it says nothing, so that a default holds. Secrets are `Secret`s. */
  readonly from: unknown;
  readonly to: unknown;
}

interface Changed {
  /** `sinks.archive`; of a trigger its name. */
  readonly id: string;
  readonly keys: readonly KeyChange[];
}

export type InstanceChange =
  | { readonly change: 'added'; readonly id: string; readonly after: InstanceConfig }
  | { readonly change: 'removed'; readonly id: string; readonly before: InstanceConfig }
  | { readonly change: 'unchanged'; readonly id: string; readonly before: InstanceConfig; readonly after: InstanceConfig }
  /** `remake`: the plugin's own options or the plugin itself changed; otherwise only what core owns did, such as the queue. */
  | Changed & { readonly change: 'changed'; readonly before: InstanceConfig; readonly after: InstanceConfig; readonly remake: boolean };

export type TriggerChange =
  | { readonly change: 'added'; readonly id: string; readonly after: LoadedTrigger }
  | { readonly change: 'removed'; readonly id: string; readonly before: LoadedTrigger }
  | { readonly change: 'unchanged'; readonly id: string; readonly before: LoadedTrigger; readonly after: LoadedTrigger }
  /** `keepsState`: what its windows depend on is the same. */
  | Changed & { readonly change: 'changed'; readonly before: LoadedTrigger; readonly after: LoadedTrigger; readonly keepsState: boolean };

/** The parts of a config that are no instances. `transforms` stands for their order. */
export const DIFF_SECTIONS = ['service', 'dataDir', 'log', 'redact', 'audit', 'classify', 'modules', 'routes', 'alerts', 'mute', 'group', 'transforms'] as const;
export type DiffSection = (typeof DIFF_SECTIONS)[number];

export interface ConfigDiff {
  readonly instances: readonly InstanceChange[];
  readonly triggers: readonly TriggerChange[];
  readonly sections: readonly DiffSection[];
  /** The file that states the sections. */
  readonly file: string;
  /** Nothing changed in meaning. */
  readonly isEmpty: boolean;
}

/**
 * What a reload from `before` to `after` has to touch. Instances are told apart by id, triggers by name; they count as
 * changed where their meaning changed: `60s` for `1m` is no change, nor is another order of keys.
 */
export function diffConfigs(before: LoadedConfig, after: LoadedConfig): ConfigDiff {
  const instances = pair(instancesOf(before), instancesOf(after), ({ id }) => id).map(instanceChange);
  const triggers = pair(before.triggers, after.triggers, ({ config }) => config.name).map(triggerChange);
  const sections = DIFF_SECTIONS.filter((section) => meaningOf(before, section) !== meaningOf(after, section));
  const isEmpty = sections.length === 0 && [...instances, ...triggers].every(({ change }) => change === 'unchanged');
  return { instances, triggers, sections, file: after.file, isEmpty };
}

function instancesOf(config: LoadedConfig): readonly InstanceConfig[] {
  return [...config.sources, ...config.transforms, ...config.sinks, ...config.actions];
}

function meaningOf(config: LoadedConfig, section: DiffSection): string {
  return canonicalText(section === 'transforms' ? config.transforms.map(({ id }) => id) : config[section]);
}

interface Pair<T> {
  readonly id: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** In the order of the new config; what is gone follows. */
function pair<T>(before: readonly T[], after: readonly T[], idOf: (item: T) => string): readonly Pair<T>[] {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const kept = after.map((item): Pair<T> => ({ id: idOf(item), before: old.get(idOf(item)), after: item }));
  const present = new Set(after.map(idOf));
  return [...kept, ...before.filter((item) => !present.has(idOf(item))).map((item) => ({ id: idOf(item), before: item, after: undefined }))];
}

function instanceChange({ id, before, after }: Pair<InstanceConfig>): InstanceChange {
  if (!before || !after) return after ? { change: 'added', id, after } : { change: 'removed', id, before: before as InstanceConfig };
  if (before.hash === after.hash && before.plugin === after.plugin) return { change: 'unchanged', id, before, after };
  const remake = before.plugin !== after.plugin || canonicalText(before.options) !== canonicalText(after.options);
  const meaning = ({ type, options, settings }: InstanceConfig): unknown => ({ type, ...(options as object), ...settings });
  return { change: 'changed', id, before, after, remake, keys: keyChanges(meaning(before), meaning(after), before.stated, after.stated) };
}

function triggerChange({ id, before, after }: Pair<LoadedTrigger>): TriggerChange {
  if (!before || !after) return after ? { change: 'added', id, after } : { change: 'removed', id, before: before as LoadedTrigger };
  const keys = keyChanges(before.config, after.config, before.stated, after.stated);
  if (keys.length === 0) return { change: 'unchanged', id, before, after };
  return { change: 'changed', id, before, after, keys, keepsState: shapeOf(before) === shapeOf(after) };
}

/** What the windows of a trigger depend on; undefined for one that is not enabled. */
function shapeOf({ config }: LoadedTrigger): string | undefined {
  return planTriggers([config])[0]?.shape;
}

/** Where two values differ in meaning, and what the files state there. Lists are compared whole. */
function keyChanges(before: unknown, after: unknown, statedBefore: unknown, statedAfter: unknown, path: Path = []): readonly KeyChange[] {
  if (canonicalText(before) === canonicalText(after)) return [];
  if (isMap(before) && isMap(after) && !(before instanceof Secret) && !(after instanceof Secret)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) => keyChanges(own(before, key), own(after, key), statedBefore, statedAfter, [...path, key]));
  }
  return [{ key: dotted(path), from: valueAt(statedBefore, path), to: valueAt(statedAfter, path) }];
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
