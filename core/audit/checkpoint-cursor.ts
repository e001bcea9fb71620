import { closeSync, openSync, readSync } from 'node:fs';
import { loggedNote, openCheckpoint, statedSize, type SignedCheckpoint } from './checkpoint-files.js';
import type { Findings } from './findings.js';
import type { KeyHistory } from './key-history.js';

const BLOCK = 64 * 1024;

/** Reads checkpoints.log line by line, beside the records that it is about: in memory is one block. */
export class CheckpointCursor {
  readonly #file: number | undefined;
  readonly #origin: string;
  readonly #history: KeyHistory;
  readonly #findings: Findings;
  readonly #bytes = Buffer.alloc(BLOCK);
  #lines: string[] = [];
  #rest = '';
  #size = 0;

  constructor(path: string, { origin, history, findings }: { readonly origin: string; readonly history: KeyHistory; readonly findings: Findings }) {
    this.#origin = origin;
    this.#history = history;
    this.#findings = findings;
    try {
      this.#file = openSync(path, 'r');
    } catch {
      this.#file = undefined;
    }
  }

  /** The next one that is signed as it should be; the others are findings. Undefined at the end. */
  next(): SignedCheckpoint | undefined {
    for (let line = this.#line(); line !== undefined; line = this.#line()) {
      const note = loggedNote(line);
      const checkpoint = note === undefined ? undefined : openCheckpoint(note, this.#origin, this.#history);
      if (checkpoint !== undefined && checkpoint.size >= this.#size) {
        this.#size = checkpoint.size;
        return checkpoint;
      }
      const size = note === undefined ? undefined : statedSize(note);
      if (checkpoint !== undefined) this.#findings.add('tampered', `a checkpoint of ${checkpoint.size} records follows one of ${this.#size}`, checkpoint.size);
      else this.#findings.add('tampered', size === undefined ? 'a line of checkpoints.log is no checkpoint of this log' : `the checkpoint of ${size} records is not signed by the key of the log`, size === undefined ? undefined : Math.max(0, size - 1));
    }
    return undefined;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  #line(): string | undefined {
    while (this.#lines.length === 0 && this.#file !== undefined) {
      const read = readSync(this.#file, this.#bytes);
      // What stands behind the last line feed was being written when somebody stopped.
      if (read === 0) return undefined;
      const lines = (this.#rest + this.#bytes.toString('utf8', 0, read)).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#lines = lines.reverse();
    }
    return this.#lines.pop();
  }
}
