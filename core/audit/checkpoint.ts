import { decodeBase64 } from './base64.js';

/** What a log says of itself at one time (c2sp.org/tlog-checkpoint): how many records it has, and the root of their tree. */
export interface Checkpoint {
  readonly origin: string;
  /** Below 2^64. */
  readonly size: bigint;
  readonly root: Buffer;
  /** Further lines, opaque. */
  readonly extensions: readonly string[];
}

/**
 * Reads the text of a checkpoint, which says nothing until its signature is checked: see `openNote`. Undefined where it is none. The
 * root may be of another length than a SHA-256 hash; then it is the root of no tree of ours.
 */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  if (!text.endsWith('\n')) return undefined;
  const [origin = '', digits = '', encoded = '', ...extensions] = text.slice(0, -1).split('\n');
  const root = decodeBase64(encoded);
  if (origin === '' || !/^(?:0|[1-9]\d{0,19})$/.test(digits) || root === undefined || root.length === 0) return undefined;
  const size = BigInt(digits);
  return size < 1n << 64n ? { origin, size, root, extensions } : undefined;
}

export function formatCheckpoint(origin: string, size: number, root: Uint8Array): string {
  return `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
}
