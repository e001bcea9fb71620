import type { Readable } from 'node:stream';
import type { Clock } from '../../core/contract/clock.js';
import type { Emit, FramedBatch, Framer } from '../../core/contract/plugin.js';
import { Bell } from '../shared/bell.js';
import { EmitWindow } from '../shared/emit-window.js';

const LF = 10;
const MAX_CHUNKS = 4;
/** Milliseconds that a record that ends with its line waits for more lines of its own. */
const RECORD_WAIT = 1_000;

export interface StreamParts {
  readonly emit: Emit;
  readonly framer: Framer;
  readonly clock: Clock;
  /** Bytes that may be handed on and not acknowledged; the stream is paused beyond them. */
  readonly maxInFlight: number;
}

/**
 * Hands on what the stream gives. Resolves when it has ended, or `signal` aborts, and core has acknowledged everything that was
 * taken from it, or `giveUp` aborts. Rejects when the stream fails or core refuses a batch. It leaves the stream paused.
 */
export async function readStream(stream: Readable, parts: StreamParts, signal: AbortSignal, giveUp: AbortSignal): Promise<void> {
  const { emit, framer, clock, maxInFlight } = parts;
  const halt = new AbortController();
  const stop = (): void => halt.abort();
  let failure: { readonly error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
    stop();
  };
  const window = new EmitWindow(emit, maxInFlight, fail);
  const bell = new Bell();
  const chunks: Buffer[] = [];
  let endsWithLineFeed = false;

  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    if (chunks.length >= MAX_CHUNKS) stream.pause();
    bell.ring();
  };

  async function send(batch: FramedBatch | undefined): Promise<void> {
    if (batch !== undefined) await window.send(batch, () => undefined, giveUp);
  }

  async function handOn(): Promise<void> {
    for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift()) {
      endsWithLineFeed = chunk.at(-1) === LF;
      await send(framer.push(chunk));
    }
  }

  async function pump(): Promise<void> {
    while (!halt.signal.aborted) {
      await handOn();
      stream.resume();
      const waiting = framer.pending > 0 && endsWithLineFeed;
      const since = clock.monotonic();
      await bell.wait(clock, halt.signal, waiting ? RECORD_WAIT : undefined);
      if (waiting && clock.monotonic() - since >= RECORD_WAIT) await send(framer.flush());
    }
    stream.off('data', take).pause();
    await handOn();
    // Nobody can take over the first part of a record, so it goes on as it is.
    await send(framer.flush());
  }

  if (stream.errored !== null) fail(stream.errored);
  if (signal.aborted || stream.readableEnded || stream.destroyed) stop();
  else stream.on('data', take);
  signal.addEventListener('abort', stop);
  stream.on('end', stop).on('close', stop).on('error', fail);
  try {
    await pump();
    await window.settled(giveUp);
  } catch (error) {
    if (!giveUp.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    stream.off('data', take).off('end', stop).off('close', stop).off('error', fail);
  }
  if (failure !== undefined && !signal.aborted) throw failure.error as Error;
}
