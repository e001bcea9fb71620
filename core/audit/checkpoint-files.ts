import { open, readFile, rename, stat, truncate, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, replaceUnsynced, syncFolder } from './folder.js';
import { keyAt, type KeyHistory } from './key-history.js';
import { openWith } from './note.js';
import { parseCheckpoint } from './checkpoint.js';

/** A checkpoint of a log whose signature was checked. */
export interface SignedCheckpoint {
  readonly size: number;
  readonly root: Buffer;
  /** With its signature. */
  readonly note: string;
}

/** A line of checkpoints.log. */
export interface LoggedCheckpoint {
  readonly time: string;
  readonly note: string;
}

/** Where the checkpoints of a log are: the last one, all of them, and a copy of the last outside of the log's folder. */
export interface CheckpointPlaces {
  readonly folder: string;
  readonly keyFolder: string;
}

export const LAST_SEEN = 'last-checkpoint';
/** More than a checkpoint of a name of 128 characters takes. */
const LAST_BYTES = 8_192;

/** Writes the checkpoints of a log. */
export class CheckpointWriter {
  readonly #places: CheckpointPlaces;
  #log: FileHandle | undefined;

  constructor(places: CheckpointPlaces) {
    this.#places = places;
  }

  /** Durable when it resolves. */
  async write(note: string, time: string): Promise<void> {
    const { folder, keyFolder } = this.#places;
    this.#log ??= await openAtLastLine(join(folder, 'checkpoints.log'));
    try {
      await this.#log.appendFile(`${JSON.stringify({ time, note } satisfies LoggedCheckpoint)}\n`);
      await this.#log.datasync();
      await replaceFile(join(folder, 'checkpoint'), note);
    } catch (error) {
      // A part of the line may be there: the next one begins behind the last whole one.
      await this.close().catch(() => {});
      throw error;
    }
    // A reminder for who finds an older log in this place: the worst that its loss does is that nobody is reminded.
    await replaceUnsynced(join(keyFolder, LAST_SEEN), note);
  }

  async close(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    await log?.close();
  }
}

/** The newest checkpoint in the folder of a log, signed by a key of it; undefined where there is none. */
export async function lastCheckpoint(folder: string, origin: string, history: KeyHistory): Promise<SignedCheckpoint | undefined> {
  const notes = [await readText(join(folder, 'checkpoint')), await lastLogged(join(folder, 'checkpoints.log'))];
  return newest(notes.map((note) => (note === undefined ? undefined : openCheckpoint(note, origin, history))));
}

/** Whether a log was ever signed, by whomever. */
export async function hasCheckpoint(folder: string): Promise<boolean> {
  return await readText(join(folder, 'checkpoint')) !== undefined || await lastLogged(join(folder, 'checkpoints.log')) !== undefined;
}

/** The newest checkpoint that the writer has put down outside of the log's folder. */
export async function seenCheckpoint(keyFolder: string, origin: string, history: KeyHistory): Promise<SignedCheckpoint | undefined> {
  const note = await readText(join(keyFolder, LAST_SEEN));
  return note === undefined ? undefined : openCheckpoint(note, origin, history);
}

/** Undefined where the note is no checkpoint of the log, or not signed by the key that its size asks for. */
export function openCheckpoint(note: string, origin: string, history: KeyHistory): SignedCheckpoint | undefined {
  const stated = statedSize(note);
  const key = stated === undefined ? undefined : keyAt(history, stated);
  if (stated === undefined || key === undefined) return undefined;
  try {
    const { checkpoint } = openWith(note, [key], { origin });
    return checkpoint === undefined ? undefined : { size: stated, root: checkpoint.root, note };
  } catch {
    return undefined;
  }
}

/** What a note says of the size of its tree, before anybody has checked it. */
export function statedSize(note: string): number | undefined {
  const checkpoint = parseCheckpoint(note.slice(0, note.lastIndexOf('\n\n') + 1));
  return checkpoint === undefined || checkpoint.size > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(checkpoint.size);
}

/** Puts the checkpoints aside that speak of more records than there are, and keeps the others. */
export async function setCheckpointsAside(folder: string, size: number, name: string): Promise<void> {
  const path = join(folder, 'checkpoints.log');
  const text = await readText(path) ?? '';
  const kept = text.split('\n').filter((line) => {
    const note = loggedNote(line);
    return note !== undefined && (statedSize(note) ?? Number.POSITIVE_INFINITY) <= size;
  });
  await rename(path, join(folder, name)).catch(() => {});
  await replaceFile(path, kept.map((line) => `${line}\n`).join(''));
  await rename(join(folder, 'checkpoint'), join(folder, `${name}.last`)).catch(() => {});
  await syncFolder(folder);
}

/** The note of a line of checkpoints.log. */
export function loggedNote(line: string): string | undefined {
  try {
    const { note } = JSON.parse(line) as Partial<LoggedCheckpoint>;
    return typeof note === 'string' ? note : undefined;
  } catch {
    return undefined;
  }
}

async function lastLogged(path: string): Promise<string | undefined> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size === 0) return undefined;
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(size, LAST_BYTES));
    await file.read(bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString().split('\n').slice(0, -1).map(loggedNote).findLast((note) => note !== undefined);
  } finally {
    await file.close();
  }
}

/** Opens a file of lines for appending, without what stands behind its last line feed. */
async function openAtLastLine(path: string): Promise<FileHandle> {
  const { size } = await stat(path).catch(() => ({ size: 0 }));
  if (size > 0) {
    const file = await open(path, 'r');
    const bytes = Buffer.alloc(Math.min(size, LAST_BYTES));
    await file.read(bytes, 0, bytes.length, size - bytes.length).finally(() => file.close());
    if (bytes.at(-1) !== 0x0a) await truncate(path, size - bytes.length + bytes.lastIndexOf(0x0a) + 1);
  }
  return open(path, 'a', 0o600);
}

function newest(checkpoints: readonly (SignedCheckpoint | undefined)[]): SignedCheckpoint | undefined {
  return checkpoints.filter((each) => each !== undefined).toSorted((a, b) => a.size - b.size).at(-1);
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
