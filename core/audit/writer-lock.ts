import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock, Timer } from '../contract/clock.js';
import { HushpipeError } from '../contract/errors.js';

/** How often the holder shows that it lives, and how long one on another machine may be silent, in milliseconds. */
const BEAT = 5_000;
const SILENCE = 30_000;
/** How often a lock is tried that others keep taking and leaving. */
const ATTEMPTS = 5;
/** The token of a lock that does not say who holds it. */
const UNWRITTEN = 'unwritten';

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
    await acquire(path, holder, clock);
    const lock = new WriterLock(path, clock, holder.token);
    lock.#beat();
    return lock;
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

/**
 * Makes the file, or puts another in the place of one whose holder is gone. Of all that find the same holder gone, only who has
 * made the file named after that holder may do so, which is a lock in its turn: its holder may be killed as well.
 */
async function acquire(path: string, holder: Holder, clock: Clock): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await made(path, holder)) return;
    const held = await holderOf(path);
    if (held === undefined) continue;
    if (await lives(held, path, clock)) {
      const who = held.token === UNWRITTEN ? 'another process' : `the process ${held.pid} on ${held.host}`;
      throw new HushpipeError('AUDIT_LOCKED', `${dirname(path)}: ${who} writes this audit log`);
    }
    const right = `${path}.${held.token}`;
    await acquire(right, holder, clock);
    try {
      // Another may have had the right before, and used it.
      const now = await holderOf(path);
      if (now?.token === held.token && !(await lives(now, path, clock))) return await replace(path, holder);
    } finally {
      await rm(right, { force: true });
    }
  }
  throw new HushpipeError('AUDIT_LOCKED', `${dirname(path)}: other processes keep taking this audit log`);
}

async function replace(path: string, holder: Holder): Promise<void> {
  const beside = `${path}.${holder.token}.new`;
  await writeFile(beside, JSON.stringify(holder), { mode: 0o600 });
  await rename(beside, path);
}

async function made(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx', mode: 0o600 });
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
    const { pid, started, host, token } = JSON.parse(text) as Holder;
    if (/^\w{1,32}$/.test(token)) return { pid, started, host, token };
  } catch {
    // As below.
  }
  // Made a moment ago and not written yet, or by a process that was killed in that moment.
  return { pid: 0, started: undefined, host: '', token: UNWRITTEN };
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
