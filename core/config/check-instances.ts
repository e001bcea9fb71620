import { checkSource } from '../codec/check-source.js';
import type { AnyPlugin } from '../contract/plugin.js';
import { checkPath } from './check-path.js';
import { instanceSchema } from './instance-schema.js';
import type { InstanceConfig } from './loaded-config.js';
import type { Problem } from './schema-problems.js';
import { secretPaths } from './secret-paths.js';
import { valueAt, type Path, type ValueMap } from './value.js';

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

/** Finds what is wrong with how a source is read, beyond the schema. */
export function checkParsing({ config, path, value }: CheckedInstance): readonly Problem[] {
  if (config.kind !== 'source') return [];
  return Array.from(checkSource(config.settings), ({ path: within, message }): Problem => ({
    path: [...path, ...checkPath(value, within)], part: 'value', code: 'CONFIG_BAD_VALUE', message: `${within}: ${message}`,
  }));
}

/** Warns of secrets that look like a variable and are none: they would be sent as they stand. */
export function checkSecrets({ config, path, value }: CheckedInstance): readonly Problem[] {
  return secretPaths(instanceSchema(config.plugin), value)
    .filter((within) => /\$\{[a-z]\w*\}/.test(String(valueAt(value, within))))
    .map((within) => ({
      path: [...path, ...within], part: 'value', severity: 'warning', code: 'CONFIG_ENV_MISSING',
      message: 'this is taken as it stands: the names of variables are written in capitals', hint: 'Write ${NAME}, and set it under that name.',
    }));
}

/** Finds a spool where there can be none. */
export function checkQueue({ config, path }: CheckedInstance): readonly Problem[] {
  if (config.kind !== 'action' || config.settings.queue.when_full !== 'spool') return [];
  return [{
    path: [...path, 'queue', 'when_full'], part: 'value', code: 'CONFIG_BAD_VALUE',
    message: 'the queue of an action has no spool', hint: 'Use block, drop_oldest or drop_newest. What is undelivered at the stop is kept as dead letters in any case.',
  }];
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
