/**
 * Words behind a credential's name that leave it one: which of several it is, or how it is written. Behind all others
 * (`password_length`, `token_type`) the value is about the credential.
 */
const QUALIFIERS: ReadonlySet<string> = new Set([
  'prod', 'production', 'preprod', 'dev', 'devel', 'development', 'stage', 'staging', 'stg', 'test', 'testing', 'qa', 'uat', 'live', 'local', 'sandbox', 'demo', 'ci',
  'old', 'new', 'current', 'previous', 'prev', 'next', 'last', 'original', 'primary', 'secondary', 'main', 'master', 'default', 'backup', 'bak', 'fallback', 'temp', 'tmp',
  'root', 'admin', 'db', 'database', 'ro', 'rw', 'readonly', 'eu', 'us', 'one', 'two', 'three', 'first', 'second', 'third', 'v', 'a', 'b', 'x',
  'confirm', 'confirmation', 'again', 'repeat', 'repeated', 'retype', 'retyped', 'verify', 'verification',
  'super', 'secure', 'secured', 'sec', 'safe', 'strong', 'private', 'plain', 'plaintext', 'clear', 'cleartext', 'raw', 'value', 'val', 'string', 'str', 'base',
  'encoded', 'enc', 'encrypted', 'decrypted', 'hex',
]);
const MOST_QUALIFIERS = 3;
const WORDS = /[-_.]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])/;
const JOINT = /[-_.]+$/;

/** The name without the qualifiers at its end: `db_password` of `db_password_prod_2`. Undefined where it has none. */
export function withoutQualifiers(name: string): string | undefined {
  const words = name.split(WORDS);
  let length = name.length;
  let count = 0;
  for (let last = words.length - 1; last > 0 && count < MOST_QUALIFIERS && isQualifier(words[last] as string); last--, count++) {
    length = name.slice(0, length - (words[last] as string).length).replace(JOINT, '').length;
  }
  return count === 0 || length === 0 ? undefined : name.slice(0, length);
}

function isQualifier(word: string): boolean {
  return /^\d{1,4}$/.test(word) || QUALIFIERS.has(word.toLowerCase());
}
