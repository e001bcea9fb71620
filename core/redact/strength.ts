/**
 * Heuristics that tell a credential from prose, templates and code. They decide only where the form alone does not:
 * after `password=`, `token:` and the like. https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
 */

const TEMPLATE = new RegExp([
  String.raw`^\$[{(]`, String.raw`^\$[A-Z_][A-Z0-9_]*$`, String.raw`^\{\{[^{}]*(?:\}\}|$)`, String.raw`^[{<][\w .:|-]{1,64}[>}]$`, String.raw`^%[({]`, String.raw`^%[sdvq]$`, String.raw`^%[A-Z_]+%$`,
  String.raw`^\[[A-Za-z][\w :.-]{0,64}\]$`, String.raw`^(?:process\.env|os\.environ|System\.getenv|vars?|secrets|env|config|settings)[.[(]`,
].join('|'));

/** Whether the value is a place to put one: `${VAR}`, `<token>`, `****`, `xxxxxxxx`, `%s`. */
export function looksTemplated(value: string): boolean {
  return TEMPLATE.test(value.slice(0, 128)) || isRepeated(value);
}

/** What people write over a value, at least three times. */
function isRepeated(value: string): boolean {
  return value.length >= 3 && '*xX.#_?-\u2022'.includes(value.charAt(0)) && !hasDistinct(value, 2);
}

const NOT_A_PASSWORD = new Set([
  'true', 'false', 'null', 'nil', 'none', 'undefined', 'yes', 'no', 'on', 'off', 'ok', 'n/a', 'na', 'empty', 'blank', 'missing', 'required', 'optional', 'not',
  'invalid', 'incorrect', 'wrong', 'bad', 'expired', 'changed', 'reset', 'set', 'unset', 'is', 'was', 'must', 'should', 'cannot', 'does', 'do', 'did', 'has', 'have', 'will', 'would',
  'failed', 'failure', 'success', 'successful', 'accepted', 'rejected', 'denied', 'enabled', 'disabled', 'default', 'hidden', 'masked', 'redacted', 'removed', 'filtered', 'unknown',
  'for', 'from', 'with', 'and', 'or', 'the', 'a', 'an', 'to', 'in', 'of', 'at', 'by', 'string', 'str', 'text', 'varchar', 'bytes', 'object', 'optional[str]', 'prompt', 'protected',
]);

/** Whether the value after a password's name could be one: anything but prose, a template or nothing. */
export function couldBePassword(value: string): boolean {
  if (value === '' || (value.length < 3 && !/[A-Za-z0-9]/.test(value))) return false;
  return !NOT_A_PASSWORD.has(value.toLowerCase()) && !looksTemplated(value);
}

const SAMPLE_LENGTH = 256;

/**
 * Whether the value looks made by a generator: at least 8 characters without a blank, and either letters and digits mixed,
 * or long and varied. Dates, addresses, plain words joined by dashes and short numbers do not.
 */
export function looksGenerated(value: string): boolean {
  if (value.length < 8) return false;
  const sample = value.slice(0, SAMPLE_LENGTH);
  const hasDigit = /\d/.test(sample);
  if (!hasDistinct(sample, hasDigit ? 5 : 8) || /\s/.test(sample) || looksTemplated(sample)) return false;
  if (/^\d{4}-\d\d-\d\d/.test(sample) || /^[a-z][a-z+.-]{1,20}:\/\//i.test(sample)) return false;
  if (!/[A-Za-z]/.test(sample)) return /^\d{12,}$/.test(sample) || /[^\d.:,/+-]/.test(sample);
  const isMixed = /[a-z]/.test(sample) && /[A-Z]/.test(sample);
  const isVaried = hasDigit || sample.length >= 32 || (isMixed && sample.length >= 12) || /[^\w.:/-]/.test(sample);
  return isVaried && !isWords(sample);
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Of what looks like a path more is asked. */
const RANDOM = { length: 12, bits: 3 };
const RANDOM_PATH = { length: 16, bits: 3.5 };

/**
 * Whether the value can hardly be anything but random: 12 characters or more of one word, digits and letters among them, 3 bits
 * of Shannon entropy a character, for what stands behind a merely suggestive name. No UUID.
 */
export function looksRandom(value: string): boolean {
  const least = /^\.{0,2}\//.test(value) ? RANDOM_PATH : RANDOM;
  if (value.length < least.length || !/^(?=.{0,80}\d)(?=.{0,80}[A-Za-z])[\w.=+/-]+$/.test(value) || UUID.test(value)) return false;
  return looksGenerated(value) && entropy(value.slice(0, SAMPLE_LENGTH)) >= least.bits;
}

function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Whether at least so many different characters occur; those beyond ASCII are told apart only roughly. */
function hasDistinct(value: string, least: number): boolean {
  let low = 0;
  let high = 0;
  let count = 0;
  for (let i = 0; i < value.length && count < least; i++) {
    const code = value.charCodeAt(i);
    const bit = 1 << (code & 31);
    if (code & 32) {
      if ((low & bit) === 0) count++;
      low |= bit;
    } else {
      if ((high & bit) === 0) count++;
      high |= bit;
    }
  }
  return count >= least;
}

const WORD = /(?:[A-Z]?[a-z]{2,16}|[A-Z]{2,16}|v?\d{1,5}|)(?:[-_./:]|(?<=[a-z])(?=[A-Z])|$)/y;

/** Words and short numbers joined by dashes, dots or underscores, or in camel case: `db-credentials-v2`, `JobCredentialsProvider`. */
function isWords(value: string): boolean {
  for (let at = 0; at < value.length; at = WORD.lastIndex) {
    WORD.lastIndex = at;
    if (!WORD.test(value) || WORD.lastIndex === at) return false;
  }
  return true;
}
