/**
 * Objects that say in one member what another one holds: `{ "name": "DB_PASSWORD", "value": "..." }`, as Kubernetes has environment
 * variables, AWS tags and HAR headers. The value is judged as if it stood under that name in a text: see `Redactor.named`.
 */

const NAMES: ReadonlySet<string> = new Set(['name', 'key', 'k', 'header', 'field', 'param', 'parameter', 'variable', 'label']);
const VALUES: ReadonlySet<string> = new Set(['value', 'val', 'v']);
const LONGEST_NAME = 9;
/** Characters of such a member's name. */
export const LONGEST_VALUE = 5;

/** The name is looked for in so many members from the first one on. */
export const MOST_BESIDE = 16;

/** Whether a member called so holds the name of what stands beside it. */
export function holdsName(key: string): boolean {
  return key.length <= LONGEST_NAME && NAMES.has(key.toLowerCase());
}

/** Whether a member called so holds what is named beside it. */
export function holdsValue(key: string): boolean {
  return key.length <= LONGEST_VALUE && VALUES.has(key.toLowerCase());
}
