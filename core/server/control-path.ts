import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { HushpipeError } from '../contract/errors.js';

/** Most bytes in the path of a Unix socket: macOS takes 104 with the closing NUL, Linux 108. */
const MAX_PATH = 103;
const NAME = 'control.sock';
/** In a data directory whose path is too long: names the socket's place. */
const POINTER = 'control.path';
const ELSEWHERE = 'hushpipe-';

/** The socket's path in the data directory; undefined where it would be too long. */
function pathWithin(dataDir: string): string | undefined {
  const path = join(dataDir, NAME);
  return Buffer.byteLength(path) <= MAX_PATH ? path : undefined;
}

/** Where to look for the socket of who runs with this data directory; undefined where nobody can. */
export async function findControlPath(dataDir: string): Promise<string | undefined> {
  return pathWithin(dataDir) ?? readFile(join(dataDir, POINTER), 'utf8').catch(() => undefined);
}

/** A place for the socket, and what undoes it. */
export interface ControlPlace {
  readonly path: string;
  release(): Promise<void>;
}

/**
 * The place for a new socket: in the data directory or, where that path is too long, in a folder of its own for temporary files
 * that only its owner can enter. To be called when nobody answers at the place that was found before.
 */
export async function makeControlPlace(dataDir: string): Promise<ControlPlace> {
  const within = pathWithin(dataDir);
  if (within !== undefined) return { path: within, release: () => Promise.resolve() };
  const pointer = join(dataDir, POINTER);
  await removeElsewhere(await findControlPath(dataDir));
  const folder = await mkdtemp(join(tmpdir(), ELSEWHERE));
  const path = join(folder, NAME);
  if (Buffer.byteLength(path) > MAX_PATH) {
    await rm(folder, { recursive: true });
    throw new HushpipeError('SOCKET_IN_USE', `the control socket ${path} would have a path of more than ${MAX_PATH} bytes`, { hint: 'Give hushpipe a shorter data_dir or TMPDIR.' });
  }
  await writeFile(pointer, path, { mode: 0o600 });
  return {
    path,
    release: async () => {
      await rm(pointer, { force: true });
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Removes what a run that was killed left behind, and nothing that only looks alike. */
async function removeElsewhere(path: string | undefined): Promise<void> {
  if (path === undefined || basename(path) !== NAME) return;
  const folder = dirname(path);
  if (dirname(folder) === tmpdir() && basename(folder).startsWith(ELSEWHERE)) await rm(folder, { recursive: true, force: true });
}
