import { mkdir, open, rename, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createFramer } from '../codec/framer.js';
import { HushpipeError } from '../contract/errors.js';

/** One item that was given up, with all that a replay needs. */
export interface DeadLetter {
  /** Of the event or the notice. */
  readonly id: string;
  /** When it was given up, in ISO 8601. */
  readonly time: string;
  /** Instance id of the sink or action that did not take it. */
  readonly instance: string;
  /** Error code, e.g. DELIVERY_REFUSED. */
  readonly code: string;
  /** The error's message. */
  readonly reason: string;
  readonly attempts: number;
  /** The event as JSON text, redacted like everything that leaves the inlet. */
  readonly line: string;
}

export interface DeadLetterOptions {
  /** Size of the file at which it becomes `<file>.1`, in place of the one before it. */
  readonly maxBytes?: number;
  /** Called when an older `<file>.1` goes, with its size in bytes. */
  readonly onDiscard?: (bytes: number) => void;
}

const DEFAULT_MAX = 67_108_864;
const BLOCK = 65_536;
/** Longest letter that is read back: well over the longest event. */
const LONGEST = 268_435_456;

/** A file of JSON Lines that holds what was refused. Calls of `append` may overlap; their order is kept. */
export class DeadLetters {
  readonly #file: string;
  readonly #maxBytes: number;
  readonly #onDiscard: (bytes: number) => void;
  #handle: FileHandle | undefined;
  #size = 0;
  /** A write failed in the middle: the next one begins on a line of its own. */
  #torn = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(file: string, options: DeadLetterOptions = {}) {
    this.#file = file;
    this.#maxBytes = options.maxBytes ?? DEFAULT_MAX;
    this.#onDiscard = options.onDiscard ?? (() => {});
  }

  /** Makes the file where it is missing. A torn last line stays, and is passed over by readers. */
  async open(): Promise<void> {
    this.#handle = await open(this.#file, 'a+', 0o600);
    this.#size = (await this.#handle.stat()).size;
    const last = this.#size === 0 ? undefined : (await this.#handle.read(Buffer.alloc(1), 0, 1, this.#size - 1)).buffer[0];
    this.#torn = last !== undefined && last !== 0x0a;
  }

  /** Resolves when the letters are on disk and synced; rejects where the disk fails, and may be called again with the same ones. */
  append(letters: readonly DeadLetter[]): Promise<void> {
    const result = this.#last.then(() => this.#append(letters));
    this.#last = result.catch(() => {});
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  async #append(letters: readonly DeadLetter[]): Promise<void> {
    if (this.#handle === undefined) throw new HushpipeError('PIPELINE_CLOSED', `The dead letters ${this.#file} are closed.`);
    if (letters.length === 0) return;
    const bytes = Buffer.from((this.#torn ? '\n' : '') + letters.map((letter) => `${JSON.stringify(letter)}\n`).join(''));
    if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) await this.#rotate(this.#handle);
    this.#torn = true;
    for (let written = 0; written < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, written);
      written += bytesWritten;
      this.#size += bytesWritten;
    }
    await this.#handle.datasync();
    this.#torn = false;
  }

  async #rotate(handle: FileHandle): Promise<void> {
    const old = await unlessMissing(stat(`${this.#file}.1`));
    await unlessMissing(rename(this.#file, `${this.#file}.1`));
    if (old !== undefined) this.#onDiscard(old.size);
    await this.open();
    await handle.close();
  }
}

/** Opens the dead letters of one outlet, in a file of its own. */
export async function openDeadLetters(file: string, options?: DeadLetterOptions): Promise<DeadLetters> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const letters = new DeadLetters(file, options);
  await letters.open();
  return letters;
}

/** The letters of `<file>.1` and then those of the file, oldest first, one at a time. Lines that are no letter, as a crash leaves them, are passed over. */
export async function* readDeadLetters(file: string): AsyncGenerator<DeadLetter> {
  for (const path of [`${file}.1`, file]) {
    const handle = await unlessMissing(open(path, 'r'));
    if (handle === undefined) continue;
    try {
      for await (const line of linesOf(handle)) {
        const letter = parseLetter(line);
        if (letter !== undefined) yield letter;
      }
    } finally {
      await handle.close();
    }
  }
}

/** The result, or undefined where the file does not exist. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function* linesOf(handle: FileHandle): AsyncGenerator<string> {
  const framer = createFramer({ multiline: 'none', maxLine: LONGEST, onOversize: () => {} });
  for (let more = true; more; ) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(BLOCK), 0, BLOCK);
    more = bytesRead > 0;
    const batch = more ? framer.push(buffer.subarray(0, bytesRead)) : framer.flush();
    if (batch !== undefined) yield* Buffer.from(batch.bytes).toString().split('\n');
  }
}

function parseLetter(line: string): DeadLetter | undefined {
  try {
    const value = JSON.parse(line) as Partial<Record<keyof DeadLetter, unknown>> | null;
    const texts = [value?.id, value?.time, value?.instance, value?.code, value?.reason, value?.line];
    return texts.every((text) => typeof text === 'string') && typeof value?.attempts === 'number' ? (value as DeadLetter) : undefined;
  } catch {
    return undefined;
  }
}
