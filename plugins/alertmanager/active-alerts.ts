import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PluginContext } from '../../core/contract/plugin.js';
import type { ManagedAlert } from './render.js';

/** Most alerts that are kept. */
const MOST = 10_000;

/**
 * The alerts that fire, by incident: what Alertmanager is to be told again and again. They survive a restart in a file of the
 * instance's data folder, written beside its place and moved there, so that it is always whole.
 */
export class ActiveAlerts {
  readonly #ctx: Pick<PluginContext, 'dataDir' | 'log'>;
  readonly #alerts = new Map<string, ManagedAlert>();
  #writes: Promise<void> = Promise.resolve();

  constructor(ctx: Pick<PluginContext, 'dataDir' | 'log'>) {
    this.#ctx = ctx;
  }

  get all(): readonly ManagedAlert[] {
    return [...this.#alerts.values()];
  }

  get(id: string): ManagedAlert | undefined {
    return this.#alerts.get(id);
  }

  /** Reads what an earlier run kept. A file that cannot be read is set aside, and said so. */
  async load(): Promise<void> {
    const file = await this.#file();
    try {
      for (const [id, alert] of JSON.parse(await readFile(file, 'utf8')) as readonly (readonly [string, ManagedAlert])[]) this.#alerts.set(id, alert);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      await rename(file, `${file}.unreadable`).catch(() => undefined);
      this.#ctx.log.error('the alerts that were firing cannot be read; the file was set aside', { file, error });
    }
  }

  /** Whether there is room for it. */
  takes(id: string): boolean {
    return this.#alerts.has(id) || this.#alerts.size < MOST;
  }

  async set(id: string, alert: ManagedAlert): Promise<void> {
    this.#alerts.set(id, alert);
    await this.#save();
  }

  async remove(id: string): Promise<void> {
    if (this.#alerts.delete(id)) await this.#save();
  }

  /** Resolves when nothing is being written. */
  idle(): Promise<void> {
    return this.#writes;
  }

  #save(): Promise<void> {
    const write = async (): Promise<void> => {
      const file = await this.#file();
      await writeFile(`${file}.tmp`, JSON.stringify([...this.#alerts]), { mode: 0o600, flush: true });
      await rename(`${file}.tmp`, file);
    };
    // Each write has all that is known when it begins; one that failed does not hold up the next.
    const done = this.#writes.then(write);
    this.#writes = done.catch(() => undefined);
    return done;
  }

  async #file(): Promise<string> {
    return join(await this.#ctx.dataDir(), 'active-alerts.json');
  }
}
