const SENSITIVE = /pass(?:wd|word|phrase|code)?$|secret|token|credential|authorization|cookie|api_?key|private_?key|access_?key|pseudonym_?key|webhook|dsn$|connection_?string/i;

/** Whether what stands behind a key of this name is likely a secret, whatever its schema says. */
export function isSensitiveKey(key: string): boolean {
  return SENSITIVE.test(key.replaceAll('-', '_'));
}

/** A key with what stands between it and its value, a tag included. */
const KEY = /(?:^|[\s{,'"])([\w.-]+)['"]?\s*[:=]\s*(?:!\S*\s+)?/g;
const QUOTED = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/.source;
/** A value goes up to the end of a flow item, or up to a comment or the end of the line. References are left alone. */
const FLOW = new RegExp(`(?!['"]?\\$\\{)(?:${QUOTED}|[^\\s,{}[\\]](?:[^,{}[\\]]*[^\\s,{}[\\]])?)`, 'y');
const BLOCK = new RegExp(`(?!['"]?\\$\\{)(?:${QUOTED}|\\S(?:.*?\\S)?(?=\\s+#|\\s*$))`, 'y');
/** Marks of YAML, and the words that stand behind names of secrets under `redact:`. */
const NO_SECRET = /^(?:[|>&*].*|mask|partial|drop|pseudonym|keep|true|false|null|~)$/;
const USER_INFO = /(:\/\/[^\s:/@'"]*:)([^\s@/'"]+)(?=@)/g;
const CHAT_HOOK = /((?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks)\/)([^\s'",}\]]+)/g;

/**
 * A line of a config as it may be shown: what looks like a literal secret is covered with `*`, so that columns stay where
 * they are. References to the environment and to files stay readable.
 */
export function coverSecrets(line: string): string {
  let covered = line;
  for (const match of line.matchAll(KEY)) {
    const [before, key = ''] = match;
    const start = match.index + before.length;
    if (!isSensitiveKey(key) || /!file\s+$/.test(before)) continue;
    const pattern = /[{[]/.test(line.slice(0, match.index + 1)) ? FLOW : BLOCK;
    pattern.lastIndex = start;
    const value = pattern.exec(line)?.[0];
    if (value !== undefined && !NO_SECRET.test(value)) covered = covered.slice(0, start) + '*'.repeat(value.length) + covered.slice(start + value.length);
  }
  return covered
    .replace(USER_INFO, (_whole, before: string, password: string) => before + '*'.repeat(password.length))
    .replace(CHAT_HOOK, (_whole, before: string, path: string) => before + '*'.repeat(path.length));
}
