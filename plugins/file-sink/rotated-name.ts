import { basename, extname } from 'node:path';

/** A file that a rotation made: its name says when. */
export interface RotatedFile {
  readonly name: string;
  /** Epoch milliseconds of the rotation, to the second. */
  readonly time: number;
  /** Counts from 1 within one second. */
  readonly number: number;
  readonly compressed: boolean;
}

/** `name-<time>-<number>.ext`, with the time as in 20250131T235959Z. */
export function rotatedName(path: string, time: number, number: number): string {
  const extension = extname(path);
  const stamp = new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  return `${basename(path, extension)}-${stamp}-${number}${extension}`;
}

/** Reads a name that `rotatedName` gave, also with `.gz` behind it; undefined for every other name. */
export function parseRotatedName(path: string, name: string): RotatedFile | undefined {
  return parsePlain(path, name, name) ?? (name.endsWith('.gz') ? parsePlain(path, name, name.slice(0, -'.gz'.length)) : undefined);
}

function parsePlain(path: string, name: string, plain: string): RotatedFile | undefined {
  const extension = extname(path);
  const head = `${basename(path, extension)}-`;
  if (!plain.startsWith(head) || !plain.endsWith(extension)) return undefined;
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([1-9]\d*)$/.exec(plain.slice(head.length, plain.length - extension.length));
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, number = 0] = match.slice(1).map(Number);
  return { name, time: Date.UTC(year, month - 1, day, hour, minute, second), number, compressed: plain !== name };
}

/** Newest first. */
export function byAge(a: RotatedFile, b: RotatedFile): number {
  return b.time - a.time || b.number - a.number;
}
