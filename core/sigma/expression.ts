/** What stands under `condition`: names of searches, joined. */
export type Expression =
  | { readonly kind: 'name'; readonly name: string }
  /** One or all of the names that the pattern, with `*` for any characters, fits; `them` is every name. */
  | { readonly kind: 'of'; readonly quantifier: 'one' | 'all'; readonly pattern: string }
  | { readonly kind: 'not'; readonly inner: Expression }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] };

const TOKEN = /\s*([()]|[^\s()]+)/y;
const NAME = /^[\w.-]+$/;
const PATTERN = /^[\w.*-]+$/;
const MAX_DEPTH = 64;

/** Reads a condition: `not` binds closest, then `and`, then `or`; words in any case. */
export function parseExpression(text: string): Expression | { readonly problem: string } {
  try {
    return new ExpressionParser(text).parse();
  } catch (error) {
    if (error instanceof BadExpression) return { problem: error.message };
    throw error;
  }
}

class BadExpression extends Error {}

class ExpressionParser {
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    if (text.includes('|')) throw new BadExpression('what stands behind "|" is no longer part of Sigma: write a correlation instead');
    const tokens: string[] = [];
    TOKEN.lastIndex = 0;
    for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1] ?? '');
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#or();
    const rest = this.#tokens[this.#at];
    if (rest !== undefined) throw new BadExpression(`"${rest}" stands where and, or or the end was expected`);
    return expression;
  }

  #or(): Expression {
    return this.#joined('or', () => this.#joined('and', () => this.#not()));
  }

  #joined(kind: 'and' | 'or', part: () => Expression): Expression {
    const parts = [part()];
    while (this.#take(kind)) parts.push(part());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind, parts };
  }

  #not(): Expression {
    if (++this.#depth > MAX_DEPTH) throw new BadExpression(`nested more than ${MAX_DEPTH} levels deep`);
    const expression: Expression = this.#take('not') ? { kind: 'not', inner: this.#not() } : this.#operand();
    this.#depth--;
    return expression;
  }

  #operand(): Expression {
    const token = this.#tokens[this.#at++];
    if (token === '(') {
      const inner = this.#or();
      if (this.#tokens[this.#at++] !== ')') throw new BadExpression('a parenthesis is not closed');
      return inner;
    }
    if (token === undefined) throw new BadExpression('something is missing at the end');
    if (/^(?:1|one|any|all)$/i.test(token) && this.#take('of')) {
      const pattern = this.#tokens[this.#at++] ?? '';
      if (!PATTERN.test(pattern)) throw new BadExpression(`"${token} of" needs a name, a pattern or them`);
      return { kind: 'of', quantifier: /^all$/i.test(token) ? 'all' : 'one', pattern };
    }
    if (!NAME.test(token) || /^(?:and|or|not|of)$/i.test(token)) throw new BadExpression(`"${token}" stands where a name was expected`);
    return { kind: 'name', name: token };
  }

  #take(word: string): boolean {
    if (this.#tokens[this.#at]?.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }
}

/** The names that `1 of pattern` stands for. A name with `_` in front is meant to be named itself. */
export function namesOf(pattern: string, names: readonly string[]): readonly string[] {
  const fits = pattern === 'them' ? /^/ : new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.-]/g, '\\$&')).join('.*')}$`);
  return names.filter((name) => !name.startsWith('_') && fits.test(name));
}
