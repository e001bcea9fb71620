import type { JsonValue } from '../../../core/contract/json.js';
import type { Redactor } from '../../../core/redact/redactor.js';
import type { ValueRule } from '../../../core/redact/rule.js';

/** What a fake redactor looks for in texts: `needle-` and digits after it, a word with a quote and a line break in it, and rows of 13 digits. */
export const SECRET = /needle-\d+|a"b\nc|\d(?:[ -]?\d){12,}/gi;

const rule = (name: string, action: ValueRule['action'], only?: ValueRule['only']): ValueRule => ({ name, action, secret: false, ...(only === undefined ? {} : { only }) });
const KEYS: ReadonlyMap<string, ValueRule> = new Map([rule('password', 'mask'), rule('gone', 'drop'), rule('kept', 'keep'), rule('hint', 'mask', 'password'), rule('clé', 'mask')].map((entry) => [entry.name, entry]));

export interface FakeOptions {
  readonly anchors?: readonly string[];
  readonly text?: Redactor['text'];
}

/** Rules simple enough to be foreseen in a test; `text` finds `SECRET`. */
export function fakeRedactor({ anchors = ['needle-', 'a"b\n'], text = mask }: FakeOptions = {}): Redactor {
  return {
    hash: 'fake', rules: [], isEmpty: false, anchors, words: anchors, minDigits: 13, sealing: undefined, nameEndings: [...KEYS.keys()], hasPaths: true, pathEndings: ['deep', 'list'], text, named: () => undefined,
    key: (name) => KEYS.get(name.toLowerCase().replace(/[-_.]/g, '')),
    path: (path) => (path.join('/') === 'a/deep' ? rule('deep', 'drop') : path.join('/') === 'list/1' ? rule('list', 'drop') : undefined),
    replace: ({ name, action, only }, value: JsonValue) => (only !== undefined && value === 'prose' ? value : action === 'drop' ? undefined : `[${name}]`),
    value: (value) => value as JsonValue,
  };
}

function mask(value: string): string | undefined {
  const masked = value.replace(SECRET, '[R]');
  return masked === value ? undefined : masked;
}
