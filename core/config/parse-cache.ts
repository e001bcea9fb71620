import { createHash } from 'node:crypto';
import { parseYaml, type ParsedYaml } from './parse-yaml.js';

/** Parsed files by name and content: a reload parses only what changed. */
export class ParseCache {
  #last = new Map<string, ParsedYaml>();
  #current = new Map<string, ParsedYaml>();

  parse(file: string, text: string): ParsedYaml {
    const key = `${createHash('sha256').update(text).digest('base64')} ${file}`;
    const parsed = this.#current.get(key) ?? this.#last.get(key) ?? parseYaml(file, text);
    this.#current.set(key, parsed);
    return parsed;
  }

  /** Ends a load: keeps what it used, lets the rest go. */
  settle(): void {
    this.#last = this.#current;
    this.#current = new Map();
  }
}
