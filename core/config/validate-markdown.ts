import { frameSchema } from '../../schemas/config.js';
import type { ErrorCode } from '../contract/errors.js';
import type { Registry } from '../plugin-host/registry.js';
import { sortDiagnostics, type Diagnostic } from './diagnostic.js';
import { loadConfig } from './load-config.js';
import type { ConfigReader } from './config-reader.js';
import { readYaml } from './read-yaml.js';
import type { YamlNode } from './yaml-tree.js';

export interface ValidateMarkdownOptions {
  readonly file: string;
  readonly text: string;
  readonly plugins: Registry;
  readonly cwd?: string;
}

export interface MarkdownResult {
  /** With places in the .md file. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many blocks were taken for configs. */
  readonly blocks: number;
  readonly triggerCount: number;
}

/** A document shows neither the environment nor the other files that its examples name. */
const ABOUT_SURROUNDINGS: ReadonlySet<ErrorCode> = new Set(['CONFIG_INCLUDE', 'PLUGIN_NOT_FOUND']);
const noFiles: ConfigReader = {
  read: () => Promise.reject(new Error('a document includes nothing')),
  expand: () => Promise.resolve({ files: [], folders: [] }),
};

/**
 * Checks the yaml blocks of a document. A block counts as a config when it states its `version` or has a section of a
 * config; without `version`, or with `include`, it is taken for a part of one. `<!-- hushpipe: skip -->` before a block skips it.
 */
export async function validateMarkdown(options: ValidateMarkdownOptions): Promise<MarkdownResult> {
  const diagnostics: Diagnostic[] = [];
  let blocks = 0;
  let triggerCount = 0;
  for (const block of yamlBlocks(options.text)) {
    const keys = await sectionsOf(options.file, block);
    if (!keys) continue;
    blocks++;
    const result = await loadConfig({
      file: options.file, text: block, env: {}, lenient: true, fragment: !keys.includes('version') || keys.includes('include'),
      checkOnly: true, plugins: options.plugins, reader: noFiles, ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    triggerCount += result.triggerCount;
    const foreign = keys.includes('plugins');
    diagnostics.push(...result.diagnostics.filter(({ code }) => !ABOUT_SURROUNDINGS.has(code) && !(foreign && code === 'CONFIG_UNKNOWN_TYPE')));
  }
  return { diagnostics: sortDiagnostics(diagnostics), blocks, triggerCount };
}

/** Each block as the whole text with all other lines emptied, so that places stay what they are. */
function yamlBlocks(text: string): readonly string[] {
  const lines = text.split('\n');
  const blocks: string[] = [];
  let skip = false;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const [, fence, language] = /^\s*(`{3,}|~{3,})\s*([\w-]*)/.exec(line) ?? [];
    if (fence === undefined) {
      if (line.trim() !== '') skip = line.trim() === '<!-- hushpipe: skip -->';
      continue;
    }
    const first = index + 1;
    const closing = new RegExp(`^\\s*${fence}+\\s*$`);
    index = lines.findIndex((candidate, at) => at >= first && closing.test(candidate));
    if (index === -1) index = lines.length;
    if (!skip && (language === 'yaml' || language === 'yml')) blocks.push(lines.map((content, at) => (at >= first && at < index ? content : '')).join('\n'));
    skip = false;
  }
  return blocks;
}

/** The sections that a block has; undefined where it is no config. A block that is no YAML counts where it looks like one. */
async function sectionsOf(file: string, block: string): Promise<readonly string[] | undefined> {
  const { root, diagnostics } = await readYaml(file, block);
  const keys = root ? keysOf(root) : diagnostics.length > 0 ? [...block.matchAll(/^\s{0,8}(\w+):/gm)].map(([, key]) => key ?? '') : [];
  return keys.some((key) => Object.hasOwn(frameSchema.properties, key)) ? keys : undefined;
}

function keysOf(root: YamlNode): readonly string[] {
  return root.kind === 'map' ? root.entries.map(({ key }) => key) : [];
}
