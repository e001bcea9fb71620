import type { AuditEntry } from './record.js';

/** Somebody reads again what was sealed. */
export interface RawAccess {
  readonly by: string;
  /** What they do it with: a command. */
  readonly with: string;
  readonly reason?: string;
  /** Ids of the keys that are used: they say nothing of whose they are. */
  readonly keys: readonly string[];
}

/** Longest text of a request that is kept. */
const LONGEST = 500;
const MOST_KEYS = 1_000;

/** What goes on record before anything is shown. It names keys, never persons. */
export function accessEntry({ by, with: tool, reason, keys }: RawAccess): AuditEntry {
  const data = { with: tool.slice(0, LONGEST), ...(reason === undefined ? {} : { reason: reason.slice(0, LONGEST) }), keys: keys.slice(0, MOST_KEYS), count: keys.length };
  return { event: 'hushpipe.raw_access', outcome: 'success', actor: by.slice(0, LONGEST), source: 'hushpipe', data };
}
