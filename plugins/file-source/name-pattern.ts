const STAR = Symbol('*');
type Token = typeof STAR | ((char: string) => boolean);

/** A pattern of one name: characters, `*`, `?` and sets. A name that begins with a dot needs a pattern that does. */
export interface NamePattern {
  readonly tokens: readonly Token[];
  readonly matchesHidden: boolean;
}

/** A part without wildcards is given back as the name it stands for, without its backslashes. Throws on an impossible set. */
export function compileName(part: string): string | NamePattern {
  const tokens: Token[] = [];
  let literal = '';
  for (let rest = part; rest !== ''; ) {
    const [taken = '', escaped, not, set] = /^\\([^])|^\[([!^]?)(\]?[^\]]+)\]|^[^]/u.exec(rest) ?? [];
    rest = rest.slice(taken.length);
    const plain = escaped ?? taken;
    if (set !== undefined) tokens.push(setMatcher(set, not !== ''));
    else if (plain === taken && taken === '*') tokens.push(STAR);
    else if (plain === taken && taken === '?') tokens.push(() => true);
    else {
      literal += plain;
      tokens.push((char) => char === plain);
    }
  }
  const wild = tokens.length > Array.from(literal).length;
  return wild ? { tokens, matchesHidden: /^\\?\./.test(part) } : literal;
}

/** Takes time in proportion to the lengths of name and pattern, whatever they are: who writes logs may choose names. */
export function matchesName({ tokens, matchesHidden }: NamePattern, name: string): boolean {
  if (name.startsWith('.') && !matchesHidden) return false;
  const chars = Array.from(name);
  let token = 0;
  let star = -1;
  let resume = 0;
  for (let at = 0; at < chars.length; ) {
    const now = tokens[token];
    if (now === STAR) {
      star = token++;
      resume = at;
    } else if (now?.(chars[at] ?? '')) {
      token++;
      at++;
    } else if (star >= 0) {
      // Only the last star needs to try again: whatever an earlier one took can be left to it.
      token = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === STAR);
}

function setMatcher(body: string, negated: boolean): (char: string) => boolean {
  const set = new RegExp(`^[${body.replace(/[\\\]^[]/g, '\\$&')}]$`, 'u');
  return (char) => set.test(char) !== negated;
}
