import type { PluginContext } from '../../core/contract/plugin.js';

/** What cannot be read now, by path: told once when it begins and once when it ends, however often it is met. */
export class Problems {
  readonly #ctx: PluginContext;
  readonly #codes = new Map<string, string>();

  constructor(ctx: PluginContext) {
    this.#ctx = ctx;
  }

  set(path: string, error: unknown): void {
    const { code = 'ERROR', message } = error as NodeJS.ErrnoException;
    if (this.#codes.get(path) === code) return;
    this.#codes.set(path, code);
    this.#ctx.log.warn(`cannot read ${path}; it is tried again`, { reason: message });
    this.#report();
  }

  /** The path can be read, or is not there any more. */
  clear(path: string): void {
    if (!this.#codes.delete(path)) return;
    this.#ctx.log.info(`the problem with ${path} is over`);
    this.#report();
  }

  /** Ends the problems of all paths that are not in `seen`. */
  keepOnly(seen: ReadonlySet<string>): void {
    for (const path of this.#codes.keys()) if (!seen.has(path)) this.clear(path);
  }

  #report(): void {
    const [first] = this.#codes;
    if (first === undefined) return this.#ctx.report({ status: 'ok' });
    const others = this.#codes.size - 1;
    this.#ctx.report({ status: 'degraded', detail: `cannot read ${first[0]} (${first[1]})${others > 0 ? ` and ${others} more` : ''}` });
  }
}
