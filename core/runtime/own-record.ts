import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AuditEntry } from '../audit/record.js';
import type { LoadedConfig } from '../config/loaded-config.js';
import type { JsonObject } from '../contract/json.js';
import { endsBefore } from '../pipeline/time-limit.js';
import { resolveModule } from '../plugin-host/resolve-module.js';
import type { AuditLane } from './audit-lane.js';

/** Puts on record what happens to hushpipe itself. Nothing here rejects, or holds up who is out of time. `cause`: who or what asked for it. */
export class OwnRecord {
  readonly #audit: AuditLane;
  readonly #late: AbortSignal;

  /** @param late aborted when nobody waits for a record any more */
  constructor(audit: AuditLane, late: AbortSignal) {
    this.#audit = audit;
    this.#late = late;
  }

  async started(config: LoadedConfig): Promise<void> {
    await this.#put('start', 'success', { ...about(config), plugins: config.plugins });
    await this.#loaded(config.plugins, config);
  }

  async changed(before: LoadedConfig, config: LoadedConfig, cause: string, generation: number): Promise<void> {
    await this.#put('config_change', 'success', { from: before.hash, to: config.hash, cause, generation });
    await this.#loaded(config.plugins.filter((name) => !before.plugins.includes(name)), config);
  }

  /** A config that could not be put in place, or, without `to`, that is none. */
  failed(before: LoadedConfig, to: LoadedConfig | undefined, cause: string, error: string): Promise<void> {
    return this.#put('config_change', 'failure', { from: before.hash, ...(to === undefined ? {} : { to: to.hash }), cause, error });
  }

  /** A reload that found what runs already. */
  unchanged(config: LoadedConfig, cause: string): Promise<void> {
    return this.#put('reload', 'success', { config: config.hash, cause });
  }

  stopped(config: LoadedConfig): Promise<void> {
    return this.#put('stop', 'success', { config: config.hash });
  }

  /** Plugins of the user's own: with the code that they are. */
  async #loaded(names: readonly string[], config: LoadedConfig): Promise<void> {
    if (!this.#audit.isOpen) return;
    for (const module of names) await this.#put('plugin_load', 'success', { module, ...await codeOf(module, dirname(config.file)) });
  }

  async #put(event: string, outcome: 'success' | 'failure', data: JsonObject): Promise<void> {
    await endsBefore(this.#audit.record({ event: `hushpipe.${event}`, outcome, data }).catch(() => {}), this.#late);
  }
}

/** For a log that was opened for a config which could not be started. */
export function failedStart(config: LoadedConfig, error: string): AuditEntry {
  return { event: 'hushpipe.start', outcome: 'failure', source: 'hushpipe', data: { ...about(config), error } };
}

/** The last record of a log that another config no longer has, or has elsewhere. */
export function lastChange(before: LoadedConfig | undefined, config: LoadedConfig): AuditEntry {
  return { event: 'hushpipe.config_change', outcome: 'success', source: 'hushpipe', data: { from: before?.hash ?? '', to: config.hash, ends: true } };
}

function about({ hash, file }: LoadedConfig): JsonObject {
  return { config: hash, file, pid: process.pid };
}

/** The file that a module is, and its SHA-256; what is known of them. */
async function codeOf(name: string, folder: string): Promise<JsonObject> {
  const file = resolveModule(name, folder);
  const content = file === undefined ? undefined : await readFile(file).catch(() => undefined);
  return { ...(file === undefined ? {} : { file }), ...(content === undefined ? {} : { sha256: createHash('sha256').update(content).digest('hex') }) };
}
