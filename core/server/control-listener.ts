import { lstat, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { HushpipeError } from '../contract/errors.js';

/**
 * Listens at a path that only the owner of the process may use. A socket that a killed process left there is replaced; where
 * somebody answers, rejects with SOCKET_IN_USE. Two at a time may not do this: both could take the same socket for dead.
 */
export async function listenAlone(server: Server, path: string): Promise<void> {
  try {
    await listen(server, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    await removeDead(path);
    await listen(server, path);
  }
}

/** Whether somebody listens there. Where that cannot be told, somebody does. */
function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'ECONNREFUSED' && code !== 'ENOENT' && code !== 'ENOTSOCK'));
  });
}

/** Rejects with SOCKET_IN_USE where somebody listens. */
export async function assertFree(path: string): Promise<void> {
  if (await isAnswered(path)) throw new HushpipeError('SOCKET_IN_USE', `another hushpipe answers at ${path}`);
}

async function removeDead(path: string): Promise<void> {
  const about = await lstat(path);
  if (!about.isSocket()) throw new HushpipeError('SOCKET_IN_USE', `${path} is in the way: it is no socket`, { hint: 'Remove it, or choose another data_dir.' });
  await assertFree(path);
  await rm(path, { force: true });
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
