import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The order of conditions does not matter to us: the package's own order of keys decides, as in Node. */
const CONDITIONS = ['node', 'import', 'module-sync', 'default'];

/**
 * The file that `import name` means in a folder, for packages that only allow `import`: `require.resolve` does not find those,
 * and `import.meta.resolve` starts at this module. Undefined where there is no such package.
 */
export function resolvePackage(name: string, folder: string): string | undefined {
  const [, packageName, subpath] = /^((?:@[^/]+\/)?[^/]+)(\/.*)?$/.exec(name) ?? [];
  if (packageName === undefined) return undefined;
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, 'node_modules', packageName);
    const manifest = readManifest(join(home, 'package.json'));
    if (manifest) {
      const target = targetOf(manifest.exports, `.${subpath ?? ''}`);
      return target === undefined ? undefined : join(home, target);
    }
    if (dirname(at) === at) return undefined;
  }
}

function readManifest(path: string): { readonly exports?: unknown } | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as { readonly exports?: unknown };
  } catch {
    return undefined;
  }
}

function targetOf(exports: unknown, subpath: string): string | undefined {
  const table = exports as Readonly<Record<string, unknown>> | null | undefined;
  const hasPaths = typeof table === 'object' && table !== null && Object.keys(table).some((key) => key.startsWith('.'));
  if (!hasPaths) return subpath === '.' ? conditional(exports) : undefined;
  return Object.hasOwn(table, subpath) ? conditional(table[subpath]) : undefined;
}

function conditional(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  for (const [condition, inner] of Object.entries(target)) {
    const found = CONDITIONS.includes(condition) ? conditional(inner) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
