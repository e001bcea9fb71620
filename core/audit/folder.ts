import { closeSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { open, readdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Where the logs of a data directory are, each in the folder of its origin. */
export function auditFolder(dataDir: string, origin: string): string {
  return join(dataDir, 'audit', folderName(origin));
}

/** Where the keys of a log are: apart from it, so that a copy of the log holds none of them. */
export function keyFolder(dataDir: string, origin: string): string {
  return join(dataDir, 'audit-keys', folderName(origin));
}

/** Where the key file of a log is unless the config names another. */
export function defaultKeyFile(dataDir: string, origin: string): string {
  return join(keyFolder(dataDir, origin), 'log.key');
}

/** Origins that have a log in a data directory. */
export async function originsIn(dataDir: string): Promise<readonly string[]> {
  const entries = await readdir(join(dataDir, 'audit'), { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => decodeURIComponent(name)).toSorted();
}

function folderName(origin: string): string {
  // A name of dots alone would be another folder.
  return encodeURIComponent(origin).replace(/^\.+/, (dots) => '%2E'.repeat(dots.length));
}

/** One file of records. */
export interface Segment {
  /** Number of its first record. */
  readonly first: number;
  readonly path: string;
}

export function segmentPath(folder: string, first: number): string {
  return join(folder, `segment-${String(first).padStart(16, '0')}.jsonl`);
}

/** The segments of a log, in order. */
export async function segmentsIn(folder: string): Promise<readonly Segment[]> {
  const names = await readdir(folder).catch(() => []);
  const firsts = names.flatMap((name) => /^segment-(\d{16})\.jsonl$/.exec(name)?.[1] ?? []).map(Number);
  return firsts.toSorted((a, b) => a - b).map((first) => ({ first, path: segmentPath(folder, first) }));
}

/** Writes a file so that it is there whole or not at all, and stays there: beside it, synced, moved to its place, the folder synced. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  await replaceSynced(path, content);
  await syncFolder(dirname(path));
}

/** As `replaceFile`, for who syncs the folder once for many files. */
export async function replaceSynced(path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.tmp`);
  await writeFile(beside, content, { mode: 0o600, flush: true });
  await rename(beside, path);
}

/** As `replaceFile`, for what can be made anew: after a loss of power it may be missing. */
export async function replaceUnsynced(path: string, content: string | Uint8Array): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.tmp`);
  await writeFile(beside, content, { mode: 0o600 });
  await rename(beside, path);
}

/** Makes new names in a folder durable. A no-op where folders cannot be synced (Windows). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** As `replaceUnsynced`, for who cannot wait. */
export function replaceAtOnce(path: string, content: string): void {
  const beside = join(dirname(path), `.${basename(path)}.tmp`);
  writeFileSync(beside, content, { mode: 0o600 });
  renameSync(beside, path);
}

/** Makes what a file holds durable. One that is gone needs nothing. */
export async function syncFile(path: string): Promise<void> {
  try {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Writes over a file before it is removed, so that a plain file system does not keep what it held. */
export function destroyFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    writeSync(file, Buffer.alloc(fstatSync(file).size), 0, undefined, 0);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  rmSync(path);
}
