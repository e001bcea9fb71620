import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { JsonValue } from '../contract/json.js';
import type { ProcessLog } from '../contract/plugin.js';

/** One JSON document that survives restarts: written beside its place and moved there, so that it is always whole. */
export class StateFile {
  readonly #path: string;
  readonly #log: ProcessLog;
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, log: ProcessLog) {
    this.#path = path;
    this.#log = log;
  }

  /** Undefined where there is none. One that cannot be read is set aside, and said so. */
  async read(): Promise<JsonValue | undefined> {
    try {
      return JSON.parse(await readFile(this.#path, 'utf8')) as JsonValue;
    } catch (error) {
      if (!isMissing(error)) await this.setAside(error);
      return undefined;
    }
  }

  /** For what was read but means nothing. Never rejects. */
  async setAside(error: unknown): Promise<void> {
    await rename(this.#path, `${this.#path}.unreadable`).catch(() => {});
    this.#log.error('saved state cannot be read; it was set aside, and what it held begins anew', { file: this.#path, error });
  }

  /** Never rejects: what cannot be saved is logged. Tells whether it was saved. Calls are carried out one after the other. */
  write(state: JsonValue): Promise<boolean> {
    const written = this.#last.then(async () => {
      try {
        await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
        const beside = `${this.#path}.tmp`;
        await writeFile(beside, JSON.stringify(state), { mode: 0o600, flush: true });
        await rename(beside, this.#path);
        return true;
      } catch (error) {
        this.#log.error('state cannot be saved', { file: this.#path, error });
        return false;
      }
    });
    this.#last = written;
    return written;
  }
}

/** Also where the data directory is no directory: whoever needs it says so. */
function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}
