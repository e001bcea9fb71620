import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock, Timer } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';

/** How often the holder shows that it lives, and how long one on another machine may be silent, in milliseconds. */
const BEAT = 5_000;
const SILENCE = 30_000;

interface Holder {
  readonly pid: number;
  /** When the process began, as the system counts; a number may come again. */
  readonly started: string | undefined;
  readonly host: string;
  readonly token: string;
}

/** Keeps other writers out of a log: a file that only one process can make. One that a killed process left behind does not count. */
export class WriterLock {
  readonly #path: string;
  readonly #clock: Clock;
  readonly #token: string;
  #timer: Timer | undefined;

  private constructor(path: string, clock: Clock, token: string) {
    this.#path = path;
    this.#clock = clock;
    this.#token = token;
  }

  /** Rejects with AUDIT_LOCKED where another writer has the log. */
  static async take(folder: string, clock: Clock): Promise<WriterLock> {
    const path = join(folder, 'lock');
    const holder: Holder = { pid: process.pid, started: startOf(process.pid), host: hostname(), token: randomBytes(8).toString('hex') };
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await made(path, JSON.stringify(holder))) {
        const lock = new WriterLock(path, clock, holder.token);
        lock.#beat();
        return lock;
      }
      const held = await holderOf(path);
      if (held !== undefined && await lives(held, path, clock)) {
        throw new HushpipeError('AUDIT_LOCKED', `${folder}: the process ${held.pid} on ${held.host} writes this audit log`);
      }
      if (held !== undefined) await removeStale(path, held);
    }
    throw new HushpipeError('AUDIT_LOCKED', `${folder}: other processes keep taking this audit log`);
  }

  async release(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    // One that was suspended for long may have lost it.
    const held = await holderOf(this.#path);
    if (held?.token === this.#token) await rm(this.#path, { force: true });
  }

  #beat(): void {
    this.#timer = this.#clock.after(BEAT, () => {
      const now = this.#clock.now() / 1000;
      utimes(this.#path, now, now).catch(() => {});
      this.#beat();
    }, { background: true });
  }
}

/** Whether a process is writing the log now. */
export async function isBeingWritten(folder: string, clock: Clock): Promise<boolean> {
  const path = join(folder, 'lock');
  const held = await holderOf(path);
  return held !== undefined && lives(held, path, clock);
}

async function made(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(content).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // Made a moment ago and not written yet, or by a process that was killed in that moment.
    return { pid: 0, started: undefined, host: '', token: text };
  }
}

async function lives(held: Holder, path: string, clock: Clock): Promise<boolean> {
  if (held.host !== hostname()) {
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: 0 }));
    return clock.now() - mtimeMs < SILENCE;
  }
  if (held.started !== undefined && startOf(held.pid) !== held.started) return false;
  try {
    process.kill(held.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Two may find the same lock to be stale: who moved away a fresh one puts it back. */
async function removeStale(path: string, stale: Holder): Promise<void> {
  const aside = `${path}.${randomBytes(4).toString('hex')}`;
  await rename(path, aside).catch(() => {});
  const moved = await holderOf(aside);
  if (moved !== undefined && moved.token !== stale.token) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

/** The time a process began, from /proc where there is one. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name may hold spaces and parentheses.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
