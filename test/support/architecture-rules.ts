import { importsOf, withoutComments, type Import, type Sources } from './source-tree.js';

/** Says what is wrong, one line a finding: `path: what`. */
export type Rule = (sources: Sources) => readonly string[];

const MECHANISMS = ['event', 'codec', 'condition', 'redact', 'classify', 'trigger', 'sigma', 'alert', 'audit', 'store', 'pipeline'];
const ASSEMBLY = ['config', 'plugin-host', 'runtime'];
const FACES = ['logger', 'server', 'cli', 'testing'];

/** The layer of a file of schemas or core, lowest first; undefined for a folder that nobody gave a layer. */
export function layerOf(path: string): number | undefined {
  if (path === 'schemas/generate.ts') return 4;
  if (path.startsWith('schemas/')) return 0;
  if (path === 'core/main.ts') return 3;
  const folder = path.split('/')[1] ?? '';
  if (folder === 'contract') return 1;
  if (MECHANISMS.includes(folder)) return 2;
  if (ASSEMBLY.includes(folder)) return 3;
  return FACES.includes(folder) ? 4 : undefined;
}

const isPlugin = (path: string): boolean => path.startsWith('plugins/') && path !== 'plugins/index.ts';
const isCore = (path: string): boolean => path.startsWith('core/') || path.startsWith('schemas/');

function eachImport(sources: Sources, check: (path: string, item: Import) => string | undefined): readonly string[] {
  return [...sources].flatMap(([path, text]) => importsOf(path, text)
    .map((item) => check(path, item))
    .filter((problem) => problem !== undefined)
    .map((problem) => `${path}: ${problem}`));
}

export const layers: Rule = (sources) => [
  ...[...sources.keys()].filter((path) => isCore(path) && layerOf(path) === undefined).map((path) => `${path}: its folder is in no layer`),
  ...eachImport(sources, (path, { target, relative, typeOnly }) => {
    if (!isCore(path) || !relative || !isCore(target)) return undefined;
    // The schemas are stated in the types of the contract, and the public face gathers the logger.
    if (layerOf(path) === 0 && typeOnly && target === 'core/contract/schema.ts') return undefined;
    if (path === 'core/main.ts' && target.startsWith('core/logger/')) return undefined;
    return (layerOf(path) ?? 0) < (layerOf(target) ?? 0) ? `imports ${target} of a higher layer` : undefined;
  }),
];

export const isolation: Rule = (sources) => eachImport(sources, (path, { target, relative }) => {
  if (!isPlugin(path) || !relative) return undefined;
  const own = path.split('/').slice(0, 2).join('/');
  const allowed = ['core/contract/', 'plugins/shared/', `${own}/`].some((folder) => target.startsWith(folder));
  return allowed ? undefined : `imports ${target}: a plugin sees core/contract, plugins/shared and its own folder`;
});

export const composition: Rule = (sources) => [
  ...eachImport(sources, (path, { target, relative, lazy, typeOnly }) => {
    const outside = isCore(path) || path === 'plugins/index.ts';
    if (!outside || !relative || !isPlugin(target)) return undefined;
    if (path !== 'plugins/index.ts') return `imports ${target}: only plugins/index.ts knows the built-in plugins`;
    return lazy || typeOnly ? undefined : `imports ${target} at once instead of on first use`;
  }),
  ...unlisted(sources),
];

function unlisted(sources: Sources): readonly string[] {
  const listed = new Set(importsOf('plugins/index.ts', sources.get('plugins/index.ts') ?? '').map(({ target }) => target));
  return [...sources]
    .filter(([path, text]) => isPlugin(path) && /^export default/m.test(withoutComments(text)) && !listed.has(path))
    .map(([path]) => `${path}: a plugin that plugins/index.ts does not list`);
}

/** Every built-in plugin has a test that hands it to the conformance kit. */
export const conformance: Rule = (sources) => importsOf('plugins/index.ts', sources.get('plugins/index.ts') ?? '')
  .map(({ target }) => target)
  .filter((plugin) => isPlugin(plugin) && ![...sources].some(([path, text]) =>
    path.startsWith('test/plugins/') && /\btest(?:Source|Transform|Sink|Action)\(/.test(text) && importsOf(path, text).some(({ target }) => target === plugin)))
  .map((plugin) => `${plugin}: no test hands it to the conformance kit`);

/** Packages that cost much at import come through `ctx.import`, so that only who uses them pays. */
export function lazyPackages(optional: readonly string[]): Rule {
  return (sources) => eachImport(sources, (path, { target, typeOnly }) =>
    (isCore(path) || isPlugin(path)) && !typeOnly && optional.some((name) => target === name || target.startsWith(`${name}/`))
      ? `imports ${target}: take it from ctx.import` : undefined);
}

export function declaredPackages(declared: readonly string[]): Rule {
  return (sources) => eachImport(sources, (path, { target, relative, typeOnly }) => {
    const shipped = isCore(path) || path.startsWith('plugins/');
    if (!shipped || relative || typeOnly || target.startsWith('node:')) return undefined;
    return declared.some((name) => target === name || target.startsWith(`${name}/`)) ? undefined : `imports ${target}, which package.json does not bring to users`;
  });
}

const TIMING = /\b(?:Date\s*\.\s*now|performance\s*\.\s*now|Math\s*\.\s*random|setTimeout|setInterval)\b|\bnew Date\(\s*\)|\bprocess\.hrtime\b|['"]node:timers/g;

export const timing: Rule = (sources) => [...sources]
  .filter(([path]) => (isCore(path) || path.startsWith('plugins/')) && path !== 'core/contract/clock.ts')
  .flatMap(([path, text]) => [...withoutComments(text).matchAll(TIMING)]
    .map(({ 0: found, index }) => `${path}:${text.slice(0, index).split('\n').length}: ${found}, outside core/contract/clock.ts`));

export const length: Rule = (sources) => [...sources]
  .map(([path, text]) => ({ path, lines: text.split('\n').length - 1 }))
  .filter(({ lines }) => lines > 400)
  .map(({ path, lines }) => `${path}: ${lines} lines, more than 400`);

export const names: Rule = (sources) => [...sources.keys()]
  .filter((path) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?\.ts$/.test(path))
  .map((path) => `${path}: not in lower-kebab-case`);

const GATHER = ['core/main.ts', 'core/testing/testing.ts', 'core/audit/audit.ts'];

export const barrels: Rule = (sources) => eachImport(sources, (path, { target, exported }) =>
  exported && !GATHER.includes(path) ? `passes on what ${target} exports; only ${GATHER.join(' and ')} gather` : undefined);

export const defaults: Rule = (sources) => [...sources]
  .filter(([path, text]) => isCore(path) && /^export default|^export \{[^}]*\bas default\b/m.test(withoutComments(text)))
  .map(([path]) => `${path}: a default export outside a plugin`);
