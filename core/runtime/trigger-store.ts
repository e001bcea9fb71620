import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject, JsonValue } from '../contract/json.js';
import type { ProcessLog } from '../contract/plugin.js';
import { withChanges } from '../trigger/changes.js';
import { StateFile } from './state-file.js';
import type { Position, StreamPositions } from './stream-positions.js';

/** The journal is folded into a snapshot when it is longer than this, in bytes. */
const LONGEST = 1024 * 1024;
const JOURNAL = /^triggers\.(\d+)\.jsonl$/;

/** What an earlier run left. */
export interface StoredTriggers {
  readonly snapshot: JsonValue;
  readonly positions: readonly Position[];
}

/** An engine's own account of itself. */
export interface Snapshots {
  snapshot(): JsonValue;
  changes(): JsonObject | undefined;
}

/**
 * Keeps what triggers remember, together with the places in the input that it includes: a snapshot, and a journal of what has
 * changed since, which is written before the events count as taken. So a process that is killed neither loses nor repeats
 * what its windows counted.
 */
export class TriggerStore {
  readonly #folder: string;
  readonly #log: ProcessLog;
  readonly #file: StateFile;
  #fd: number | undefined;
  /** The journal that is written to. */
  #number = 0;
  #length = 0;
  #isBroken = false;
  #folding = Promise.resolve();

  constructor(folder: string, log: ProcessLog) {
    this.#folder = folder;
    this.#log = log;
    this.#file = new StateFile(join(folder, 'triggers.json'), log);
  }

  /** Undefined where nothing was left. What cannot be read is set aside, and said so. */
  async read(): Promise<StoredTriggers | undefined> {
    const journals = await this.#journals();
    this.#number = (journals.at(-1) ?? -1) + 1;
    const saved = await this.#file.read();
    try {
      const { journal, positions, ...rest } = (saved ?? {}) as { readonly journal?: number; readonly positions?: readonly Position[] } & JsonObject;
      const texts = await Promise.all(journals.filter((number) => number >= (journal ?? 0)).map((number) => readFile(this.#journal(number), 'utf8')));
      const records = texts.flatMap(recordsOf);
      const moved = records.flatMap(({ position }) => (position === undefined ? [] : [position as unknown as Position]));
      this.#number = Math.max(this.#number, journal ?? 0);
      const snapshot = withChanges(saved === undefined ? undefined : rest, records);
      return snapshot === undefined ? undefined : { snapshot, positions: [...(positions ?? []), ...moved] };
    } catch (error) {
      await this.setAside(error);
      return undefined;
    }
  }

  /** For what was read but means nothing. Never rejects. */
  async setAside(error: unknown): Promise<void> {
    await this.#file.setAside(error);
    for (const number of await this.#journals()) if (number < this.#number) await rm(this.#journal(number), { force: true }).catch(() => {});
  }

  /** Notes down what has changed, before it returns. Never throws: what cannot be saved is logged. Tells whether it is time to fold. */
  append(changes: JsonObject, position: Position | undefined): boolean {
    // The line feed before keeps what follows a line that was cut off apart from it.
    const line = `${this.#isBroken ? '\n' : ''}${JSON.stringify(position === undefined ? changes : { ...changes, position: [...position] })}\n`;
    try {
      this.#fd ??= this.#open();
      const bytes = Buffer.from(line);
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done);
      this.#length += bytes.length;
      this.#isBroken = false;
    } catch (error) {
      if (!this.#isBroken) this.#log.error('what the triggers counted cannot be saved: a crash now would lose it', { folder: this.#folder, error });
      this.#isBroken = true;
    }
    return this.#length > LONGEST && !this.#isBroken;
  }

  /** Puts a snapshot in the place of the journals so far. Never rejects. */
  fold(engine: Snapshots, positions: Pick<StreamPositions, 'all'>): Promise<void> {
    this.#folding = this.#folding.then(() => this.#fold(engine, positions));
    return this.#folding;
  }

  /** Resolves when nothing is being written. */
  settled(): Promise<void> {
    return this.#folding;
  }

  /** Folds what there is, and closes the journal. */
  async close(engine: Snapshots, positions: Pick<StreamPositions, 'all'>): Promise<void> {
    await this.fold(engine, positions);
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  async #fold(engine: Snapshots, positions: Pick<StreamPositions, 'all'>): Promise<void> {
    const folded = this.#number;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    this.#length = 0;
    this.#number++;
    const snapshot = engine.snapshot() as JsonObject;
    engine.changes();
    const isWritten = await this.#file.write({ ...snapshot, positions: positions.all().map((position) => [...position]), journal: this.#number });
    if (!isWritten) return;
    for (const number of await this.#journals()) if (number <= folded) await rm(this.#journal(number), { force: true }).catch(() => {});
  }

  #open(): number {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    return openSync(this.#journal(this.#number), 'a', 0o600);
  }

  #journal(number: number): string {
    return join(this.#folder, `triggers.${number}.jsonl`);
  }

  /** Numbers of the journals, ascending. */
  async #journals(): Promise<readonly number[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    return names.flatMap((name) => JOURNAL.exec(name)?.[1] ?? []).map(Number).toSorted((a, b) => a - b);
  }
}

/** The whole lines; the last one may have been cut off by a crash, or any by a full disk. */
function recordsOf(text: string): readonly JsonObject[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as JsonObject];
    } catch {
      return [];
    }
  });
}
