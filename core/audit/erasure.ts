import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, syncFolder } from './folder.js';
import type { AuditEntry } from './record.js';

/** The event that says that the key of a person was destroyed. */
const ERASE = 'audit.erase';

/** Who is erased is not named; `key` is the id of a key, undefined where the person had none. */
export function erasureEntry(key: string | undefined, elsewhere: readonly string[]): AuditEntry {
  return { event: ERASE, outcome: key === undefined ? 'failure' : 'success', source: 'hushpipe', data: { ...(key === undefined ? {} : { key }), elsewhere } };
}

interface Intent {
  readonly key: string;
  readonly elsewhere: readonly string[];
}

/**
 * An erasure that is under way, as a file beside the keys: written before the key is destroyed and removed once that is on record, so
 * that a crash between the two is made good by the next start.
 */
export class ErasureIntent {
  readonly #folder: string;

  constructor(keyFolder: string) {
    this.#folder = keyFolder;
  }

  /** Durable when it resolves. */
  write(key: string, elsewhere: readonly string[]): Promise<void> {
    return replaceFile(this.#path, `${JSON.stringify({ key, elsewhere } satisfies Intent)}\n`);
  }

  /** Undefined where none is under way. Throws what the disk says. */
  async read(): Promise<Intent | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as Intent;
    } catch (error) {
      // It is there whole or not at all: what is no JSON was never written by us.
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
    await syncFolder(this.#folder);
  }

  get #path(): string {
    return join(this.#folder, 'erasing.json');
  }
}
