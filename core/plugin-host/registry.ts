import { HushpipeError } from '../contract/errors.js';
import type { AnyPlugin, PluginKind } from '../contract/plugin.js';

/** Plugins by kind and name, each imported on first use. */
export type PluginLoaders = Readonly<Record<PluginKind, Readonly<Record<string, () => Promise<{ readonly default: AnyPlugin }>>>>>;

/** The plugins that a config may name. */
export interface Registry {
  /** Sorted. */
  names(kind: PluginKind): readonly string[];
  /** Imports a built-in plugin on first use; rejects where its module cannot be imported. */
  get(kind: PluginKind, name: string): Promise<AnyPlugin | undefined>;
  /** Throws PLUGIN_DUPLICATE where the name is taken; the same plugin again changes nothing. */
  add(plugin: AnyPlugin): void;
  /** A registry that has all of this one, and may get more without changing this one. */
  extend(): Registry;
}

const NONE: PluginLoaders = { source: {}, transform: {}, sink: {}, action: {} };

/** A registry of these plugins; of none where nothing is given. */
export function createRegistry(builtIns: PluginLoaders = NONE): Registry {
  return registryOver({
    names: (kind) => Object.keys(builtIns[kind]),
    get: async (kind, name) => {
      const load = Object.hasOwn(builtIns[kind], name) ? builtIns[kind][name] : undefined;
      return load && (await load()).default;
    },
  });
}

function registryOver(base: Pick<Registry, 'names' | 'get'>): Registry {
  const added = new Map<string, AnyPlugin>();
  const registry: Registry = {
    names: (kind) => [...base.names(kind), ...[...added.values()].filter((plugin) => plugin.kind === kind).map(({ name }) => name)].toSorted(),
    get: async (kind, name) => added.get(`${kind} ${name}`) ?? await base.get(kind, name),
    add(plugin) {
      const key = `${plugin.kind} ${plugin.name}`;
      if (added.get(key) === plugin) return;
      if (registry.names(plugin.kind).includes(plugin.name)) {
        throw new HushpipeError('PLUGIN_DUPLICATE', `there is already a ${plugin.kind} called "${plugin.name}"`);
      }
      added.set(key, plugin);
    },
    extend: () => registryOver(registry),
  };
  return registry;
}
