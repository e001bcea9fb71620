import { basename, dirname, join } from 'node:path';
import { diskReader } from '../config/config-reader.js';
import type { Diagnostic } from '../config/diagnostic.js';
import type { LintOptions } from '../config/lint-config.js';
import { loadConfig } from '../config/load-config.js';
import { validateMarkdown } from '../config/validate-markdown.js';
import type { Registry } from '../plugin-host/registry.js';
import type { PathToCheck } from './paths-to-check.js';

export interface CheckOptions {
  readonly plugins: Registry;
  /** Do not ask for the environment and for secret files. */
  readonly lenient: boolean;
  readonly overrides: readonly string[];
  readonly lint: LintOptions;
}

export interface CheckedPath {
  readonly diagnostics: readonly Diagnostic[];
  /** Absolute paths of the files that were looked at, includes among them. */
  readonly files: readonly string[];
  readonly triggers: number;
}

/** Checks one file for what it is. */
export async function checkPath({ path, kind, text }: PathToCheck, { plugins, lenient, overrides, lint }: CheckOptions): Promise<CheckedPath> {
  if (kind === 'page') {
    const { diagnostics, triggerCount } = await validateMarkdown({ file: path, text, plugins });
    return { diagnostics, files: [path], triggers: triggerCount };
  }
  const result = await loadConfig({ plugins, lenient, lint, checkOnly: true, ...(kind === 'config' ? { file: path, overrides } : partOf(path)) });
  return { diagnostics: result.diagnostics, files: kind === 'config' ? Object.keys(result.snapshot.texts) : [path], triggers: result.triggerCount };
}

/** A config that is not on disk, and does nothing but include the file: what its own config defines is not known here. */
function partOf(path: string): Pick<Parameters<typeof loadConfig>[0], 'file' | 'text' | 'fragment' | 'reader'> {
  return {
    file: join(dirname(path), `including ${basename(path)}`),
    text: 'include: [the file]\n',
    fragment: true,
    reader: { read: diskReader.read, expand: () => Promise.resolve({ files: [path], folders: [] }) },
  };
}
