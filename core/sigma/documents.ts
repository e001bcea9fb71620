import { Composer, isNode, LineCounter, Lexer, Parser, type CST, type Document } from 'yaml';
import type { Path, SigmaProblem } from './problem.js';

const MAX_CHARACTERS = 64 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_ALIASES = 1000;

/** One YAML document of a source. */
export interface SigmaDocument {
  readonly value: Readonly<Record<string, unknown>>;
  problem(path: Path, code: SigmaProblem['code'], message: string, hint?: string): SigmaProblem;
}

export interface ReadDocuments {
  readonly documents: readonly SigmaDocument[];
  readonly problems: readonly SigmaProblem[];
}

/** Reads all documents of a text. A document that cannot be read is a problem; the others are given all the same. */
export function readDocuments(file: string, text: string): ReadDocuments {
  const documents: SigmaDocument[] = [];
  const problems: SigmaProblem[] = [];
  if (text.length > MAX_CHARACTERS) return { documents, problems: [{ code: 'SIGMA_SYNTAX', message: `the text is larger than ${MAX_CHARACTERS / 1024 / 1024} MiB`, file, line: 1, column: 1 }] };
  const trees = new Trees(text);
  const problemAt = (offset: number, code: SigmaProblem['code'], message: string, hint?: string): SigmaProblem => {
    const { line, col } = trees.lines.linePos(offset);
    return { code, message, ...(hint === undefined ? {} : { hint }), file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const { all, failure } = trees.read();
  for (const [index, document] of all.entries()) {
    const [error] = [...document.errors, ...document.warnings];
    if (error !== undefined) {
      problems.push(problemAt(error.pos[0], 'SIGMA_SYNTAX', lowerFirst(error.message)));
      continue;
    }
    const start = document.contents?.range?.[0] ?? 0;
    try {
      const value = document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
      if (isMap(value)) documents.push({ value, problem: (path, ...rest) => problemAt((path.length === 0 ? undefined : trees.offsetOf(index, path)) ?? start, ...rest) });
      else if (value !== null) problems.push(problemAt(start, 'SIGMA_BAD_RULE', 'a Sigma document is a map'));
    } catch (cause) {
      problems.push(problemAt(start, 'SIGMA_SYNTAX', cause instanceof Error ? cause.message : String(cause)));
    }
  }
  if (failure !== undefined) problems.push(problemAt(failure.offset, 'SIGMA_SYNTAX', failure.message));
  return { documents, problems };
}

/** The syntax trees of a text. They take many times the room of the text, so that they are made again for a place that is asked for late. */
class Trees {
  readonly lines = new LineCounter();
  readonly #text: string;
  #kept: WeakRef<readonly Document.Parsed[]> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** `failure` says where the rest could not be read. */
  read(): { readonly all: readonly Document.Parsed[]; readonly failure?: { readonly offset: number; readonly message: string } } {
    const all: Document.Parsed[] = [];
    this.#kept = new WeakRef(all);
    this.lines.lineStarts = [];
    try {
      for (const document of new Composer({ prettyErrors: false }).compose(tokensOf(this.#text, this.lines), false, this.#text.length)) all.push(document);
      return { all };
    } catch (error) {
      return { all, failure: { offset: error instanceof TooDeep ? error.offset : 0, message: error instanceof Error ? error.message : String(error) } };
    }
  }

  /** Where the value at a path begins, or the nearest around it that is there. */
  offsetOf(index: number, path: Path): number | undefined {
    const document = (this.#kept?.deref() ?? this.read().all)[index];
    for (let length = path.length; length > 0; length--) {
      const node = document?.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return undefined;
  }
}

/** The composer goes down level by level, and V8 may end the process where the stack ends: so depth is limited here. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token, void> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > 2 * MAX_DEPTH + 2) throw new TooDeep(parser.offset);
  }
  yield* parser.end();
}

class TooDeep extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super(`nested more than ${MAX_DEPTH} levels deep`);
    this.offset = offset;
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
