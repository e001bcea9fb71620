import type { Head } from './identity.js';

/** How far one file was delivered. There is one for each inode that was read. */
export interface Checkpoint {
  /** `inodeKey` of the file. */
  readonly inode: string;
  /** What its events are identified by: given when the file is first seen, and kept while it grows. */
  readonly key: string;
  /** How often the file was emptied and begun again. */
  readonly generation: number;
  /** The path that matched, as it was last. */
  readonly path: string;
  /** The same, with links resolved: in its folder it is looked for after it was renamed. */
  readonly target: string;
  readonly head: Head;
  /** When the inode was made, in nanoseconds since the epoch. */
  readonly born: string;
  /** All bytes before it are delivered. */
  readonly offset: number;
  /** Epoch milliseconds since when the file is gone from where it was; `null` while it is there. */
  readonly missingSince: number | null;
}

/**
 * One line of the journal: a checkpoint under a number; `[number, offset]`, its later offset; or `[number]`, which forgets it.
 * A line that was cut off while it was written is never valid, since each ends with its bracket.
 */
export type JournalRecord = { readonly number: number; readonly checkpoint: Checkpoint } | readonly [number: number, offset?: number];

export function encodeRecord(record: JournalRecord): string {
  return `${JSON.stringify('checkpoint' in record ? { number: record.number, ...record.checkpoint } : record)}\n`;
}

/** Undefined for a line that is not a whole record. */
export function decodeRecord(line: string): JournalRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) return areCounts(value) && value.length > 0 ? (value as unknown as [number, number?]) : undefined;
  const { number, inode, key, generation, path, target, born, head, offset, missingSince } = (value ?? {}) as Record<string, unknown>;
  const { length, hash } = (head ?? {}) as Record<string, unknown>;
  if (!areCounts([number, generation, offset, length, missingSince ?? 0])) return undefined;
  if (![inode, key, path, target, born, hash].every((word) => typeof word === 'string')) return undefined;
  return { number, checkpoint: { inode, key, generation, path, target, born, head: { length, hash }, offset, missingSince } } as JournalRecord;
}

function areCounts(values: readonly unknown[]): boolean {
  return values.every((value) => Number.isSafeInteger(value) && (value as number) >= 0);
}
