import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { INCLUDABLE } from '../../schemas/config.js';
import { buildValue, reasonOf, type BuildContext } from './build-value.js';
import { closest } from './closest.js';
import type { ConfigReader } from './config-reader.js';
import type { ConfigSnapshot } from './config-snapshot.js';
import { diagnosticAt, diagnosticOf, type Diagnostic } from './diagnostic.js';
import { mergeSections } from './merge-sections.js';
import { Origins } from './origins.js';
import { applyOverrides } from './overrides.js';
import type { ParseCache } from './parse-cache.js';
import type { SourceText } from './source-text.js';
import type { Environment } from './substitute.js';
import { isMap, setOwn, type Value, type ValueMap } from './value.js';
import type { ParsedYaml } from './yaml-tree.js';

export interface LoadOptions {
  /** Absolute path of the main file. With `text` it need not exist; its folder is where relative paths start. */
  readonly file: string;
  readonly text?: string;
  readonly env: Environment;
  readonly lenient: boolean;
  readonly overrides: readonly string[];
  /** Absolute paths of files to include beside those that the config names. */
  readonly include?: readonly string[];
  readonly reader: ConfigReader;
  readonly cache: ParseCache;
  /** Files below this folder are shown relative to it. */
  readonly cwd: string;
}

/** A config as its files state it: read, merged, and not yet checked. */
export interface LoadedTree {
  /** The main file as it is shown. */
  readonly name: string;
  readonly sources: readonly SourceText[];
  readonly root: ValueMap;
  readonly origins: Origins;
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of all files that were read or looked for. */
  readonly files: readonly string[];
  /** Absolute paths of the folders that include patterns looked in. */
  readonly folders: readonly string[];
  readonly snapshot: ConfigSnapshot;
  /** A file could not be read or parsed, so what refers to its contents cannot be judged. */
  readonly incomplete: boolean;
}

/** Reads a config with what it includes and lays the overrides over it. Never throws. */
export async function loadTree(options: LoadOptions): Promise<LoadedTree> {
  const diagnostics: Diagnostic[] = [];
  const files = new Set<string>([options.file]);
  const folders = new Set<string>();
  const origins = new Origins();
  const folder = dirname(options.file);
  const context: BuildContext = { env: options.env, lenient: options.lenient, folder, origins, diagnostics, onFile: (path) => files.add(path) };
  const sources: SourceText[] = [];
  const texts: Record<string, string> = {};
  const includes: Record<string, readonly string[]> = {};
  let incomplete = false;

  async function read(path: string, failed: (reason: string) => Diagnostic, text?: string): Promise<ParsedYaml | undefined> {
    files.add(path);
    try {
      const content = text ?? await options.reader.read(path);
      texts[path] = content;
      const parsed = await options.cache.parse(displayPath(path, options.cwd), content);
      sources.push(parsed.source);
      diagnostics.push(...parsed.diagnostics);
      incomplete ||= parsed.diagnostics.length > 0;
      return parsed.diagnostics.length > 0 ? undefined : parsed;
    } catch (error) {
      incomplete = true;
      diagnostics.push(failed(reasonOf(error)));
      return undefined;
    }
  }

  const name = displayPath(options.file, options.cwd);
  const main = await read(options.file, (reason) => diagnosticOf(name, 'CONFIG_NOT_FOUND', `the config file cannot be read: ${reason}`), options.text);
  const root: ValueMap = {};
  if (main?.root) {
    const value = buildValue(main.source, main.root, [], context);
    if (isMap(value)) mergeSections(root, value, origins, diagnostics, main);
    else {
      diagnostics.push(diagnosticAt({ source: main.source, start: main.root.start, end: main.root.end }, 'CONFIG_BAD_VALUE', 'a config is a map of sections'));
      incomplete = true;
    }
  } else if (main) {
    diagnostics.push(diagnosticOf(name, 'CONFIG_SYNTAX', 'the file is empty', { hint: 'A config begins with the line version: 1.' }));
    incomplete = true;
  }

  for (const [index, pattern] of includePatterns(root).entries()) {
    const span = origins.locate(root, ['include', index], 'value');
    const report = (message: string, severity: 'error' | 'warning' = 'error'): Diagnostic =>
      span ? diagnosticAt(span, 'CONFIG_INCLUDE', message, { severity }) : diagnosticOf(name, 'CONFIG_INCLUDE', message, { severity });
    const matches = await options.reader.expand(pattern, folder);
    setOwn(includes, pattern, matches.files);
    for (const path of matches.folders) folders.add(path);
    if (matches.files.length === 0) diagnostics.push(report(`"${pattern}" matches no file`, 'warning'));
    for (const path of matches.files) {
      if (files.has(path)) continue;
      const parsed = await read(path, (reason) => report(`${displayPath(path, options.cwd)} cannot be read: ${reason}`));
      if (parsed?.root) include(parsed, parsed.root);
    }
  }
  for (const path of options.include ?? []) {
    if (files.has(path)) continue;
    const parsed = await read(path, (reason) => diagnosticOf(displayPath(path, options.cwd), 'CONFIG_INCLUDE', `the file cannot be read: ${reason}`));
    if (parsed?.root) include(parsed, parsed.root);
  }
  sources.push(...await applyOverrides(root, options.overrides, context));
  options.cache.settle();
  return { name, sources, root, origins, diagnostics, files: [...files], folders: [...folders], snapshot: { file: options.file, texts, includes }, incomplete };

  function include(parsed: ParsedYaml, node: NonNullable<ParsedYaml['root']>): void {
    const sections = asSections(buildValue(parsed.source, node, node.kind === 'list' ? [listed(parsed)] : [], context), listed(parsed));
    if (!sections) {
      diagnostics.push(diagnosticAt({ source: parsed.source, start: node.start, end: node.end }, 'CONFIG_INCLUDE', 'an included file is a list of triggers or a map of sections'));
      return;
    }
    for (const key of Object.keys(sections)) {
      if ((INCLUDABLE as readonly string[]).includes(key)) continue;
      const span = origins.locate(sections, [key], 'key');
      const near = closest(key, INCLUDABLE);
      const hint = near === undefined ? `It may hold ${INCLUDABLE.join(', ')}.` : `Did you mean "${near}"?`;
      if (span) diagnostics.push(diagnosticAt(span, 'CONFIG_UNKNOWN_KEY', `"${key}" cannot stand in an included file`, { hint }));
      delete sections[key];
    }
    mergeSections(root, sections, origins, diagnostics, parsed);
  }
}

/** What a file that is a list holds. */
function listed({ source }: ParsedYaml): 'tests' | 'triggers' {
  return isTestFile(source.file) ? 'tests' : 'triggers';
}

/** Whether a file is named as one that holds tests of the file beside it. */
export function isTestFile(file: string): boolean {
  return /\.test\.ya?ml$/.test(file);
}

function asSections(value: Value, section: 'tests' | 'triggers'): ValueMap | undefined {
  if (isMap(value)) return value;
  return Array.isArray(value) ? { [section]: value } : undefined;
}

function includePatterns(root: ValueMap): readonly string[] {
  const { include } = root as { include?: Value };
  return Array.isArray(include) ? include.filter((pattern) => typeof pattern === 'string' && pattern !== '') as string[] : [];
}

export function displayPath(path: string, cwd: string): string {
  const local = relative(resolve(cwd), path);
  return local === '' || local.startsWith('..') || isAbsolute(local) ? path : local.replaceAll('\\', '/');
}
