import { createHash } from 'node:crypto';
import { readYaml } from './read-yaml.js';
import type { ParsedYaml } from './yaml-tree.js';

/** Parsed files by name and content: a reload parses only what changed. */
export class ParseCache {
  #last = new Map<string, ParsedYaml>();
  #current = new Map<string, ParsedYaml>();

  async parse(file: string, text: string): Promise<ParsedYaml> {
    const key = `${createHash('sha256').update(text).digest('base64')} ${file}`;
    const parsed = this.#current.get(key) ?? this.#last.get(key) ?? await readYaml(file, text);
    this.#current.set(key, parsed);
    return parsed;
  }

  /** Ends a load: keeps what it used, lets the rest go. */
  settle(): void {
    this.#last = this.#current;
    this.#current = new Map();
  }
}
