import { createSocket } from 'node:dgram';
import { appendFile, mkdir, open, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { AnchorSettings } from '../../schemas/audit.js';
import type { Clock, Timer } from '../contract/clock.js';
import type { ProcessLog } from '../contract/plugin.js';

/** How long an anchor may take, in milliseconds, and how long at least one is left alone that did not take something. */
const TIMEOUT = 10_000;
const LEAST_PAUSE = 10_000;
const LF = 0x0a;
/** Facility 13 (log audit), severity 5 (notice) of RFC 5424. */
const PRIORITY = 13 * 8 + 5;

/** A checkpoint on its way out of this machine. */
export interface AnchoredCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly note: string;
}

/** A line of anchors.log: which anchor was given what, and whether it took it. */
export interface AnchorLine {
  readonly time: string;
  readonly anchor: string;
  readonly size: number;
  readonly ok: boolean;
  readonly error?: string;
}

export interface AnchorsOptions {
  readonly settings: readonly AnchorSettings[];
  /** Folder of the log. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: ProcessLog;
  readonly fetch: typeof globalThis.fetch;
}

interface Target {
  readonly settings: AnchorSettings;
  /** Size of what it took last. */
  size: number;
  /** When it was last given something, on the monotonic clock. */
  last: number | undefined;
  timer: Timer | undefined;
  sending: Promise<boolean> | undefined;
  isFailing: boolean;
}

/** What an anchor is called: nothing of it is secret. */
export function anchorName(settings: AnchorSettings): string {
  switch (settings.type) {
    case 'file': return `file ${settings.path}`;
    case 'webhook': return `webhook ${new URL(settings.url).origin}`;
    case 'syslog': return `syslog ${settings.host}:${settings.port}`;
  }
}

/** Gives checkpoints to those who keep them: each at its own pace, the newest one. */
export class Anchors {
  readonly #options: AnchorsOptions;
  readonly #targets: readonly Target[];
  #newest: AnchoredCheckpoint | undefined;
  #isClosed = false;

  constructor(options: AnchorsOptions) {
    this.#options = options;
    this.#targets = options.settings.map((settings) => ({ settings, size: 0, last: undefined, timer: undefined, sending: undefined, isFailing: false }));
  }

  /** There is a new checkpoint. */
  offer(checkpoint: AnchoredCheckpoint): void {
    this.#newest = checkpoint;
    for (const target of this.#targets) this.#sendWhenDue(target, 0);
  }

  /** Gives the newest checkpoint to all that do not have it yet. Resolves with the names of those who did not take it. */
  async flush(): Promise<readonly string[]> {
    const results = await Promise.all(this.#targets.map(async (target) => {
      await target.sending;
      return !this.#lacks(target) || await this.#send(target);
    }));
    return this.#targets.filter((_, at) => results[at] === false).map(({ settings }) => anchorName(settings));
  }

  close(): void {
    this.#isClosed = true;
    for (const { timer } of this.#targets) timer?.cancel();
  }

  #lacks({ size }: Target): boolean {
    return this.#newest !== undefined && size < this.#newest.size;
  }

  #sendWhenDue(target: Target, leastPause: number): void {
    if (this.#isClosed || target.timer !== undefined || target.sending !== undefined || !this.#lacks(target)) return;
    const { clock } = this.#options;
    const wait = target.last === undefined ? 0 : target.last + Math.max(target.settings.every, leastPause) - clock.monotonic();
    if (wait <= 0) void this.#send(target);
    else target.timer = clock.after(wait, () => void this.#send(target), { background: true });
  }

  #send(target: Target): Promise<boolean> {
    target.timer?.cancel();
    target.timer = undefined;
    target.sending ??= this.#attempt(target).then((isTaken) => {
      target.sending = undefined;
      // It did not take it, or there is a newer one by now.
      this.#sendWhenDue(target, isTaken ? 0 : LEAST_PAUSE);
      return isTaken;
    });
    return target.sending;
  }

  async #attempt(target: Target): Promise<boolean> {
    const { clock, log, fetch, folder } = this.#options;
    const checkpoint = this.#newest;
    if (checkpoint === undefined) return true;
    target.last = clock.monotonic();
    const anchor = anchorName(target.settings);
    const stop = new AbortController();
    const timer = clock.after(TIMEOUT, () => stop.abort(new Error('no answer in time')), { background: true });
    const time = new Date(clock.now()).toISOString();
    let error: Error | undefined;
    try {
      await give(target.settings, { time, ...checkpoint }, fetch, stop.signal);
      target.size = checkpoint.size;
    } catch (thrown) {
      error = thrown as Error;
      if (!target.isFailing) log.error('a checkpoint of the audit log could not be anchored; it is tried again', { anchor, error });
    } finally {
      timer.cancel();
    }
    if (target.isFailing && error === undefined) log.info('checkpoints of the audit log are anchored again', { anchor });
    target.isFailing = error !== undefined;
    const line: AnchorLine = { time, anchor, size: checkpoint.size, ok: error === undefined, ...(error === undefined ? {} : { error: error.message }) };
    await appendFile(join(folder, 'anchors.log'), `${JSON.stringify(line)}\n`, { mode: 0o600 }).catch((thrown: unknown) => log.warn('anchors.log could not be written', { error: thrown }));
    return error === undefined;
  }
}

async function give(settings: AnchorSettings, checkpoint: AnchoredCheckpoint & { readonly time: string }, fetch: typeof globalThis.fetch, signal: AbortSignal): Promise<void> {
  const text = JSON.stringify(checkpoint);
  switch (settings.type) {
    case 'file': return appendLine(settings.path, text);
    case 'webhook': {
      const authorization = settings.token === undefined ? {} : { authorization: `Bearer ${settings.token.reveal()}` };
      const answer = await fetch(settings.url, { method: 'POST', headers: { 'content-type': 'application/json', ...authorization }, body: text, redirect: 'error', signal });
      await answer.body?.cancel();
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      return;
    }
    case 'syslog': return sendDatagram(settings.host, settings.port, `<${PRIORITY}>1 ${checkpoint.time} ${hostname()} hushpipe - checkpoint - ${text}`);
  }
}

async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  // What a full disk cut short stays a line of its own.
  const before = await endsInLine(path).catch(() => true) ? '' : '\n';
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(`${before}${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether a file is empty or ends with a line feed. Rejects where it is not there, or may not be read. */
async function endsInLine(path: string): Promise<boolean> {
  const { size } = await stat(path);
  // A pipe is empty.
  if (size === 0) return true;
  const file = await open(path, 'r');
  try {
    return (await file.read(Buffer.alloc(1), 0, 1, size - 1)).buffer[0] === LF;
  } finally {
    await file.close();
  }
}

async function sendDatagram(host: string, port: number, text: string): Promise<void> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.send(text, port, host, (error) => (error === null ? resolve() : reject(error)));
    });
  } finally {
    socket.close();
  }
}
