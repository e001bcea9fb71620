import { readPlainYaml } from './plain-yaml.js';
import { SourceText } from './source-text.js';
import type { ParsedYaml } from './yaml-tree.js';

/** Parses a text; the general parser is imported for the first that needs it. Never throws. */
export async function readYaml(file: string, text: string): Promise<ParsedYaml> {
  const root = readPlainYaml(text);
  if (root) return { source: new SourceText(file, text), root, diagnostics: [] };
  const { parseYaml } = await import('./parse-yaml.js');
  return parseYaml(file, text);
}
