import { writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { PermanentError, RetryableError } from '../../core/contract/errors.js';
import type { LogEvent } from '../../core/contract/event.js';
import type { PluginContext, Receiver } from '../../core/contract/plugin.js';
import { pause } from '../shared/pause.js';
import { SerialWrites } from '../shared/serial-writes.js';

export interface OutputStream extends Writable {
  /** Undefined in a worker thread, whose streams go through the main thread. */
  readonly fd: number | undefined;
  readonly isTTY?: boolean;
}

/** The bytes of a batch, for a terminal or for anything else. */
export type Encode = (batch: readonly LogEvent[], terminal: boolean) => Uint8Array;

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** How often a full pipe is tried again while the process is ending, and how long to wait in between. */
const SYNC_TRIES = 200;
const SYNC_WAIT_MS = 5;

/** Writes batches to an output stream of the process, which it neither owns nor closes. */
export class ConsoleSink implements Receiver<LogEvent> {
  readonly #name: 'stdout' | 'stderr';
  readonly #open: () => OutputStream;
  readonly #encode: Encode;
  readonly #ctx: PluginContext;
  readonly #writes = new SerialWrites<LogEvent>();
  #stream: OutputStream | undefined;
  #readerGone = false;

  /** `open` is called at each `start`: asking for process.stdout opens it. */
  constructor(name: 'stdout' | 'stderr', open: () => OutputStream, encode: Encode, ctx: PluginContext) {
    this.#name = name;
    this.#open = open;
    this.#encode = encode;
    this.#ctx = ctx;
  }

  async start(): Promise<void> {
    this.#stream ??= this.#open().on('error', ignore);
  }

  deliver(batch: readonly LogEvent[], signal: AbortSignal): Promise<void> {
    return this.#writes.run(batch, () => this.#write(batch), signal);
  }

  deliverSync(batch: readonly LogEvent[]): void {
    const stream = this.#stream ?? this.#open();
    const bytes = this.#encode(batch, stream.isTTY === true);
    let tries = 0;
    for (let at = 0; at < bytes.length; ) {
      try {
        at += writeSync(stream.fd ?? DESCRIPTORS[this.#name], bytes, at);
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN' || ++tries > SYNC_TRIES) throw this.#failure(error);
        pause(SYNC_WAIT_MS);
      }
    }
  }

  async stop(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    // Not waited for: a write that goes on after the last delivery has settled is one whose caller left, as nobody reads.
    // It may still fail, and an 'error' that nobody listens to ends the process.
    void this.#writes.idle().then(() => stream?.off('error', ignore));
  }

  async #write(batch: readonly LogEvent[]): Promise<void> {
    const stream = this.#stream;
    if (stream === undefined) throw new RetryableError(`${this.#ctx.id}: not started.`);
    const bytes = this.#encode(batch, stream.isTTY === true);
    // The callback comes when the bytes have left the process, which a full pipe holds up: that is the back-pressure.
    // A failed stream emits 'error' right after it: whoever stops this sink for the failure must not be faster.
    await new Promise<void>((resolve, reject) => {
      stream.write(bytes, (error) => (error ? setImmediate(reject, this.#failure(error)) : resolve()));
    });
  }

  #failure(cause: unknown): Error {
    const code = codeOf(cause);
    if (code !== 'EPIPE' && code !== 'ERR_STREAM_DESTROYED') {
      return new RetryableError(`${this.#ctx.id}: ${this.#name} could not be written: ${code}.`, { cause });
    }
    const detail = `Nobody reads ${this.#name} any more.`;
    if (!this.#readerGone) this.#ctx.report({ status: 'failed', detail });
    this.#readerGone = true;
    return new PermanentError(`${this.#ctx.id}: ${detail}`, { cause });
  }
}

const ignore = (): void => undefined;

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
