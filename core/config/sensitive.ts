const SENSITIVE = /pass(?:wd|word|phrase|code)?$|secret|token|credential|authorization|cookie|api_?key|private_?key|access_?key|pseudonym_?key|webhook|dsn$|connection_?string/i;

/** Whether what stands behind a key of this name is likely a secret, whatever its schema says. */
export function isSensitiveKey(key: string): boolean {
  return SENSITIVE.test(key.replaceAll('-', '_'));
}

const KEY = /((?:^|[\s{,'"])([\w.-]+)['"]?\s*[:=]\s*(?:!\S*\s+)?)/.source;
const QUOTED = /"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?/.source;
/** A value goes up to the end of a flow item, or up to a comment or the end of the line. References are left alone. */
const FLOW = new RegExp(`${KEY}(?!['"]?\\$\\{)(${QUOTED}|[^\\s,{}[\\]](?:[^,{}[\\]]*[^\\s,{}[\\]])?)`, 'g');
const BLOCK = new RegExp(`${KEY}(?!['"]?\\$\\{)(${QUOTED}|\\S(?:.*?\\S)?(?=\\s+#|\\s*$))`, 'g');
/** Marks of YAML, and the words that stand behind names of secrets under `redact:`. */
const NO_SECRET = /^(?:[|>&*].*|mask|partial|drop|pseudonym|keep|true|false|null|~)$/;
const USER_INFO = /(:\/\/[^\s:/@'"]*:)([^\s@/'"]+)(?=@)/g;
const CHAT_HOOK = /((?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks)\/)([^\s'",}\]]+)/g;

/**
 * A line of a config as it may be shown: what looks like a literal secret is covered with `*`, so that columns stay where
 * they are. References to the environment and to files stay readable.
 */
export function coverSecrets(line: string): string {
  return line
    .replace(/[{[].*:/.test(line) ? FLOW : BLOCK, (whole: string, before: string, key: string, value: string) =>
      isSensitiveKey(key) && !/!file\s+$/.test(before) && !NO_SECRET.test(value) ? before + '*'.repeat(value.length) : whole)
    .replace(USER_INFO, (_whole, before: string, password: string) => before + '*'.repeat(password.length))
    .replace(CHAT_HOOK, (_whole, before: string, path: string) => before + '*'.repeat(path.length));
}
