import { open } from 'node:fs/promises';

/** Forces the names in a folder onto the disk. Does nothing where the system cannot open a folder, as on Windows. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
