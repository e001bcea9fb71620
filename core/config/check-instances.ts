import type { AnyPlugin } from '../contract/plugin.js';
import { checkPath } from './check-path.js';
import type { InstanceConfig } from './loaded-config.js';
import type { Problem } from './schema-problems.js';
import type { Path, ValueMap } from './value.js';

export interface CheckedInstance {
  readonly config: InstanceConfig;
  readonly path: Path;
  readonly value: ValueMap;
}

/** Asks each plugin for the problems that its schema cannot state. */
export function checkOptions({ config, path, value }: CheckedInstance): readonly Problem[] {
  const plugin: AnyPlugin = config.plugin;
  try {
    return [...(plugin.check?.(config.options) ?? [])].map(({ path: within, message }) => ({
      path: [...path, ...checkPath(value, within)], part: 'value', code: 'CONFIG_BAD_VALUE', message,
    }));
  } catch (error) {
    return [failure(path, plugin, 'check', error)];
  }
}

/** Finds what two instances want to own alone: a port, a file. */
export function checkClaims(instances: readonly CheckedInstance[]): readonly Problem[] {
  const owners = new Map<string, InstanceConfig>();
  const problems: Problem[] = [];
  for (const { config, path } of instances) {
    try {
      for (const claim of new Set<string>(config.plugin.claims?.(config.options))) {
        const owner = owners.get(claim);
        if (owner) {
          const { file, line } = owner.place;
          problems.push({ path, part: 'key', code: 'CONFIG_CLAIM_CONFLICT', message: `${config.id} claims ${claim} for itself, and so does ${owner.id} (${file}:${line})` });
        }
        owners.set(claim, owner ?? config);
      }
    } catch (error) {
      problems.push(failure(path, config.plugin, 'claims', error));
    }
  }
  return problems;
}

function failure(path: Path, plugin: AnyPlugin, method: string, error: unknown): Problem {
  const reason = error instanceof Error ? error.message : String(error);
  return { path: [...path, 'type'], part: 'value', code: 'PLUGIN_INVALID', message: `${method} of the ${plugin.kind} ${plugin.name} threw: ${reason}` };
}
