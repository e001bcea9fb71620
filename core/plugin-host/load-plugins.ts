import { pathToFileURL } from 'node:url';
import { ERRORS, HushpipeError } from '../contract/errors.js';
import type { PluginKind } from '../contract/plugin.js';
import { thrownAt } from '../pipeline/thrown-at.js';
import { checkPlugin } from './check-plugin.js';
import { isPath, resolveModule } from './resolve-module.js';
import type { Registry } from './registry.js';

export interface LoadPluginsOptions {
  /** Where relative paths start and packages are looked for: the config file's folder. */
  readonly folder: string;
  /** Gets the plugins. */
  readonly registry: Registry;
  /** Keys of an instance that core owns. */
  readonly reserved: (kind: PluginKind) => readonly string[];
}

/**
 * Imports the modules that a config names under `plugins:` and adds what they export as default, one plugin or a list of
 * them. Gives the error of each module that could not be used; the others are there. A module is imported once in a
 * process: a change of its code needs a restart.
 */
export async function loadPlugins(names: readonly string[], options: LoadPluginsOptions): Promise<readonly { readonly index: number; readonly error: HushpipeError }[]> {
  const failures: { readonly index: number; readonly error: HushpipeError }[] = [];
  for (const [index, name] of names.entries()) {
    try {
      await loadModule(name, options);
    } catch (error) {
      failures.push({ index, error: error instanceof HushpipeError ? error : notImported(name, error) });
    }
  }
  return failures;
}

async function loadModule(name: string, { folder, registry, reserved }: LoadPluginsOptions): Promise<void> {
  const path = resolveModule(name, folder);
  if (path === undefined) {
    const hint = isPath(name) ? ERRORS.PLUGIN_NOT_FOUND.remedy : `Install it: npm install ${name}. The path of a file of your own begins with ./`;
    throw new HushpipeError('PLUGIN_NOT_FOUND', `the module ${name} cannot be found`, { hint });
  }
  const module = await import(pathToFileURL(path).href) as { readonly default?: unknown };
  const exported = Array.isArray(module.default) ? module.default as readonly unknown[] : [module.default];
  for (const value of exported) {
    const plugin = checkPlugin(value, name, reserved);
    if (await registry.get(plugin.kind, plugin.name) === plugin) continue;
    registry.add(plugin);
  }
}

function notImported(name: string, error: unknown): HushpipeError {
  const isTypeScript = (error as NodeJS.ErrnoException).code === 'ERR_UNKNOWN_FILE_EXTENSION' && /\.[cm]?ts$/.test(name);
  const at = thrownAt(error);
  return new HushpipeError('PLUGIN_INVALID', isTypeScript ? `${name} is TypeScript, which this Node.js does not run` : `${name}: ${describe(error)}${at === undefined ? '' : ` (${at})`}`, {
    cause: error, ...(isTypeScript ? { hint: 'Compile it, and name the JavaScript; Node.js 22.18 and newer take it as it is.' } : {}),
  });
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message.split('\n', 1)[0] ?? ''}` : String(error);
}
