const ESCAPE = /(?:\\x[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\[^]/gi;
const NAMED: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', v: '\v',
};

/**
 * Undoes the escapes of access logs and logfmt: `\"`, `\\`, `\n` and its like, `\u0041`, and `\xd0\xbf` as the bytes of
 * UTF-8. What is no such escape, or no UTF-8, stays as it is.
 */
export function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (escape) => {
    const kind = escape.charAt(1);
    if (escape.length === 2) return Object.hasOwn(NAMED, kind) ? (NAMED[kind] ?? escape) : escape;
    if (kind === 'u' || kind === 'U') return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
    const decoded = Buffer.from(escape.replaceAll(/\\x/gi, ''), 'hex').toString('utf8');
    return decoded.includes('\ufffd') ? escape : decoded;
  });
}

/** Index of the quote that closes a string whose content begins at `from`, else -1. A backslash escapes what follows it. */
export function closingQuote(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at !== -1; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (at - backslashes > from && text.charCodeAt(at - backslashes - 1) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}
