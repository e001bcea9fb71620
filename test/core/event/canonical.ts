/**
 * The value as text that is equal exactly for equal values: key order counts, prototypes do not, and -0, 1e400 and a key called
 * `constructor` are told apart from what assert.equal takes them for.
 */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
  return Object.is(value, -0) ? '-0' : typeof value === 'string' ? JSON.stringify(value) : String(value);
}
