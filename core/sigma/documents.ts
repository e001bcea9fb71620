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

/** Reads all documents of a text. A document that cannot be read is a problem; the others are given all the same. */
export function readDocuments(file: string, text: string): { readonly documents: readonly SigmaDocument[]; readonly problems: readonly SigmaProblem[] } {
  const documents: SigmaDocument[] = [];
  const problems: SigmaProblem[] = [];
  const lines = new LineCounter();
  const problemAt = (offset: number, code: SigmaProblem['code'], message: string, hint?: string): SigmaProblem => {
    const { line, col } = lines.linePos(offset);
    return { code, message, ...(hint === undefined ? {} : { hint }), file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (text.length > MAX_CHARACTERS) return { documents, problems: [problemAt(0, 'SIGMA_SYNTAX', `the text is larger than ${MAX_CHARACTERS / 1024 / 1024} MiB`)] };
  try {
    for (const document of new Composer({ prettyErrors: false }).compose(tokensOf(text, lines), false, text.length)) {
      const [error] = [...document.errors, ...document.warnings];
      if (error !== undefined) {
        problems.push(problemAt(error.pos[0], 'SIGMA_SYNTAX', lowerFirst(error.message)));
        continue;
      }
      const value = document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
      if (value === null) continue;
      const place = document.contents?.range?.[0] ?? 0;
      if (isMap(value)) documents.push({ value, problem: (path, ...rest) => problemAt(offsetOf(document, path) ?? place, ...rest) });
      else problems.push(problemAt(place, 'SIGMA_BAD_RULE', 'a Sigma document is a map'));
    }
  } catch (error) {
    problems.push(problemAt(error instanceof TooDeep ? error.offset : 0, 'SIGMA_SYNTAX', error instanceof Error ? error.message : String(error)));
  }
  return { documents, problems };
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

/** Where the value at a path begins, or the nearest around it that is there. */
function offsetOf(document: Document.Parsed, path: Path): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
