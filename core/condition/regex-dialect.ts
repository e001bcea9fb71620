/** Letters that mean something behind a backslash; any other would be itself, without a word. */
const KNOWN = /[bBdDsSwWnrtfvxuck]/;

/** How what other dialects (PCRE, RE2, Onigmo) write is written here. */
const HERE: Readonly<Record<string, string>> = {
  A: 'the beginning is ^', z: 'the end is $', Z: 'the end is $', h: 'write [ \\t]', R: 'write \\r?\\n', e: 'write \\x1b', a: 'write \\x07',
  p: 'write the letters out, such as [A-Z]', P: 'write the letters out, such as [^A-Z]',
  Q: 'put a backslash before each sign', E: 'put a backslash before each sign', K: 'leave it out',
};

/**
 * What an expression states in another dialect, which V8 would read as plain letters, so that it never matches what was meant:
 * `\A`, `\p{Lu}`, `[[:upper:]]`. Undefined where there is nothing of the kind.
 */
export function foreignSyntax(source: string): string | undefined {
  for (let at = 0, inSet = false; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '\\') {
      const next = source.charAt(++at);
      if (/[A-Za-z]/.test(next) && !KNOWN.test(next)) return `\\${next} would be the letter ${next}: ${HERE[next] ?? `for a backslash write two`}`;
    } else if (char === '[' && !inSet) {
      inSet = true;
    } else if (inSet && char === '[') {
      const [named] = /^\[:\^?[a-z]+:\]/.exec(source.slice(at)) ?? [];
      if (named !== undefined) return `${named} would be single signs: write the letters out, such as A-Z`;
    } else if (char === ']') {
      inSet = false;
    }
  }
  return undefined;
}
