import { Composer, type CST, type DocumentOptions, isAlias, isMap, isNode, isScalar, isSeq, Lexer, type ParseOptions, Parser, Scalar, type ScalarTag, type SchemaOptions, visit, type YAMLError } from 'yaml';
import { diagnosticAt, diagnosticOf, type Diagnostic } from './diagnostic.js';
import { SourceText } from './source-text.js';
import type { MapEntry, ParsedYaml, YamlNode } from './yaml-tree.js';

/** A config is written by people; what is larger or deeper is a mistake or an attack. */
const MAX_CHARACTERS = 16 * 1024 * 1024;
const MAX_DEPTH = 64;
/** How many nodes aliases may add to a file. */
const MAX_ALIASED = 20_000;

class FileReference {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super();
    this.offset = offset;
  }
}

const fileTag: ScalarTag = { tag: '!file', resolve: (path) => new FileReference(path) };
const OPTIONS: ParseOptions & DocumentOptions & SchemaOptions = {
  customTags: [fileTag], resolveKnownTags: false, merge: false, uniqueKeys: false, prettyErrors: false, logLevel: 'silent',
};

/** Parses YAML 1.2 with `!file`, merge keys (`<<`) and anchors. Never throws. */
export function parseYaml(file: string, text: string): ParsedYaml {
  const source = new SourceText(file, text);
  const failed = (...diagnostics: Diagnostic[]): ParsedYaml => ({ source, root: undefined, diagnostics });
  if (text.length > MAX_CHARACTERS) return failed(diagnosticOf(file, 'CONFIG_SYNTAX', `the file is larger than ${MAX_CHARACTERS / 1024 / 1024} MiB`));
  try {
    const [document, second] = new Composer(OPTIONS).compose(tokensOf(source), true, text.length);
    const problems = [...(document?.errors ?? []), ...(document?.warnings ?? [])];
    if (second) {
      const [start] = second.range;
      return failed(diagnosticAt({ source, start, end: start + 3 }, 'CONFIG_SYNTAX', 'a second document begins here; a config is one document', { hint: 'Take the line --- out, or use include: for a second file.' }));
    }
    if (problems.length > 0) return failed(...problems.map((problem) => syntaxDiagnostic(source, document?.contents, problem)).filter(isFirst()));
    const reader = new TreeReader(source);
    const contents = document?.contents ?? null;
    const root = contents === null ? undefined : reader.read(contents, 0);
    return reader.diagnostics.length > 0 ? failed(...reader.diagnostics) : { source, root, diagnostics: [] };
  } catch (error) {
    if (error instanceof TooDeep) return failed(tooDeep(source, error.offset));
    return failed(diagnosticOf(file, 'CONFIG_SYNTAX', `the file cannot be parsed: ${error instanceof Error ? error.message : String(error)}`));
  }
}

/** The tokens of a text. The composer goes down level by level, and V8 may end the process where the stack ends: so depth is limited here. */
function* tokensOf(source: SourceText): Generator<CST.Token, void> {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(source.text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > 2 * MAX_DEPTH + 2) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}

function tooDeep(source: SourceText, offset: number): Diagnostic {
  return diagnosticAt({ source, start: offset, end: offset + 1 }, 'CONFIG_SYNTAX', `nested more than ${MAX_DEPTH} levels deep`);
}

/** Makes the tree and reports what YAML allows and a config does not: other tags, odd keys, duplicate keys, loops. */
class TreeReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #source: SourceText;
  readonly #anchors = new Map<string, { readonly node: YamlNode; readonly size: number }>();
  #aliased = 0;

  constructor(source: SourceText) {
    this.#source = source;
  }

  read(node: unknown, depth: number): YamlNode {
    return this.#measure(node, depth).node;
  }

  /** `size` counts the nodes below, with what aliases stand for. */
  #measure(node: unknown, depth: number): { readonly node: YamlNode; readonly size: number } {
    if (depth > MAX_DEPTH) {
      const [start] = rangeOf(node);
      throw new TooDeep(start);
    }
    if (isAlias(node)) return this.#alias(node);
    let result: { readonly node: YamlNode; readonly size: number };
    let anchor: string | undefined;
    const [start, end] = rangeOf(node);
    if (isMap(node)) {
      anchor = node.anchor;
      result = this.#map(node.items, start, node.flow === true ? end : undefined, depth);
    } else if (isSeq(node)) {
      anchor = node.anchor;
      let size = 1;
      const items = node.items.map((item) => {
        const read = this.#measure(item, depth + 1);
        size += read.size;
        return read.node;
      });
      result = { node: { kind: 'list', items, start, end: node.flow === true ? end : (items.at(-1)?.end ?? start) }, size };
    } else if (isScalar(node)) {
      anchor = node.anchor;
      result = { node: this.#scalar(node, start, end), size: 1 };
    } else {
      result = empty(start);
    }
    if (anchor !== undefined) this.#anchors.set(anchor, result);
    return result;
  }

  #map(pairs: readonly { readonly key: unknown; readonly value: unknown }[], start: number, end: number | undefined, depth: number): { readonly node: YamlNode; readonly size: number } {
    const entries: MapEntry[] = [];
    const seen = new Map<string, number>();
    let size = 1;
    for (const { key, value } of pairs) {
      const [keyStart, keyEnd] = rangeOf(key);
      if (!isScalar(key) || key.value === null || typeof key.value === 'object') {
        this.#report(keyStart, keyEnd, 'a key must be text');
        continue;
      }
      const name = typeof key.value === 'string' ? key.value : (key.source ?? JSON.stringify(key.value));
      const first = seen.get(name);
      if (first !== undefined) this.#report(keyStart, keyEnd, `the key "${name}" stands here twice, first in line ${this.#source.placeOf(first).line}`);
      seen.set(name, keyStart);
      const read = isEmpty(value) ? empty(keyEnd) : this.#measure(value, depth + 1);
      size += read.size;
      entries.push({ key: name, keyStart, keyEnd, value: read.node });
    }
    return { node: { kind: 'map', entries, start, end: end ?? entries.at(-1)?.value.end ?? start }, size };
  }

  #scalar(node: Scalar, start: number, end: number): YamlNode {
    const { value } = node;
    if (value instanceof FileReference) return { kind: 'scalar', value: value.path, plain: false, file: true, start, end };
    const plain = node.type === undefined || node.type === Scalar.PLAIN;
    if (typeof value === 'number' && !Number.isFinite(value)) this.#report(start, end, 'a number must be finite');
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
    return { kind: 'scalar', value: known, plain, file: false, start, end };
  }

  #alias(node: { readonly source: string }): { readonly node: YamlNode; readonly size: number } {
    const [start, end] = rangeOf(node);
    const anchored = this.#anchors.get(node.source);
    if (!anchored) {
      this.#report(start, end, `the alias *${node.source} names no anchor that stands before it`, 'A value that begins with * needs quotes.');
      return empty(start);
    }
    this.#aliased += anchored.size;
    if (this.#aliased > MAX_ALIASED) {
      const fine = this.#aliased - anchored.size <= MAX_ALIASED;
      if (fine) this.diagnostics.push(diagnosticAt({ source: this.#source, start, end }, 'CONFIG_ALIAS_LIMIT', `aliases add more than ${MAX_ALIASED} values to this file`));
      return empty(start);
    }
    return { node: { kind: 'alias', target: anchored.node, start, end }, size: anchored.size };
  }

  #report(start: number, end: number, message: string, hint?: string): void {
    this.diagnostics.push(diagnosticAt({ source: this.#source, start, end }, 'CONFIG_SYNTAX', message, { hint }));
  }
}

const QUOTE_VARIABLE = "Put quotes around it: '${NAME}'.";

function syntaxDiagnostic(source: SourceText, contents: unknown, problem: YAMLError): Diagnostic {
  const [start, end] = problem.pos;
  const at = (from: number, to: number, message: string, hint?: string): Diagnostic => diagnosticAt({ source, start: from, end: to }, 'CONFIG_SYNTAX', message, { hint });
  const unknownTag = /^Unresolved tag: (.*)$/.exec(problem.message)?.[1];
  if (unknownTag !== undefined) return at(start, end, `the tag ${unknownTag} is not known`, 'The only tag is !file, before a path.');
  const open = /^Missing closing (["'])quote/.exec(problem.message)?.[1];
  if (open !== undefined) return at(startOfScalar(contents, start), startOfScalar(contents, start) + 1, `the quote ${open} that opens here is not closed`);
  if (problem.code === 'BAD_DQ_ESCAPE') return at(start, end, `${source.text.slice(start, start + 2)} means nothing between double quotes`, 'Take single quotes: between them a backslash is one.');
  const flow = /^Flow (map|sequence) in block collection must be/.exec(problem.message)?.[1];
  const opened = flow === undefined ? undefined : startOfFlow(contents, start);
  if (opened !== undefined) return at(opened, opened + 1, `the ${source.text.charAt(opened)} that opens here is not closed, or what is in it stands too far left`);
  const variable = source.text.slice(start - 1, start + 1) === '${' ? start - 1 : start;
  const reference = /^\$\{[^}\n]*\}?/.exec(source.text.slice(variable));
  if (reference) return at(variable, variable + reference[0].length, 'a variable inside [ ] or { } needs quotes', QUOTE_VARIABLE);
  return at(start, end, problem.message.charAt(0).toLowerCase() + problem.message.slice(1));
}

/** Where the scalar begins that ends at an offset. */
function startOfScalar(contents: unknown, end: number): number {
  let found = end;
  visit(isNode(contents) ? contents : null, {
    Scalar(_key, { range }) {
      if (range && range[0] < end && range[2] >= end) found = range[0];
    },
  });
  return found;
}

/** Where the innermost [ or { opens that the parser had not seen closed at an offset. */
function startOfFlow(contents: unknown, offset: number): number | undefined {
  let found: number | undefined;
  visit(isNode(contents) ? contents : null, {
    Collection(_key, { flow, range }) {
      if (flow === true && range && range[0] < offset && range[1] >= offset) found = range[0];
    },
  });
  return found;
}

/** One mistake often makes the parser stumble on for many lines; the first error of a line says it best, and a lost parser says nothing. */
function isFirst(): (diagnostic: Diagnostic) => boolean {
  const lines = new Set<number>();
  let lost = false;
  return ({ place, message }) => {
    if (lost || lines.has(place.line) || (lines.size > 0 && message.startsWith('unexpected '))) return false;
    lost = message.endsWith('is not closed');
    lines.add(place.line);
    return true;
  };
}

/** Nothing stands there: `key:`. An anchor or a tag would be something. */
function isEmpty(value: unknown): boolean {
  return value === null || (isScalar(value) && value.value === null && value.source === '' && value.anchor === undefined && value.tag === undefined);
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = (node as { readonly range?: readonly [number, number, number] | null } | null)?.range;
  return range ? [range[0], range[1]] : [0, 0];
}

function empty(at: number): { readonly node: YamlNode; readonly size: number } {
  return { node: { kind: 'scalar', value: null, plain: true, file: false, start: at, end: at }, size: 1 };
}
