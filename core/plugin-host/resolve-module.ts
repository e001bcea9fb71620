import { createRequire } from 'node:module';
import { join } from 'node:path';
import { resolvePackage } from './resolve-package.js';

/** The file that a path, or the name of a package, means in a folder; undefined where there is none. */
export function resolveModule(name: string, folder: string): string | undefined {
  try {
    return createRequire(join(folder, 'config.yaml')).resolve(name);
  } catch {
    return isPath(name) ? undefined : resolvePackage(name, folder);
  }
}

export function isPath(name: string): boolean {
  return name.startsWith('.') || name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name);
}
