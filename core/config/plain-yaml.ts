import { plainValue } from './substitute.js';
import type { MapEntry, YamlNode } from './yaml-tree.js';

/**
 * Reads the YAML that most configs are written in, some twenty times as fast as the general parser and without loading it: block
 * maps and lists, flow maps and lists within a line, quoted and plain scalars within a line, comments. Undefined for a text
 * that has anything else in it, or a mistake: the general parser then has the word. For what it reads, the two agree.
 */
export function readPlainYaml(text: string): YamlNode | undefined {
  if (UNUSUAL.test(text)) return undefined;
  try {
    return new PlainReader(text).document();
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

const NOT_PLAIN = new Error('not plain YAML');
/** Tabs, other breaks and control characters; document markers and directives. */
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]|^(?:---|\.\.\.|%)/m;
const MAX_DEPTH = 32;

const BLOCK_KEY = /(?:([A-Za-z0-9_$<][\w.$<>|*/+-]*)|'((?:[^'\n]|'')*)'|"([^"\\\n]*)"):(?=[ \n]|$)/y;
const SINGLE_QUOTED = /'((?:[^'\n]|'')*)'/y;
const DOUBLE_QUOTED = /"((?:[^"\\\n]|\\["\\/nt])*)"/y;
/** The rest of a line behind a value. */
const REST = /(?: +#[^\n]*| *)(?=\n|$)/y;
const PLAIN_START = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-(?=[^\s,[\]{}:#-])/y;
/** Numbers that only the general parser reads. */
const OTHER_NUMBER = /^(?:0[ox]|[-+]?\.(?:inf|nan|Inf|INF|NaN|NAN))/;

class PlainReader {
  readonly #text: string;
  /** Where the next line begins. */
  #next = 0;
  /** Of the current line: its first character that is no blank, the column of that, and its end. */
  #content = 0;
  #column = -1;
  #end = 0;
  /** Within brackets, where reading goes on. */
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): YamlNode {
    if (!this.#line()) throw NOT_PLAIN;
    const first = this.#text[this.#content];
    // JSON, as programs write it, is a single line.
    const node = first === '{' || first === '[' ? this.#value(this.#content, 0) : this.#block(this.#column, 0);
    if (this.#column !== -1) throw NOT_PLAIN;
    return node;
  }

  /** Goes to the next line that holds more than a comment. At the end of the text the column is -1. */
  #line(): boolean {
    while (this.#next < this.#text.length) {
      const start = this.#next;
      const feed = this.#text.indexOf('\n', start);
      this.#end = feed === -1 ? this.#text.length : feed;
      this.#next = this.#end + 1;
      let content = start;
      while (this.#text.charCodeAt(content) === 32) content++;
      if (content >= this.#end || this.#text[content] === '#') continue;
      this.#content = content;
      this.#column = content - start;
      return true;
    }
    this.#column = -1;
    return false;
  }

  /** The map or list that begins here. The current line is then the first after it. */
  #block(column: number, depth: number): YamlNode {
    if (depth > MAX_DEPTH) throw NOT_PLAIN;
    return this.#isDash() ? this.#list(column, depth) : this.#map(column, depth);
  }

  #isDash(): boolean {
    return this.#text[this.#content] === '-' && (this.#text[this.#content + 1] === ' ' || this.#content + 1 === this.#end);
  }

  #list(column: number, depth: number): YamlNode {
    const start = this.#content;
    const items: YamlNode[] = [];
    while (this.#column === column && this.#isDash()) {
      const value = this.#skipBlanks(this.#content + 1);
      if (value === this.#end || this.#text[value] === '#') {
        this.#line();
        if (this.#column <= column) throw NOT_PLAIN;
        items.push(this.#block(this.#column, depth + 1));
      } else {
        items.push(this.#item(value, column + value - this.#content, depth));
      }
      if (this.#column > column) throw NOT_PLAIN;
    }
    return { kind: 'list', items, start, end: items.at(-1)?.end ?? start };
  }

  /** What stands behind a dash: a map or a list that begins in this line, or a value. */
  #item(value: number, column: number, depth: number): YamlNode {
    this.#content = value;
    BLOCK_KEY.lastIndex = value;
    if (!this.#isDash() && !BLOCK_KEY.test(this.#text)) return this.#value(value, depth);
    this.#column = column;
    return this.#block(column, depth + 1);
  }

  #map(column: number, depth: number): YamlNode {
    const start = this.#content;
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    while (this.#column === column) {
      const keyStart = this.#content;
      BLOCK_KEY.lastIndex = keyStart;
      const match = BLOCK_KEY.exec(this.#text);
      if (!match) throw NOT_PLAIN;
      const keyEnd = BLOCK_KEY.lastIndex - 1;
      const key = match[1] ?? match[2]?.replaceAll("''", "'") ?? match[3] ?? '';
      if (seen.has(key) || (match[1] !== undefined && plainValue(key) === null)) throw NOT_PLAIN;
      seen.add(key);
      entries.push({ key, keyStart, keyEnd, value: this.#mapValue(keyEnd, column, depth) });
      if (this.#column > column) throw NOT_PLAIN;
    }
    return { kind: 'map', entries, start, end: entries.at(-1)?.value.end ?? start };
  }

  #mapValue(keyEnd: number, column: number, depth: number): YamlNode {
    const value = this.#skipBlanks(keyEnd + 1);
    if (value !== this.#end && this.#text[value] !== '#') return this.#value(value, depth);
    this.#line();
    if (this.#column > column) return this.#block(this.#column, depth + 1);
    // A list may stand as far left as the key it belongs to.
    if (this.#column === column && this.#isDash()) return this.#list(column, depth + 1);
    return { kind: 'scalar', value: null, plain: true, file: false, start: keyEnd, end: keyEnd };
  }

  /** A value that ends in its line. */
  #value(at: number, depth: number): YamlNode {
    const first = this.#text[at];
    this.#at = at;
    const node = first === '{' || first === '[' || first === '"' || first === "'" ? this.#flow(depth) : this.#plain(false);
    REST.lastIndex = this.#at;
    if (!REST.test(this.#text)) throw NOT_PLAIN;
    this.#line();
    return node;
  }

  #flow(depth: number): YamlNode {
    if (depth > MAX_DEPTH) throw NOT_PLAIN;
    switch (this.#text[this.#at]) {
      case '{': return this.#flowMap(depth);
      case '[': return this.#flowList(depth);
      case '"': return this.#quoted(DOUBLE_QUOTED);
      case "'": return this.#quoted(SINGLE_QUOTED);
      default: return this.#plain(true);
    }
  }

  #flowMap(depth: number): YamlNode {
    const start = this.#at++;
    const entries: MapEntry[] = [];
    const seen = new Set<string>();
    while (!this.#closes('}')) {
      const first = this.#text[this.#at];
      const key = first === '"' ? this.#quoted(DOUBLE_QUOTED) : first === "'" ? this.#quoted(SINGLE_QUOTED) : this.#plain(true);
      const name = key.kind === 'scalar' && typeof key.value === 'string' ? key.value : this.#text.slice(key.start, key.end);
      if (seen.has(name) || (key.kind === 'scalar' && key.value === null)) throw NOT_PLAIN;
      seen.add(name);
      // Behind quotes a colon needs no blank.
      if (this.#text[this.#at] !== ':' || (this.#text[this.#at + 1] !== ' ' && first !== '"')) throw NOT_PLAIN;
      this.#at = this.#skipBlanks(this.#at + 1);
      entries.push({ key: name, keyStart: key.start, keyEnd: key.end, value: this.#flow(depth + 1) });
      this.#separate('}');
    }
    return { kind: 'map', entries, start, end: this.#at };
  }

  #flowList(depth: number): YamlNode {
    const start = this.#at++;
    const items: YamlNode[] = [];
    while (!this.#closes(']')) {
      items.push(this.#flow(depth + 1));
      this.#separate(']');
    }
    return { kind: 'list', items, start, end: this.#at };
  }

  /** Goes over blanks and, where it is next, the closing bracket. */
  #closes(bracket: string): boolean {
    this.#at = this.#skipBlanks(this.#at);
    if (this.#text[this.#at] !== bracket) return false;
    this.#at++;
    return true;
  }

  /** Behind an item stands a comma or the closing bracket. */
  #separate(bracket: string): void {
    this.#at = this.#skipBlanks(this.#at);
    if (this.#text[this.#at] === ',') this.#at++;
    else if (this.#text[this.#at] !== bracket) throw NOT_PLAIN;
  }

  #quoted(pattern: RegExp): YamlNode {
    const start = this.#at;
    pattern.lastIndex = start;
    const inner = pattern.exec(this.#text)?.[1];
    if (inner === undefined) throw NOT_PLAIN;
    this.#at = pattern.lastIndex;
    const value = pattern === SINGLE_QUOTED ? inner.replaceAll("''", "'") : inner.replace(/\\(.)/g, (_escape, character: string) => (character === 'n' ? '\n' : character === 't' ? '\t' : character));
    return { kind: 'scalar', value, plain: false, file: false, start, end: this.#at };
  }

  /** Ends at a comment and at the end of the line; within brackets also at a bracket, a comma and the colon of a key. */
  #plain(inFlow: boolean): YamlNode {
    const start = this.#at;
    PLAIN_START.lastIndex = start;
    if (!PLAIN_START.test(this.#text)) throw NOT_PLAIN;
    let end = start;
    for (let at = start; at < this.#end; at++) {
      const character = this.#text[at] ?? '';
      if (character === ' ') continue;
      if (character === '#' && at > end) break;
      if (inFlow && ',[]{}'.includes(character)) break;
      if (character === ':' && this.#isSeparator(at + 1, inFlow)) {
        if (inFlow) break;
        throw NOT_PLAIN;
      }
      end = at + 1;
    }
    this.#at = end;
    const source = this.#text.slice(start, this.#at);
    if (OTHER_NUMBER.test(source)) throw NOT_PLAIN;
    const value = plainValue(source);
    if (value === source && /^[-+.]?\d/.test(source) && !Number.isNaN(Number(source))) throw NOT_PLAIN;
    return { kind: 'scalar', value, plain: true, file: false, start, end: this.#at };
  }

  #isSeparator(at: number, inFlow: boolean): boolean {
    const character = this.#text[at];
    return at >= this.#end || character === ' ' || (inFlow && character !== undefined && ',[]{}'.includes(character));
  }

  #skipBlanks(at: number): number {
    let end = at;
    while (this.#text.charCodeAt(end) === 32) end++;
    return end;
  }
}
