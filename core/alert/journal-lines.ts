import { crc32 } from 'node:zlib';
import type { JsonValue } from '../contract/json.js';

/** A key and what it stands for from here on; without a value it is gone. */
export type Change = readonly [key: string, value?: JsonValue];

/** The first line of a journal. */
export const HEADER = encodeLine([['hushpipe alerts', 1]]);

const LF = 0x0a;

/** Changes that are taken as a whole or not at all, as one line: the CRC-32 of what follows as eight hexadecimal digits, a blank, JSON. */
export function encodeLine(changes: readonly Change[]): string {
  const json = JSON.stringify(changes);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** The changes of a line without its line feed; undefined where its checksum does not match. */
export function decodeLine(line: Buffer): readonly Change[] | undefined {
  if (line.length < 10 || line[8] !== 0x20) return undefined;
  const json = line.subarray(9);
  if (crc32(json) !== Number.parseInt(line.toString('latin1', 0, 8), 16)) return undefined;
  try {
    const changes: unknown = JSON.parse(json.toString());
    return Array.isArray(changes) && changes.every((change) => Array.isArray(change) && typeof change[0] === 'string') ? (changes as Change[]) : undefined;
  } catch {
    return undefined;
  }
}

export interface JournalContent {
  readonly entries: ReadonlyMap<string, JsonValue>;
  /** How many bytes of the file are whole lines: what follows was cut short by a crash. */
  readonly whole: number;
  /** Lines that do not match their checksum, in their order. */
  readonly corrupt: readonly Buffer[];
  /** It begins as a journal does; an empty file does not. */
  readonly hasHeader: boolean;
}

/** Reads all that a journal holds. Damage costs no more than the lines it is in. */
export function readLines(bytes: Buffer): JournalContent {
  const entries = new Map<string, JsonValue>();
  const corrupt: Buffer[] = [];
  let hasHeader = false;
  let from = 0;
  for (let end = bytes.indexOf(LF); end !== -1; end = bytes.indexOf(LF, from)) {
    const line = bytes.subarray(from, end);
    if (from === 0) hasHeader = `${line.toString('latin1')}\n` === HEADER;
    const changes = from === 0 && hasHeader ? [] : decodeLine(line);
    if (changes === undefined) corrupt.push(line);
    for (const [key, value] of changes ?? []) {
      if (value === undefined) entries.delete(key);
      else entries.set(key, value);
    }
    from = end + 1;
  }
  return { entries, whole: from, corrupt, hasHeader };
}
