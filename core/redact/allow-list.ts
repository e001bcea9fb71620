import { createHash } from 'node:crypto';

/** Values that stay, however they look. */
export interface AllowList {
  readonly isEmpty: boolean;
  has(value: string): boolean;
}

const HASH = /^sha256:[0-9a-f]{64}$/i;

/** `entries`: exact values, or `sha256:<hex>` of one. */
export function createAllowList(entries: readonly string[]): AllowList {
  const hashes = new Set(entries.filter((entry) => HASH.test(entry)).map((entry) => entry.slice(7).toLowerCase()));
  const values = new Set(entries.filter((entry) => !HASH.test(entry)));
  return {
    isEmpty: entries.length === 0,
    has: (value) => values.has(value) || (hashes.size > 0 && hashes.has(createHash('sha256').update(value).digest('hex'))),
  };
}
