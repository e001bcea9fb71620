import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ErrorCode } from '../contract/errors.js';
import { diagnosticAt, type Diagnostic } from './diagnostic.js';
import type { Origin, Origins } from './origins.js';
import type { SourceText } from './source-text.js';
import { plainValue, substitute, type Environment } from './substitute.js';
import { isMap, setOwn, type Path, type Value, type ValueMap } from './value.js';
import type { MapNode, ScalarNode, YamlNode } from './yaml-tree.js';

export interface BuildContext {
  readonly env: Environment;
  /** Variables that are not set and files that cannot be read are no errors: a check on a machine that lacks them. */
  readonly lenient: boolean;
  /** Where paths behind `!file` start. */
  readonly folder: string;
  readonly origins: Origins;
  readonly diagnostics: Diagnostic[];
  /** Gets the absolute path of each file behind `!file`. */
  readonly onFile: (path: string) => void;
}

const MAX_FILE_VALUE = 1024 * 1024;

/** In these even `${NAME}` is a field of an event, never a variable: the message templates of triggers. */
function isTemplate(path: Path): boolean {
  return path[0] === 'triggers' && path[2] === 'alert' && (path[3] === 'title' || path[3] === 'text');
}

/**
 * Makes the plain value of a tree: variables replaced, files read, aliases and merge keys followed, every place remembered.
 * `path` is where the value will stand; `container` what it will stand in, where that is there already.
 */
export function buildValue(source: SourceText, node: YamlNode, path: Path, context: BuildContext, container?: object): Value {
  const steps: (string | number)[] = [...path];

  function build(at: YamlNode, within: object | undefined): Value {
    switch (at.kind) {
      case 'alias': return build(at.target, within);
      case 'list': return list(at.items, { source, node: at });
      case 'map': return map(at);
      case 'scalar': return scalar(at, within);
    }
  }

  function list(items: readonly YamlNode[], origin: Origin): Value[] {
    const result: Value[] = [];
    context.origins.made(result, origin);
    for (const [index, item] of items.entries()) {
      steps.push(index);
      result.push(build(item, result));
      steps.pop();
    }
    return result;
  }

  function map(at: MapNode): ValueMap {
    const result: ValueMap = {};
    context.origins.made(result, { source, node: at });
    for (const entry of at.entries) {
      if (entry.key === '<<') continue;
      steps.push(entry.key);
      setOwn(result, entry.key, build(entry.value, result));
      steps.pop();
    }
    for (const entry of at.entries) if (entry.key === '<<') merge(result, entry.value);
    return result;
  }

  /** `<<: *base`: the keys of `base` that the map does not state itself; of several bases the first wins. */
  function merge(result: ValueMap, base: YamlNode): void {
    const target = base.kind === 'alias' ? base.target : base;
    if (target.kind === 'list') {
      for (const item of target.items) merge(result, item);
      return;
    }
    const values = target.kind === 'map' ? build(target, undefined) : undefined;
    if (!isMap(values)) {
      report(base, 'CONFIG_BAD_VALUE', 'behind << stands a map, or a list of maps');
      return;
    }
    for (const [key, value] of Object.entries(values)) {
      if (Object.hasOwn(result, key)) continue;
      setOwn(result, key, value);
      const origin = context.origins.child(values, key);
      if (origin) context.origins.moved(result, key, origin);
      const replaced = context.origins.replacedAt(values, [key]);
      if (replaced) context.origins.replaced(result, key, replaced);
    }
  }

  function scalar(at: ScalarNode, within: object | undefined): Value {
    if (typeof at.value !== 'string' || (!at.file && (!at.value.includes('${') || isTemplate(steps)))) return at.value;
    const substitution = substitute(at.value, context.env);
    const missing = substitution?.missing ?? [];
    if (!context.lenient) {
      for (const name of missing) report(pieceOf(at, '${' + name), 'CONFIG_ENV_MISSING', `the environment variable ${name} is not set`);
    }
    let text = missing.length > 0 ? undefined : (substitution?.text ?? at.value);
    if (at.file && text !== undefined) text = fileValue(at, text);
    if (within && (at.file || (substitution?.names.length ?? 0) > 0)) {
      context.origins.replaced(within, steps.at(-1) ?? '', { text, written: source.text.slice(at.start, at.end) });
    }
    if (text === undefined) return '';
    return at.plain && substitution ? plainValue(text) : text;
  }

  function fileValue(at: ScalarNode, path: string): string | undefined {
    const absolute = resolve(context.folder, path);
    context.onFile(absolute);
    try {
      const stats = statSync(absolute);
      if (!stats.isFile() || stats.size > MAX_FILE_VALUE) throw new Error(stats.isFile() ? 'it is larger than 1 MiB' : 'it is no regular file');
      return readFileSync(absolute, 'utf8').replace(/^\uFEFF/, '').replace(/\r?\n$/, '');
    } catch (error) {
      if (!context.lenient) report(at, 'CONFIG_FILE_VALUE', `the file ${path} cannot be read: ${reasonOf(error)}`);
      return undefined;
    }
  }

  /** The variable within a scalar, where it is written out; else the whole scalar. */
  function pieceOf(at: ScalarNode, piece: string): { readonly start: number; readonly end: number } {
    const offset = source.text.slice(at.start, at.end).indexOf(piece);
    if (offset === -1) return at;
    const closing = source.text.slice(at.start + offset, at.end).indexOf('}') + 1;
    return { start: at.start + offset, end: at.start + offset + Math.max(piece.length, closing) };
  }

  function report(span: { readonly start: number; readonly end: number }, code: ErrorCode, message: string): void {
    context.diagnostics.push(diagnosticAt({ source, start: span.start, end: span.end }, code, message));
  }

  return build(node, container);
}

/** Why a file could not be read, without its contents: `ENOENT: no such file or directory`. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, [a-z]+(?: '.*')?$/, '');
}
