import { chmod, lstat, rename, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { HushpipeError } from '../contract/errors.js';

/** How often to try again where others come and go at the same place. */
const TRIES = 5;

/**
 * Listens at a path that only the owner of the process may use. A socket that a killed process left there is replaced; where
 * somebody answers, rejects with SOCKET_IN_USE.
 */
export async function listenAlone(server: Server, path: string): Promise<void> {
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      await listen(server, path);
      await chmod(path, 0o600);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
    await setAside(path);
  }
  throw inUse(path);
}

/** Whether somebody listens there. Where that cannot be told, somebody does. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT' && code !== 'ENOTSOCK'));
  });
}

export function inUse(path: string): HushpipeError {
  return new HushpipeError('SOCKET_IN_USE', `another hushpipe answers at ${path}`);
}

/** Removes a socket that nobody listens to, and no other: between the question and the removal somebody may have come. */
async function setAside(path: string): Promise<void> {
  const before = await lstat(path).catch(() => undefined);
  if (before === undefined) return;
  if (!before.isSocket()) throw new HushpipeError('SOCKET_IN_USE', `${path} is in the way: it is no socket`, { hint: 'Remove it, or choose another data_dir.' });
  if (await isAnswered(path)) throw inUse(path);
  const aside = `${path}.${process.pid}.old`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const moved = await lstat(aside);
  if (moved.ino !== before.ino || moved.mtimeMs !== before.mtimeMs) {
    await rename(aside, path);
    throw inUse(path);
  }
  await rm(aside, { force: true });
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      server.off('listening', onListening);
      reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve();
    };
    server.once('error', onError).once('listening', onListening);
    // The socket is made within this call: it never exists with wider permissions.
    const before = process.umask(0o177);
    try {
      server.listen(path);
    } finally {
      process.umask(before);
    }
  });
}
